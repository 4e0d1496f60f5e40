//! A server, a stack in front of it, and keys by number.

use std::{
    collections::HashSet,
    convert::Infallible,
    pin::{Pin, pin},
    sync::{Arc, Mutex, MutexGuard},
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use http_body_util::Full;
use tokio::sync::watch;
use tower::{Layer as _, Service, ServiceExt as _};
use tower_bearer::{
    ApiKey, AuthError, AuthErrorClassifier, BearerAuthLayer, ClassifyAuthErrors, Credential, Error, Keys, KeysBuilder,
    Origins, SourceError,
    bearer_auth::{BearerAuth, CloneBody, Live, NoReplay},
};
use tower_bearer_testkit::TestSource;

pub(crate) type Body = Full<Bytes>;
pub(crate) type Stack<R = CloneBody> = BearerAuth<ClassifyAuthErrors<Server>, Live<R>>;

/// Takes some keys and refuses others, in the words that a test chooses. A request that is held is judged when it is let go.
#[derive(Clone)]
pub(crate) struct Server {
    shared: Arc<Shared>,
}

struct Shared {
    rules: Mutex<Rules>,
    sent: Mutex<Vec<Option<u32>>>,
    arrived: watch::Sender<usize>,
    is_held: watch::Sender<bool>,
}

struct Rules {
    good: HashSet<u32>,
    refusal: (StatusCode, &'static str),
}

/// Loads are due halfway through the life of this key: after 50 seconds.
pub(crate) const LIFETIME: Duration = Duration::from_secs(100);
pub(crate) const NANO: Duration = Duration::from_nanos(1);
pub(crate) const SECOND: Duration = Duration::from_secs(1);

// ===== impl Server =====

impl Server {
    pub(crate) fn taking(good: impl IntoIterator<Item = u32>) -> Self {
        let rules = Rules {
            good: good.into_iter().collect(),
            refusal: (StatusCode::UNAUTHORIZED, r#"{"error":"Invalid API key"}"#),
        };
        let shared = Shared {
            rules: Mutex::new(rules),
            sent: Mutex::default(),
            arrived: watch::Sender::new(0),
            is_held: watch::Sender::new(false),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    pub(crate) fn take(&self, number: u32) {
        self.rules().good.insert(number);
    }

    pub(crate) fn revoke(&self, number: u32) {
        self.rules().good.remove(&number);
    }

    pub(crate) fn refuse_with(&self, status: StatusCode, body: &'static str) {
        self.rules().refusal = (status, body);
    }

    pub(crate) fn hold(&self) {
        self.shared.is_held.send_replace(true);
    }

    pub(crate) fn release(&self) {
        self.shared.is_held.send_replace(false);
    }

    /// Waits until so many requests have come in.
    pub(crate) async fn arrived(&self, requests: usize) {
        let mut arrived = self.shared.arrived.subscribe();
        arrived.wait_for(|arrived| *arrived >= requests).await.unwrap();
    }

    /// The keys that came in, in order.
    pub(crate) fn sent(&self) -> Vec<Option<u32>> {
        self.shared.sent.lock().unwrap().clone()
    }

    fn rules(&self) -> MutexGuard<'_, Rules> {
        self.shared.rules.lock().unwrap()
    }

    fn judge(&self, number: Option<u32>) -> Response<Body> {
        let rules = self.rules();
        let (status, body) = match number {
            Some(number) if rules.good.contains(&number) => (StatusCode::OK, "fine"),
            _ => rules.refusal,
        };
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        response
    }
}

impl Service<Request<Body>> for Server {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let server = self.clone();
        Box::pin(async move {
            let number = number(&request);
            server.shared.sent.lock().unwrap().push(number);
            server.shared.arrived.send_modify(|arrived| *arrived += 1);
            let mut is_held = server.shared.is_held.subscribe();
            is_held.wait_for(|is_held| !is_held).await.unwrap();
            Ok(server.judge(number))
        })
    }
}

// ===== keys =====

pub(crate) fn key(number: u32) -> ApiKey {
    ApiKey::new(format!("sk_live_{number}")).unwrap()
}

/// A key that lasts for [`LIFETIME`].
pub(crate) fn short(number: u32) -> Credential {
    Credential::new(key(number)).expires_in(LIFETIME)
}

pub(crate) fn builder(source: &TestSource) -> KeysBuilder {
    Keys::builder(source.clone()).without_jitter()
}

pub(crate) async fn load(source: &TestSource) -> Keys {
    builder(source).load().await.unwrap()
}

pub(crate) fn down() -> SourceError {
    SourceError::transient("the vault is sealed")
}

// ===== stacks and requests =====

pub(crate) fn layer(keys: &Keys) -> BearerAuthLayer<Live> {
    BearerAuthLayer::new(keys.clone(), Origins::new(["https://api.example.com"]).unwrap())
}

/// With replay.
pub(crate) fn stack(keys: &Keys, server: &Server) -> Stack {
    layer(keys)
        .replay_rejected()
        .layer(AuthErrorClassifier::new().layer(server.clone()))
}

/// Without replay.
pub(crate) fn once(keys: &Keys, server: &Server) -> Stack<NoReplay> {
    layer(keys).layer(AuthErrorClassifier::new().layer(server.clone()))
}

pub(crate) fn request() -> Request<Body> {
    Request::post("https://api.example.com/v1/items")
        .body(Body::from("body"))
        .unwrap()
}

pub(crate) fn call<S>(stack: &S) -> impl Future<Output = Result<S::Response, S::Error>> + use<S>
where
    S: Service<Request<Body>> + Clone,
{
    stack.clone().oneshot(request())
}

/// The key that a request would carry now, without waiting; `None` if it would wait.
pub(crate) fn sent_at_once(keys: &Keys) -> Option<u32> {
    let server = Server::taking([]);
    server.hold();
    let mut call = pin!(call(&stack(keys, &server)));
    let _ = poll_once(call.as_mut());
    server.sent().first().copied().flatten()
}

pub(crate) fn poll_once<F: Future + ?Sized>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(std::task::Waker::noop()))
}

/// Lets all other tasks run until each of them waits.
pub(crate) async fn settle() {
    for _ in 0..32 {
        tokio::task::yield_now().await;
    }
}

pub(crate) fn number(request: &Request<Body>) -> Option<u32> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().unwrap();
    Some(value.strip_prefix("Bearer sk_live_")?.parse().unwrap())
}

pub(crate) fn refusal<R>(answer: Result<R, Error<Infallible>>) -> AuthError {
    match answer {
        Err(Error::Auth(error)) => error,
        Err(Error::Service(never)) => match never {},
        Ok(_) => panic!("it was not refused"),
    }
}
