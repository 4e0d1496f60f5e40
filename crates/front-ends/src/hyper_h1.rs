//! Our layers round hyper-util's pooled client. Redirects are followed outside of them, by `tower_http`, so that each hop is looked at.
//!
//! ```no_run
//! use bytes::Bytes;
//! use http::Request;
//! use http_body_util::Full;
//! use hyper_rustls::HttpsConnectorBuilder;
//! use hyper_util::{client::legacy::Client, rt::TokioExecutor};
//! use tower::{ServiceBuilder, ServiceExt};
//! use tower_bearer::{AuthErrorClassifier, BearerAuthLayer, Error, Keys, Origins};
//! use tower_http::follow_redirect::FollowRedirectLayer;
//!
//! # async fn run(keys: Keys) -> Result<(), Box<dyn std::error::Error>> {
//! let https = HttpsConnectorBuilder::new().with_native_roots()?.https_only().enable_http1().build();
//! let client = ServiceBuilder::new()
//!     .layer(FollowRedirectLayer::new())
//!     .layer(BearerAuthLayer::new(keys, Origins::new(["https://api.example.com"])?).replay_rejected())
//!     .layer(AuthErrorClassifier::new())
//!     .service(Client::builder(TokioExecutor::new()).build(https));
//!
//! let request = Request::get("https://api.example.com/brands").body(Full::<Bytes>::default())?;
//! match client.oneshot(request).await {
//!     Ok(response) => println!("{}", response.status()),
//!     Err(Error::Auth(error)) => eprintln!("{error}\n{}", error.hint()),
//!     Err(Error::Service(error)) => return Err(error.into()),
//! }
//! # Ok(()) }
//! ```

use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::{client::legacy, rt::TokioExecutor};
use tower_bearer::error::BoxError;
use tower_bearer_testkit::conformance::{Client, FrontEnd, Setup};

use crate::{layers, tls};

/// hyper-util's pooled client, over HTTP/1.1.
#[derive(Clone, Copy, Debug)]
pub struct HyperH1;

impl FrontEnd for HyperH1 {
    fn name(&self) -> &str {
        "hyper-util, HTTP/1.1"
    }

    fn client(&self, setup: &Setup) -> Result<Client, BoxError> {
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls::config(setup)?)
            .https_or_http()
            .enable_http1()
            .wrap_connector(setup.names().clone());
        let client = legacy::Client::builder(TokioExecutor::new()).build(connector);
        Ok(layers::client(setup, client))
    }
}
