use http::StatusCode;
use tower::{ServiceBuilder, ServiceExt};
use tower_bearer::{Keys, Origins};
use tower_bearer_testkit::TestApi;
use tower_http::follow_redirect::FollowRedirectLayer;

use super::seen;
use crate::{
    client::{authenticated, get, http},
    failure::Failure,
    page::Page,
};

/// The key's own server sends the client to another one, which gets no key.
pub(super) async fn tell(page: &mut Page) -> Result<(), Failure> {
    let (api, foreign) = (TestApi::start().await?, TestApi::start().await?);
    let keys = Keys::fixed(api.issue());
    // Redirects outside, the key inside: each hop is asked where it goes.
    let client = ServiceBuilder::new()
        .layer(FollowRedirectLayer::new())
        .service(authenticated(http(), keys, Origins::new([api.origin()])?));

    let url = api.redirect_url(StatusCode::TEMPORARY_REDIRECT, &foreign.url("/get-brands"));
    let error = seen::refusal(client.oneshot(get(&url)?).await)?;

    let (own_saw, foreign_saw) = (seen::only_request(&api)?, seen::only_request(&foreign)?);
    seen::ensure(foreign_saw.credentials().is_empty(), "the foreign server got a key")?;
    page.line("own", &format!("{}: {}", api.address(), seen::request(&own_saw)))?;
    page.line(
        "foreign",
        &format!("{}: {}", foreign.address(), seen::request(&foreign_saw)),
    )?;
    seen::print_error(page, &error)?;
    seen::print_hint(page, &error)
}
