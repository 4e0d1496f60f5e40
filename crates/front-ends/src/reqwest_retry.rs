//! The same with `reqwest-retry`. Retries go outside, so that each attempt gets the key that is current then; the error is found under what
//! they wrap it in.
//!
//! ```no_run
//! use reqwest_bearer::{BearerAuthMiddleware, Builder};
//! use reqwest_middleware::ClientBuilder;
//! use reqwest_retry::{RetryTransientMiddleware, policies::ExponentialBackoff};
//! use tower_bearer::{Keys, Origins};
//!
//! # fn client(keys: Keys) -> Result<(), Box<dyn std::error::Error>> {
//! let auth = BearerAuthMiddleware::builder(keys, Origins::new(["https://api.example.com"])?).replay_rejected();
//! let client = reqwest::Client::builder().redirect(Builder::redirect_policy()).build()?;
//! let client = ClientBuilder::new(client)
//!     .with(RetryTransientMiddleware::new_with_policy(ExponentialBackoff::builder().build_with_max_retries(3)))
//!     .with(auth.middleware()?)
//!     .build();
//! # Ok(()) }
//! ```

use std::time::Duration;

use reqwest_middleware::ClientBuilder;
use reqwest_retry::{RetryTransientMiddleware, policies::ExponentialBackoff};
use tower_bearer::error::BoxError;
use tower_bearer_testkit::conformance::{Cannot, Client, FrontEnd, Setup};

use crate::reqwest_middleware::{client, reqwest, with_auths};

/// reqwest with retries, and our middleware inside of them.
#[derive(Clone, Copy, Debug)]
pub struct ReqwestRetry;

impl FrontEnd for ReqwestRetry {
    fn name(&self) -> &str {
        "reqwest-middleware, reqwest-retry"
    }

    fn retries(&self) -> bool {
        true
    }

    fn cannot(&self) -> Vec<Cannot> {
        vec![Cannot::new(
            "B37",
            "reqwest-retry refuses a body that it cannot copy, before anything is sent",
        )]
    }

    fn client(&self, setup: &Setup) -> Result<Client, BoxError> {
        let times = (Duration::from_millis(1), Duration::from_millis(10));
        let policy = ExponentialBackoff::builder()
            .retry_bounds(times.0, times.1)
            .build_with_max_retries(1);
        // Outside, so that each attempt gets the key that is current then.
        let retry = RetryTransientMiddleware::new_with_policy(policy);
        Ok(client(with_auths(
            ClientBuilder::new(reqwest(setup)?).with(retry),
            setup,
        )))
    }
}
