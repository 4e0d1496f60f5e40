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
