use tower::{ServiceBuilder, ServiceExt};
use tower_bearer_profiles::trakkr;
use tower_bearer_testkit::TestApi;

use super::seen;
use crate::{
    client::{get, http},
    failure::Failure,
    page::Page,
};

/// A client that was given no key: the classifier works alone.
pub(super) async fn tell(page: &mut Page) -> Result<(), Failure> {
    let api = TestApi::start().await?;
    let client = ServiceBuilder::new().layer(trakkr::API.classifier()).service(http());

    let error = seen::refusal(client.oneshot(get(&api.url("/get-brands"))?).await)?;

    page.line("server saw", &seen::request(&seen::only_request(&api)?))?;
    seen::print_error(page, &error)?;
    seen::print_hint(page, &error)
}
