//! `reqwest-bearer`'s middleware. reqwest follows redirects below all middleware: `build` sets a policy that follows them within an origin and
//! stops where it changes, and that redirect is the answer then.
//!
//! ```no_run
//! use reqwest_bearer::BearerAuthMiddleware;
//! use tower_bearer::{AuthError, Keys, Origins};
//!
//! # async fn run(keys: Keys) -> Result<(), Box<dyn std::error::Error>> {
//! let client = BearerAuthMiddleware::builder(keys, Origins::new(["https://api.example.com"])?)
//!     .replay_rejected()
//!     .build(reqwest::Client::builder())?;
//!
//! match client.get("https://api.example.com/brands").send().await {
//!     Ok(response) => println!("{}", response.status()),
//!     Err(error) => match AuthError::find(&error) {
//!         Some(auth) => eprintln!("{auth}\n{}", auth.hint()),
//!         None => return Err(error.into()),
//!     },
//! }
//! # Ok(()) }
//! ```

use std::time::Duration;

use http::Extensions;
use reqwest::Request;
use reqwest_bearer::{BearerAuthMiddleware, Builder};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware, Error, Middleware, Next};
use tokio::time::timeout;
use tower_bearer::error::BoxError;
use tower_bearer_testkit::conformance::{Auth, Client, FrontEnd, Setup, Tap};

use crate::{resolver, tls};

/// reqwest with our middleware.
#[derive(Clone, Copy, Debug)]
pub struct ReqwestMiddleware;

/// Shows what leaves our middleware, and waits for its response.
struct Look(Tap, Option<Duration>);

impl FrontEnd for ReqwestMiddleware {
    fn name(&self) -> &str {
        "reqwest-middleware"
    }

    fn client(&self, setup: &Setup) -> Result<Client, BoxError> {
        Ok(client(with_auths(ClientBuilder::new(reqwest(setup)?), setup)))
    }
}

/// reqwest without TLS providers and names of its own.
pub(crate) fn builder(setup: &Setup) -> Result<reqwest::ClientBuilder, BoxError> {
    Ok(reqwest::Client::builder()
        .tls_backend_preconfigured(tls::config(setup)?)
        .no_proxy()
        .dns_resolver(resolver::Known::new(setup.names())))
}

/// With the policy that `Builder::build` sets, too.
pub(crate) fn reqwest(setup: &Setup) -> Result<reqwest::Client, BoxError> {
    let policy = match setup.follows_redirects() {
        true => Builder::redirect_policy(),
        false => reqwest::redirect::Policy::none(),
    };
    Ok(builder(setup)?.redirect(policy).build()?)
}

/// What is added first is the outermost.
pub(crate) fn with_auths(client: ClientBuilder, setup: &Setup) -> ClientWithMiddleware {
    let auths = setup.auths().iter().rev();
    let client = auths.fold(client, |client, auth| client.with(middleware(auth)));
    client.with(Look(setup.tap().clone(), setup.time_limit())).build()
}

pub(crate) fn client(client: ClientWithMiddleware) -> Client {
    Client::new(move |request| {
        let client = client.clone();
        async move {
            let (mut parts, body) = request.into_parts();
            let mut extensions = std::mem::take(&mut parts.extensions);
            let body = match body.as_bytes() {
                Some(bytes) => reqwest::Body::from(bytes.clone()),
                None => reqwest::Body::wrap(body),
            };
            let request = Request::try_from(http::Request::from_parts(parts, body))?;
            let response = client.execute_with_extensions(request, &mut extensions).await?;
            Ok::<_, BoxError>(http::Response::<reqwest::Body>::from(response))
        }
    })
}

/// The redirect policy keeps keys in any header within their origin.
fn middleware(auth: &Auth) -> BearerAuthMiddleware {
    let (keys, origins) = (auth.keys().clone(), auth.origins().clone());
    let mut builder = match auth.profile() {
        Some(profile) => BearerAuthMiddleware::for_profile_at(profile, keys, origins),
        None => BearerAuthMiddleware::builder(keys, origins).scheme(auth.scheme().clone()),
    };
    if let Some(timeout) = auth.body_timeout() {
        builder = builder.body_timeout(timeout);
    }
    if auth.overwrites() {
        builder = builder.overwrite_existing();
    }
    if auth.is_strict() {
        builder = builder.reject_other_origins();
    }
    if auth.replays() {
        builder = builder.replay_rejected();
    }
    builder.dangerous_middleware()
}

// ===== impl Look =====

#[async_trait::async_trait]
impl Middleware for Look {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<reqwest::Response> {
        self.0.see(request.headers(), extensions);
        let response = next.run(request, extensions);
        match self.1 {
            Some(limit) => timeout(limit, response).await.map_err(Error::middleware)?,
            None => response.await,
        }
    }
}
