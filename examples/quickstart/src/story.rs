//! Five scenes, each against servers of its own. What is printed is read from the answers and from the servers' journals, and what
//! does not come as told is a failure.

mod fetch;
mod no_key;
mod redirect;
mod revoked_key;
mod seen;
mod swap;

use crate::{failure::Failure, page::Page};

pub(crate) async fn tell(page: &mut Page) -> Result<(), Failure> {
    page.text("A Trakkr client, against an API in a box on this machine. Keys are shown by their fingerprints.")?;
    page.title(1, "A key goes in")?;
    fetch::tell(page).await?;
    page.title(2, "No key")?;
    no_key::tell(page).await?;
    page.title(3, "A revoked key, with both of the statuses that Trakkr documents")?;
    revoked_key::tell(page).await?;
    page.title(4, "A key is swapped while requests are in flight")?;
    swap::tell(page).await?;
    page.title(5, "A redirect to a foreign origin")?;
    redirect::tell(page).await?;
    page.text("\nThe same client against the real API: TRAKKR_API_KEY=… cargo run -p quickstart -- --live")?;
    Ok(())
}
