//! The client: what a program would have of this example.

use std::time::Duration;

use reqwest_bearer::{BearerAuthMiddleware, Builder};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
use reqwest_retry::{RetryTransientMiddleware, policies::ExponentialBackoff};
use tower_bearer::{Keys, Origins, error::BoxError};
use tower_bearer_profiles::trakkr;

/// So often is a request tried again that failed for now.
const RETRIES: u32 = 3;

/// A client whose key goes to `origins` alone. For Trakkr itself: `BearerAuthMiddleware::for_profile(&trakkr::API, keys)`.
pub(crate) fn client(keys: Keys, origins: Origins) -> Result<ClientWithMiddleware, BoxError> {
    let bearer = BearerAuthMiddleware::for_profile_at(&trakkr::API, keys, origins)
        // A rejected key is loaded anew, and the request sent again with it.
        .replay_rejected()
        .middleware()?;
    let backoff = ExponentialBackoff::builder()
        .retry_bounds(Duration::from_millis(10), Duration::from_secs(5))
        .build_with_max_retries(RETRIES);
    let client = reqwest::Client::builder()
        // For each attempt, with its answer to the end.
        .timeout(Duration::from_secs(30))
        // A redirect to another origin is the answer, and is not followed.
        .redirect(Builder::redirect_policy())
        .build()?;
    Ok(ClientBuilder::new(client)
        // First, so outside: each attempt gets the key that is current then.
        .with(RetryTransientMiddleware::new_with_policy(backoff))
        // Last: what it sees is what is sent.
        .with(bearer)
        .build())
}
