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
