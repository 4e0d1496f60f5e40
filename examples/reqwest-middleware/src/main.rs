//! A reqwest client against an API in a box: a key, a busy server, a rotation, and a key that was revoked.

mod client;

use std::{error::Error as StdError, process::ExitCode};

use reqwest::StatusCode;
use reqwest_middleware::ClientWithMiddleware;
use tower_bearer::{AuthError, AuthErrorKind, Keys, Origins, error::BoxError};
use tower_bearer_testkit::{Answer, TestApi, TestSource};

use self::client::client;

const BRANDS: &str = "/get-brands";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("reqwest-middleware-example: {}", chain(&*error));
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), BoxError> {
    let api = TestApi::start().await?;
    let key = api.issue();
    let source = TestSource::new(key.clone()); // in a program: `trakkr::env()`
    let keys = Keys::load(source.clone()).await?;
    let client = client(keys, Origins::new([api.origin()])?)?;

    println!("a key goes in:   {}", brands(&client, &api).await?);

    // The first attempt finds the server busy, and by the second or third it is not.
    api.clear_journal();
    api.set_answer(BRANDS, Answer::new(StatusCode::SERVICE_UNAVAILABLE));
    let (answer, ()) = tokio::try_join!(brands(&client, &api), async {
        api.received(2).await;
        api.clear_answer(BRANDS);
        Ok(())
    })?;
    println!("a busy server:   {answer}");
    ensure(
        api.journal()[0].status() == Some(StatusCode::SERVICE_UNAVAILABLE),
        "the first attempt was taken",
    )?;

    // The key is replaced where it comes from, and the old one revoked: no call fails.
    let new = api.rotate(&key);
    source.give(new.clone());
    println!("a rotation:      {}", brands(&client, &api).await?);
    ensure(source.loads() == 2, "the new key was not loaded once")?;

    // It is revoked, and there is no other: an error that says what to do, and nothing is tried again.
    api.revoke(&new);
    api.clear_journal();
    let error = brands(&client, &api).await.err().ok_or("a revoked key was taken")?;
    let refusal = AuthError::find(&*error).ok_or("an error of another kind")?;
    println!("a revoked key:   {refusal}\n                 {}", refusal.hint());
    ensure(
        refusal.kind() == AuthErrorKind::InvalidKey,
        "the key is not called invalid",
    )?;
    ensure(api.journal().len() == 1, "a refusal was tried again")
}

/// An answer that is no success is an error of reqwest; a refusal was one before.
async fn brands(client: &ClientWithMiddleware, api: &TestApi) -> Result<String, BoxError> {
    let response = client.get(api.url(BRANDS)).send().await?.error_for_status()?;
    Ok(response.text().await?)
}

fn ensure(is_so: bool, otherwise: &str) -> Result<(), BoxError> {
    if is_so { Ok(()) } else { Err(otherwise.into()) }
}

/// An error and what caused it, in one line.
fn chain(error: &dyn StdError) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {}", chain(cause)),
        None => error.to_string(),
    }
}
