use http::Response;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use serde_json::Value;
use tower::ServiceExt;
use tower_bearer::{Keys, Origins};
use tower_bearer_testkit::TestApi;

use super::seen;
use crate::{
    client::{authenticated, get, http},
    failure::Failure,
    page::Page,
};

/// Brands are fetched with a key.
pub(super) async fn tell(page: &mut Page) -> Result<(), Failure> {
    let api = TestApi::start().await?;
    let keys = Keys::fixed(api.issue());
    let client = authenticated(http(), keys, Origins::new([api.origin()])?);

    let response = client.oneshot(get(&api.url("/get-brands"))?).await?;

    let status = response.status();
    page.line("server saw", &seen::request(&seen::only_request(&api)?))?;
    page.line("answer", &format!("{status}: {}", brands(response).await?.join(", ")))?;
    Ok(())
}

async fn brands(response: Response<Incoming>) -> Result<Vec<String>, Failure> {
    let body = response.into_body().collect().await?.to_bytes();
    let brands: Value = serde_json::from_slice(&body)?;
    let names = brands.as_array().into_iter().flatten();
    Ok(names
        .filter_map(|brand| brand["name"].as_str().map(str::to_owned))
        .collect())
}
