//! The same client against the real API.

use std::{error::Error as StdError, time::Duration};

use http::{Response, StatusCode, header::CONTENT_TYPE};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::time::timeout;
use tower::{ServiceBuilder, ServiceExt};
use tower_bearer::{Error, Keys};
use tower_bearer_profiles::trakkr;

use crate::{client, failure::Failure, page::Page};

const BRANDS: &str = "https://api.trakkr.ai/get-brands";
const TIMEOUT: Duration = Duration::from_secs(15);

pub(crate) async fn run(page: &mut Page) -> Result<(), Failure> {
    let keys = Keys::load(trakkr::env()).await.map_err(|error| {
        Failure::new(
            error,
            "Without --live, the quickstart needs neither a key nor a network.",
        )
    })?;
    let https = client::https().map_err(|error| {
        Failure::new(
            error,
            "Install the certificates of the certificate authorities (often `ca-certificates`).",
        )
    })?;
    let client = ServiceBuilder::new()
        .layer(trakkr::API.layer(keys.clone()))
        .service(https);

    let key = keys
        .key_id()
        .map_or_else(|| "no key".to_owned(), |id| format!("key {id}"));
    page.line("request", &format!("GET {BRANDS}, {key}"))?;
    let request = client::get(BRANDS)?;
    let exchange = async { read(client.oneshot(request).await.map_err(explain)?).await };
    let answer = match timeout(TIMEOUT, exchange).await {
        Ok(answer) => answer?,
        Err(elapsed) => return Err(no_network(elapsed)),
    };
    page.line("answer", &answer)?;
    Ok(())
}

async fn read(response: Response<Incoming>) -> Result<String, Failure> {
    let status = response.status();
    if status != StatusCode::OK {
        return Err(Failure::new(
            format!("Trakkr answered {status}"),
            "The key is not the reason. Try again later.",
        ));
    }
    let content_type = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let content_type = content_type.unwrap_or("unnamed").to_owned();
    let body = response.into_body().collect().await.map_err(no_network)?.to_bytes();
    Ok(format!("{status}: {} bytes of {content_type}", body.len()))
}

fn explain(error: Error<hyper_util::client::legacy::Error>) -> Failure {
    match error {
        Error::Auth(error) => {
            let hint = format!("{}: {}.", error.kind().name(), error.hint());
            Failure::new(error, hint)
        }
        Error::Service(error) => no_network(error),
    }
}

fn no_network(error: impl Into<Box<dyn StdError>>) -> Failure {
    Failure::new(
        error,
        "Check this machine's network, name resolution and clock, then try again.",
    )
}
