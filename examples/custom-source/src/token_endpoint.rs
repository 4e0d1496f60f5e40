//! The other side: a token endpoint on this machine, whose tokens an API in a box takes.

use std::{
    io,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use secrecy::ExposeSecret;
use tokio::net::TcpListener;
use tower_bearer::ApiKey;
use tower_bearer_testkit::TestApi;

/// A handle to the endpoint; it ends with the program.
pub(crate) struct TokenEndpoint {
    pub(crate) origin: String,
    shared: Arc<Shared>,
}

struct Shared {
    api: TestApi,
    /// Of the one client that is known.
    authorization: &'static str,
    is_busy: AtomicBool,
    /// In their order.
    issued: Mutex<Vec<ApiKey>>,
}

/// In seconds.
const LIFETIME: u64 = 3600;

// ===== impl TokenEndpoint =====

impl TokenEndpoint {
    /// Gives tokens of `api` to whoever sends this `Authorization`.
    pub(crate) async fn start(api: TestApi, authorization: &'static str) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            api,
            authorization,
            is_busy: AtomicBool::new(false),
            issued: Mutex::default(),
        });
        let router = Router::new()
            .route("/token", post(answer))
            .with_state(Arc::clone(&shared));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let origin = format!("http://{}", listener.local_addr()?);
        tokio::spawn(axum::serve(listener, router).into_future());
        Ok(Self { origin, shared })
    }

    pub(crate) fn set_busy(&self, is_busy: bool) {
        self.shared.is_busy.store(is_busy, Ordering::Relaxed);
    }

    /// How many tokens it has given out.
    pub(crate) fn issued(&self) -> usize {
        self.shared.issued().len()
    }

    /// The API takes the last of them no longer.
    pub(crate) fn revoke(&self) {
        if let Some(token) = self.shared.issued().last() {
            self.shared.api.revoke(token);
        }
    }
}

// ===== impl Shared =====

impl Shared {
    fn issued(&self) -> MutexGuard<'_, Vec<ApiKey>> {
        self.issued.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// RFC 6749, sections 4.4.2, 4.4.3 and 5.2.
#[expect(
    clippy::disallowed_methods,
    reason = "this plays the server, which sends the token out"
)]
async fn answer(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    if headers
        .get(header::AUTHORIZATION)
        .is_none_or(|sent| sent != shared.authorization)
    {
        let challenge = [(header::WWW_AUTHENTICATE, "Basic realm=\"tokens\"")];
        return (StatusCode::UNAUTHORIZED, challenge, error("invalid_client")).into_response();
    }
    if body != "grant_type=client_credentials" {
        return (StatusCode::BAD_REQUEST, error("unsupported_grant_type")).into_response();
    }
    if shared.is_busy.load(Ordering::Relaxed) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let token = shared.api.issue();
    shared.issued().push(token.clone());
    let answer = serde_json::json!({
        "access_token": token.expose_secret(),
        "token_type": "Bearer",
        "expires_in": LIFETIME,
    });
    answer.to_string().into_response()
}

fn error(code: &str) -> String {
    serde_json::json!({ "error": code }).to_string()
}
