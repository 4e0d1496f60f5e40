use std::{
    task::{Context, Poll},
    time::Duration,
};

use http::{HeaderValue, Request, Response};
use tower::filter::AsyncFilterLayer;
use tower_bearer::{ApiKey, AuthErrorClassifier, BearerAuthLayer, Credential, Keys, Origins, SourceError, source};
use tower_http::auth::AddAuthorizationLayer;
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    exchange::{Backend, Body, BoxError, key_header, request},
    peers::{ByHand, MutexToken, RwLockTokenLayer, Token},
};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    clippy::exhaustive_enums,
    reason = "not published, and `name` says what each is"
)]
pub enum Case {
    Bare,
    BareSameServer,
    BareWithKey,
    BareRefusal,
    ByHand,
    TowerHttp,
    MutexFilter,
    RwLock,
    FixedAnyOrigin,
    Fixed,
    FixedSameServer,
    Strict,
    Live,
    LiveTenOrigins,
    LiveHundredOrigins,
    LiveExpiring,
    Replaying,
    Classifier,
    Stack,
    Refusal,
}

/// What is done with the service of a case. Generic, so that the compiler sees a case as it sees a user's program.
pub trait Visitor {
    /// What comes of it.
    type Output;

    /// `service` is as `case` asks for it.
    fn visit<S>(self, service: S) -> Self::Output
    where
        S: Service<Request<Body>, Response = Response<Body>, Error: Send, Future: Send> + Clone + Send + 'static;
}

/// A service of a type of its own for each case, as every program has one: what is compiled for one case alone can be inlined there,
/// and cases that shared it would slow each other down.
#[derive(Clone, Debug)]
struct Own<S, const CASE: usize>(S);

/// Where the requests go.
pub const URL: &str = "https://api.trakkr.ai/get-brands";
const LIFETIME: Duration = Duration::from_secs(10 * 3600);

/// What they carry.
pub const KEY: &str = "tk_live_4f9a1c7e2b8d4a6f9c3e5d7b1a2c4e6f";

// ===== impl Case =====

impl Case {
    /// All cases, each after the one it [is compared with](Self::baseline).
    pub const ALL: [Self; 20] = [
        Self::Bare,
        Self::ByHand,
        Self::TowerHttp,
        Self::MutexFilter,
        Self::RwLock,
        Self::FixedAnyOrigin,
        Self::Fixed,
        Self::Strict,
        Self::Live,
        Self::LiveTenOrigins,
        Self::LiveHundredOrigins,
        Self::LiveExpiring,
        Self::Replaying,
        Self::Stack,
        Self::BareSameServer,
        Self::FixedSameServer,
        Self::BareWithKey,
        Self::Classifier,
        Self::BareRefusal,
        Self::Refusal,
    ];

