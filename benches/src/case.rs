use std::task::{Context, Poll};

use http::{HeaderValue, Request, Response, header};
use tower_bearer::{ApiKey, AuthErrorClassifier, BearerAuthLayer, Keys, Origins};
use tower_http::auth::AddAuthorizationLayer;
use tower_layer::Layer;
use tower_service::Service;

use crate::exchange::{Backend, Body, BoxError, key_header, request};

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
    FixedAnyOrigin,
    Fixed,
    FixedSameServer,
    Strict,
    Live,
    LiveTenOrigins,
    LiveHundredOrigins,
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
        S: Service<Request<Body>, Response = Response<Body>>;
}

/// Puts the header in as a program without a layer does.
#[derive(Clone, Debug)]
struct ByHand<S> {
    inner: S,
    value: HeaderValue,
}

/// A service of a type of its own for each case, as every program has one: what is compiled for one case alone can be inlined there,
/// and cases that shared it would slow each other down.
#[derive(Clone, Debug)]
struct Own<S, const CASE: usize>(S);

const URL: &str = "https://api.trakkr.ai/get-brands";
const KEY: &str = "tk_live_4f9a1c7e2b8d4a6f9c3e5d7b1a2c4e6f";

// ===== impl Case =====

impl Case {
    /// All cases, each after the one it [is compared with](Self::baseline).
    pub const ALL: [Self; 17] = [
        Self::Bare,
        Self::ByHand,
        Self::TowerHttp,
        Self::FixedAnyOrigin,
        Self::Fixed,
        Self::Strict,
        Self::Live,
        Self::LiveTenOrigins,
        Self::LiveHundredOrigins,
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
            Self::FixedAnyOrigin => "fixed key, any origin",
            Self::Fixed => "fixed key, 1 origin",
            Self::FixedSameServer => "fixed key, same server",
            Self::Strict => "strict key, 1 origin",
            Self::Live => "live key, 1 origin",
            Self::LiveTenOrigins => "live key, 10 origins",
            Self::LiveHundredOrigins => "live key, 100 origins",
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
        S: Service<Request<Body>, Response = Response<Body>, Error = BoxError> + Clone,
        V: Visitor,
    {
        let key = ApiKey::new(KEY)?;
        Ok(match self {
            Self::Bare | Self::BareSameServer | Self::BareWithKey | Self::BareRefusal => visitor.visit(inner),
            Self::ByHand => visitor.visit(ByHand {
                inner: Own::<_, 0>(inner),
                value: Self::key()?,
            }),
            Self::TowerHttp => {
                let layer = AddAuthorizationLayer::bearer(KEY).as_sensitive(true);
                visitor.visit(layer.layer(Own::<_, 1>(inner)))
            }
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

/// The request's origin comes last, behind others that are as long as it is: the slowest list.
fn origins(count: usize) -> Result<Origins, BoxError> {
    let others = (1..count).map(|number| format!("https://api-{number:03}.ai.io"));
    Ok(Origins::new(others.chain(["https://api.trakkr.ai".to_owned()]))?)
}

// ===== impl ByHand =====

impl<S> Service<Request<Body>> for ByHand<S>
where
    S: Service<Request<Body>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        request.headers_mut().insert(header::AUTHORIZATION, self.value.clone());
        self.inner.call(request)
    }
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
