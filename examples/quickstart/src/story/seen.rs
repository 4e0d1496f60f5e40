//! What was seen, as text: on this side an error, on the other side a request.

use std::error::Error as StdError;

use tower_bearer::{AuthError, Error};
use tower_bearer_testkit::{Received, ReceivedCredential, TestApi};

use crate::{failure::Failure, page::Page};

/// The refusal that a scene is about.
pub(super) fn refusal<T, E>(result: Result<T, Error<E>>) -> Result<AuthError, Failure>
where
    E: StdError + 'static,
{
    match result {
        Ok(_) => Err("the server answered what it had to refuse".into()),
        Err(error) => Ok(error.into_auth()?),
    }
}

/// Ends the story where it does not come as told.
pub(super) fn ensure(is_so: bool, otherwise: &str) -> Result<(), Failure> {
    if is_so { Ok(()) } else { Err(otherwise.into()) }
}

pub(super) fn print_error(page: &mut Page, error: &AuthError) -> Result<(), Failure> {
    page.line("error", &format!("{}: {error}", error.kind().name()))?;
    Ok(())
}

pub(super) fn print_hint(page: &mut Page, error: &AuthError) -> Result<(), Failure> {
    page.line("hint", error.hint())?;
    Ok(())
}

/// The only request in the server's journal.
pub(super) fn only_request(api: &TestApi) -> Result<Received, Failure> {
    match <[Received; 1]>::try_from(api.journal()) {
        Ok([received]) => Ok(received),
        Err(journal) => Err(format!("the server got {} requests in place of one", journal.len()).into()),
    }
}

/// `GET /get-brands, key 1f0c9a3e, answered 200`
pub(super) fn request(received: &Received) -> String {
    let (method, path, key) = (received.method(), received.uri().path(), key(received));
    match received.status() {
        Some(status) => format!("{method} {path}, {key}, answered {}", status.as_u16()),
        None => format!("{method} {path}, {key}, not answered"),
    }
}

/// The fingerprint of the key that came in.
pub(super) fn key(received: &Received) -> String {
    match received.credentials() {
        [] => "no key".to_owned(),
        sent => format!("key {}", ids(sent).join(" and ")),
    }
}

/// The fingerprints of all keys that came in, in the order of the requests.
pub(super) fn keys(requests: &[Received]) -> String {
    let ids: Vec<_> = requests
        .iter()
        .flat_map(|received| ids(received.credentials()))
        .collect();
    ids.join(", ")
}

fn ids(sent: &[ReceivedCredential]) -> Vec<String> {
    sent.iter().map(|sent| sent.key_id().to_string()).collect()
}
