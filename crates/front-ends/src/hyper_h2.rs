//! The same over HTTP/2 alone; with `enable_all_versions()` the server chooses. These lines differ:
//!
//! ```no_run
//! use hyper_rustls::HttpsConnectorBuilder;
//! use hyper_util::{client::legacy::Client, rt::TokioExecutor};
//!
//! # fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let https = HttpsConnectorBuilder::new().with_native_roots()?.https_only().enable_http2().build();
//! let client = Client::builder(TokioExecutor::new()).http2_only(true).build(https);
//! # let _: Client<_, http_body_util::Full<bytes::Bytes>> = client;
//! # Ok(()) }
//! ```

use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::{client::legacy, rt::TokioExecutor};
use tower_bearer::error::BoxError;
use tower_bearer_testkit::conformance::{Client, FrontEnd, Setup, Transport};

use crate::{layers, tls};

/// hyper-util's pooled client, over HTTP/2: by ALPN over TLS, by prior knowledge without.
#[derive(Clone, Copy, Debug)]
pub struct HyperH2;

impl FrontEnd for HyperH2 {
    fn name(&self) -> &str {
        "hyper-util, HTTP/2 over TLS"
    }

    fn client(&self, setup: &Setup) -> Result<Client, BoxError> {
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls::config(setup)?)
            .https_or_http()
            .enable_http2()
            .wrap_connector(setup.names().clone());
        let client = legacy::Client::builder(TokioExecutor::new())
            .http2_only(true)
            .build(connector);
        Ok(layers::client(setup, client))
    }

    fn transport(&self) -> Transport {
        Transport::Tls
    }
}
