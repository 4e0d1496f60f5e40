use http::StatusCode;
use tower::ServiceExt;
use tower_bearer::{Keys, Origins};
use tower_bearer_testkit::TestApi;

use super::seen;
use crate::{
    client::{authenticated, get, http},
    failure::Failure,
    page::Page,
};

/// A revoked key is the same failure whichever status says so.
pub(super) async fn tell(page: &mut Page) -> Result<(), Failure> {
    let api = TestApi::start().await?;
    let key = api.issue();
    let client = authenticated(http(), Keys::fixed(key.clone()), Origins::new([api.origin()])?);
    api.revoke(&key);

    let unauthorized = seen::refusal(client.clone().oneshot(get(&api.url("/get-brands"))?).await)?;
    api.set_invalid_key_status(StatusCode::FORBIDDEN);
    let forbidden = seen::refusal(client.oneshot(get(&api.url("/get-brands"))?).await)?;

    for received in api.journal() {
        page.line("server saw", &seen::request(&received))?;
    }
    seen::print_error(page, &unauthorized)?;
    seen::print_error(page, &forbidden)?;
    seen::print_hint(page, &forbidden)
}
