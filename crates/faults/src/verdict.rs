//! What became of a request: one of four ends, or something that must not be.

use std::{error::Error, io};

use http::StatusCode;
use hyper_util::client::legacy;
use tokio::time::error::Elapsed;
use tower_bearer::{AuthError, AuthErrorKind};
use tower_bearer_testkit::conformance::Outcome;

use crate::{
    draw::{Draw, Target},
    ledger::Ledger,
    world::{ACCEPTED, LIST},
};

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// A response, as it should be.
    Success,
    /// The server's own error: a status, or a refusal as an [`AuthError`].
    Server,
    /// The connection's.
    Transport,
    /// The transport's too: no answer in time, by the limit that the client has inside of our layers.
    NoAnswer,
    /// There was no key to send: the source's own error, as an [`AuthError`].
    NoKey,
}

/// `Err`: what must not be.
pub(crate) fn judge(draw: &Draw, outcome: &Outcome, ledger: &Ledger, has_failed: bool) -> Result<End, String> {
    match (outcome.response(), outcome.auth_error()) {
        (Ok(response), _) if !draw.expects(response.status()) => Err(format!("the answer is {}", response.status())),
        (Ok(response), _) => {
            let body = response.body();
            let is_whole = match draw.target {
                _ if response.status() != StatusCode::OK => true,
                Target::Accept | Target::Foreign | Target::Abroad => body == ACCEPTED,
                _ => **body == LIST,
            };
            match (is_whole, response.status().as_u16()) {
                (false, _) => Err(format!("a body of {} bytes passes as whole", body.len())),
                (true, ..400) => Ok(End::Success),
                (true, _) => Ok(End::Server),
            }
        }
        (Err(_), Some(refusal)) => judge_auth(draw, refusal, ledger, has_failed),
        (Err(error), None) => {
            of_transport(&**error).ok_or_else(|| format!("neither of a server nor of the transport: {error:?}"))
        }
    }
}

fn judge_auth(draw: &Draw, error: &AuthError, ledger: &Ledger, has_failed: bool) -> Result<End, String> {
    use AuthErrorKind::{ExpiredKey, InvalidKey, MissingKey, NoKeyToSend};
    let is_ours = error.key_id().is_some_and(|key| ledger.has_given(key));
    match (error.status(), error.kind()) {
        (None, NoKeyToSend) if has_failed && !is_foreign(draw.target) => Ok(End::NoKey),
        (Some(StatusCode::UNAUTHORIZED), InvalidKey | ExpiredKey) if is_ours && asks_for_key(draw.target) => {
            Ok(End::Server)
        }
        (Some(StatusCode::UNAUTHORIZED), MissingKey) if draw.target == Target::ForeignRefused => Ok(End::Server),
        _ => Err(format!("an unlikely refusal: {error:?}")),
    }
}

/// All of it is on the other origin.
fn is_foreign(target: Target) -> bool {
    matches!(target, Target::Foreign | Target::ForeignRefused)
}

fn asks_for_key(target: Target) -> bool {
    !is_foreign(target) && target != Target::Abroad
}

/// What it is, where there is an error of a connection below it.
fn of_transport(error: &(dyn Error + 'static)) -> Option<End> {
    if error.is::<Elapsed>() {
        return Some(End::NoAnswer);
    }
    if error.is::<io::Error>() || error.is::<hyper::Error>() || error.is::<legacy::Error>() {
        return Some(End::Transport);
    }
    of_transport(error.source()?)
}

#[cfg(test)]
mod tests;