    /// For tables, command lines and criterion.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bare => "bare service",
            Self::BareSameServer => "bare service, URI without host",
            Self::BareWithKey => "bare service, key in the request",
            Self::BareRefusal => "bare service, 401",
            Self::ByHand => "header inserted by hand",
            Self::TowerHttp => "tower-http AddAuthorization",
            Self::MutexFilter => "AsyncFilter, token in a mutex",
            Self::RwLock => "token in a read-write lock",
            Self::FixedAnyOrigin => "fixed key, any origin",
            Self::Fixed => "fixed key, 1 origin",
            Self::FixedSameServer => "fixed key, same server",
            Self::Strict => "strict key, 1 origin",
            Self::Live => "live key, 1 origin",
            Self::LiveTenOrigins => "live key, 10 origins",
            Self::LiveHundredOrigins => "live key, 100 origins",
            Self::LiveExpiring => "live key that expires, 1 origin",
            Self::Replaying => "live key, 1 origin, replay on",
            Self::Classifier => "classifier, 200",
            Self::Stack => "live key and classifier, 200",
            Self::Refusal => "classifier, 401 with JSON",
        }
    }

    /// The case without the layer: what is left when its cost is taken away.
    pub fn baseline(self) -> Self {
        match self {
            Self::FixedSameServer | Self::BareSameServer => Self::BareSameServer,
            Self::Classifier | Self::BareWithKey => Self::BareWithKey,
            Self::Refusal | Self::BareRefusal => Self::BareRefusal,
            _ => Self::Bare,
        }
    }

    /// The service that answers in this case.
    pub fn backend(self) -> Backend {
        match self.baseline() {
            Self::BareRefusal => Backend::Refuses,
            _ => Backend::Accepts,
        }
    }

    /// The request of this case. Where it has the key already, that is `key`, whose bytes requests share as they do behind a layer.
    ///
    /// # Errors
    ///
    /// None: all of it is constant.
    pub fn request(self, key: &HeaderValue) -> Result<Request<Body>, http::Error> {
        match self.baseline() {
            Self::BareSameServer => request("/get-brands", None),
            Self::BareWithKey | Self::BareRefusal => request(URL, Some(key)),
            _ => request(URL, None),
        }
    }

    /// The key's header, for [`request`](Self::request).
    ///
    /// # Errors
    ///
    /// None: all of it is constant.
    pub fn key() -> Result<HeaderValue, http::Error> {
        key_header(KEY)
    }

    /// Puts the layer of this case round `inner` and shows it to `visitor`.
    ///
    /// # Errors
    ///
    /// None: all of it is constant.
    pub fn visit<S, V>(self, inner: S, visitor: V) -> Result<V::Output, BoxError>
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = BoxError, Future: Send> + Clone + Send + 'static,
        V: Visitor,
    {
        let key = ApiKey::new(KEY)?;
        Ok(match self {
            Self::Bare | Self::BareSameServer | Self::BareWithKey | Self::BareRefusal => visitor.visit(inner),
            Self::ByHand => visitor.visit(ByHand::new(Own::<_, 0>(inner), Self::key()?)),
            Self::TowerHttp => {
                let layer = AddAuthorizationLayer::bearer(KEY).as_sensitive(true);
                visitor.visit(layer.layer(Own::<_, 1>(inner)))
            }
            Self::MutexFilter => {
                let layer = AsyncFilterLayer::new(MutexToken::new(token()));
                visitor.visit(layer.layer(Own::<_, 13>(inner)))
            }
            Self::RwLock => visitor.visit(RwLockTokenLayer::new(token()).layer(Own::<_, 14>(inner))),
            Self::FixedAnyOrigin => visitor.visit(BearerAuthLayer::dangerous_any_origin(key).layer(Own::<_, 2>(inner))),
            Self::Fixed => visitor.visit(BearerAuthLayer::new(key, origins(1)?).layer(Own::<_, 3>(inner))),
            Self::FixedSameServer => visitor.visit(BearerAuthLayer::same_server(key).layer(Own::<_, 4>(inner))),
            Self::Strict => {
                let layer = BearerAuthLayer::new(key, origins(1)?).reject_other_origins();
                visitor.visit(layer.layer(Own::<_, 5>(inner)))
            }
            Self::Live => visitor.visit(live(key, 1)?.layer(Own::<_, 6>(inner))),
            Self::LiveTenOrigins => visitor.visit(live(key, 10)?.layer(Own::<_, 7>(inner))),
            Self::LiveHundredOrigins => visitor.visit(live(key, 100)?.layer(Own::<_, 8>(inner))),
            Self::LiveExpiring => {
                let layer = BearerAuthLayer::new(expiring_keys()?, origins(1)?);
                visitor.visit(layer.layer(Own::<_, 15>(inner)))
            }
            Self::Replaying => {
                let layer = live(key, 1)?.replay_rejected();
                visitor.visit(layer.layer(Own::<_, 12>(inner)))
            }
            Self::Classifier => visitor.visit(AuthErrorClassifier::new().layer(Own::<_, 9>(inner))),
            Self::Refusal => visitor.visit(AuthErrorClassifier::new().layer(Own::<_, 10>(inner))),
            Self::Stack => {
                let inner = AuthErrorClassifier::new().layer(Own::<_, 11>(inner));
                visitor.visit(live(key, 1)?.layer(inner))
            }
        })
    }
}

fn live(key: ApiKey, origins_listed: usize) -> Result<BearerAuthLayer<tower_bearer::bearer_auth::Live>, BoxError> {
    Ok(BearerAuthLayer::new(Keys::fixed(key), origins(origins_listed)?))
}

/// Loaded from a source, and valid for longer than a measurement takes.
///
/// # Errors
///
/// None: all of it is constant.
pub fn expiring_keys() -> Result<Keys, BoxError> {
    let key = ApiKey::new(KEY)?;
    let source = source::source_fn(move || {
        let credential = Credential::new(key.clone()).expires_in(LIFETIME);
        async { Ok::<_, SourceError>(credential) }
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    Ok(runtime.block_on(Keys::load(source))?)
}

fn token() -> Token {
    Token::new(KEY, LIFETIME, Duration::ZERO)
}

/// The request's origin comes last, behind others that are as long as it is: the slowest list.
///
/// # Errors
///
/// None: all of it is constant.
pub fn origins(count: usize) -> Result<Origins, BoxError> {
    let others = (1..count).map(|number| format!("https://api-{number:03}.ai.io"));
    Ok(Origins::new(others.chain(["https://api.trakkr.ai".to_owned()]))?)
}

// ===== impl Own =====

impl<S, const CASE: usize> Service<Request<Body>> for Own<S, CASE>
where
    S: Service<Request<Body>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        self.0.call(request)
    }
}
