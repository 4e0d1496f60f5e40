//! reqwest as a `tower` service, with our layers. reqwest brings what a bridge needs: `execute`, and the conversions from and to the types of
//! the `http` crate.
//!
//! Its own redirects have to be off, and to be followed outside of the layers. With them on, the layers see neither the hops nor the final URL:
//! reqwest takes `Authorization` out where the origin changes, but no other header, and a refusal from elsewhere is taken for one of the
//! key. `reqwest_bearer::Builder::redirect_policy()`, which follows within an origin alone, does no harm.
//!
//! ```no_run
//! use bytes::Bytes;
//! use http::{Request, Response};
//! use http_body_util::Full;
//! use reqwest::redirect::Policy;
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//! use tower_bearer::{AuthErrorClassifier, BearerAuthLayer, Error, Keys, Origins};
//! use tower_http::follow_redirect::FollowRedirectLayer;
//!
//! # async fn run(keys: Keys) -> Result<(), Box<dyn std::error::Error>> {
//! let reqwest = reqwest::Client::builder().redirect(Policy::none()).build()?;
//! let client = service_fn(move |request: Request<Full<Bytes>>| {
//!     let reqwest = reqwest.clone();
//!     async move {
//!         let response = reqwest.execute(request.map(reqwest::Body::wrap).try_into()?).await?;
//!         Ok::<_, reqwest::Error>(Response::<reqwest::Body>::from(response))
//!     }
//! });
//! let client = ServiceBuilder::new()
//!     .layer(FollowRedirectLayer::new())
//!     .layer(BearerAuthLayer::new(keys, Origins::new(["https://api.example.com"])?).replay_rejected())
//!     .layer(AuthErrorClassifier::new())
//!     .service(client);
//!
//! let request = Request::get("https://api.example.com/brands").body(Full::default())?;
//! match client.oneshot(request).await {
//!     Ok(response) => println!("{}", response.status()),
//!     Err(Error::Auth(error)) => eprintln!("{error}\n{}", error.hint()),
//!     Err(Error::Service(error)) => return Err(error.into()),
//! }
//! # Ok(()) }
//! ```

use http::Request;
use tower::service_fn;
use tower_bearer::error::BoxError;
use tower_bearer_testkit::conformance::{Body, Client, FrontEnd, Setup};

use crate::{layers, reqwest_middleware::builder};

/// reqwest as a `tower` client, with our layers.
#[derive(Clone, Copy, Debug)]
pub struct ReqwestTower;

impl FrontEnd for ReqwestTower {
    fn name(&self) -> &str {
        "reqwest through tower"
    }

    fn client(&self, setup: &Setup) -> Result<Client, BoxError> {
        // Redirects are followed outside of our layers, where each hop is looked at.
        let client = builder(setup)?.redirect(reqwest::redirect::Policy::none()).build()?;
        let client = service_fn(move |request: Request<Body>| {
            let client = client.clone();
            async move {
                client
                    .execute(request.map(reqwest::Body::wrap).try_into()?)
                    .await
                    .map(http::Response::<reqwest::Body>::from)
            }
        });
        Ok(layers::client(setup, client))
    }
}
