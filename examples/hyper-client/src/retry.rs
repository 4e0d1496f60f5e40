//! What is tried again: what failed for now, and is safe to send twice.

use std::time::Duration;

use http::{Request, Response, StatusCode, header::RETRY_AFTER};
use tokio::time::{Sleep, sleep};
use tower::retry::Policy;
use tower_bearer::Error;

/// A policy for so many retries of one request.
///
/// # Clone
///
/// `Retry` clones it for each request.
#[derive(Clone, Debug)]
pub(crate) struct Transient {
    left: usize,
    wait: Duration,
}

const FIRST_WAIT: Duration = Duration::from_millis(50);
const WAIT_MAX: Duration = Duration::from_secs(5);

// ===== impl Transient =====

impl Transient {
    pub(crate) fn new(retries: usize) -> Self {
        Self {
            left: retries,
            wait: FIRST_WAIT,
        }
    }
}

impl<B: Clone, R, E> Policy<Request<B>, Response<R>, Error<E>> for Transient {
    type Future = Sleep;

    fn retry(&mut self, _: &mut Request<B>, result: &mut Result<Response<R>, Error<E>>) -> Option<Sleep> {
        let asked_for = match result {
            Ok(response) if is_busy(response.status()) => seconds(response),
            Err(Error::Service(_)) => None,
            // An answer, or a refusal: the same key would be refused again.
            Ok(_) | Err(Error::Auth(_)) => return None,
        };
        self.left = self.left.checked_sub(1)?;
        let wait = asked_for.unwrap_or(self.wait).min(WAIT_MAX);
        self.wait *= 2;
        Some(sleep(wait))
    }

    fn clone_request(&mut self, request: &Request<B>) -> Option<Request<B>> {
        // A POST that failed may have been done all the same.
        request.method().is_idempotent().then(|| request.clone())
    }
}

fn is_busy(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT
    )
}

/// `Retry-After` in seconds; as a date it is left alone.
fn seconds<R>(response: &Response<R>) -> Option<Duration> {
    let seconds = response.headers().get(RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}
