//! hyper's client with a key, over https. With TRAKKR_API_KEY set, Trakkr's brands; without, an API in a box on this machine, with a
//! busy server, a redirect, a rotation, and a key that was revoked.

mod client;
mod retry;

use std::{env, error::Error as StdError, process::ExitCode};

use http::{HeaderValue, Request, StatusCode, header::RETRY_AFTER};
use http_body_util::{BodyExt, Full};
use rustls::RootCertStore;
use tower::ServiceExt;
use tower_bearer::{AuthError, AuthErrorKind, Keys, Origins, error::BoxError};
use tower_bearer_profiles::trakkr;
use tower_bearer_testkit::{Answer, Authority, TestApi, TestSource};

use self::client::{ApiClient, client};

const BRANDS: &str = "/get-brands";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let run = match env::var_os("TRAKKR_API_KEY") {
        Some(_) => real().await,
        None => in_a_box().await,
    };
    match run {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("hyper-client: {}", chain(&*error));
            ExitCode::FAILURE
        }
    }
}

async fn real() -> Result<(), BoxError> {
    let keys = Keys::load(trakkr::env()).await?;
    let client = client(keys, Origins::new(["https://api.trakkr.ai"])?, None)?;
    println!("{}", get(&client, "https://api.trakkr.ai/get-brands").await?);
    Ok(())
}

async fn in_a_box() -> Result<(), BoxError> {
    let authority = Authority::new()?;
    let api = TestApi::builder().tls(&authority).start().await?;
    let mut roots = RootCertStore::empty();
    roots.add(authority.der().into())?;

    let key = api.issue();
    let source = TestSource::new(key.clone());
    let keys = Keys::load(source.clone()).await?;
    let client = client(keys, Origins::new([api.origin()])?, Some(roots))?;
    println!("a key goes in:   {}", get(&client, &api.url(BRANDS)).await?);

    // The first attempt finds the server busy, and by the second or third it is not.
    api.clear_journal();
    let busy = Answer::new(StatusCode::SERVICE_UNAVAILABLE).header(RETRY_AFTER, HeaderValue::from_static("0"));
    api.set_answer(BRANDS, busy);
    let url = api.url(BRANDS);
    let (answer, ()) = tokio::try_join!(get(&client, &url), async {
        api.received(2).await;
        api.clear_answer(BRANDS);
        Ok(())
    })?;
    println!("a busy server:   {answer}");
    let first = api.journal()[0].status();
    ensure(
        first == Some(StatusCode::SERVICE_UNAVAILABLE),
        "the first attempt was taken",
    )?;

    // To another server: it is followed, and the key stays at home.
    let foreign = TestApi::builder().tls(&authority).start().await?;
    foreign.set_answer("/public", Answer::new(StatusCode::OK).body("no key needed"));
    let away = api.redirect_url(StatusCode::TEMPORARY_REDIRECT, &foreign.url("/public"));
    println!("a redirect:      {}", get(&client, &away).await?);
    ensure(
        foreign.journal()[0].credentials().is_empty(),
        "the other server got a key",
    )?;

    // The key is replaced where it comes from, and the old one revoked: no call fails.
    let new = api.rotate(&key);
    source.give(new.clone());
    println!("a rotation:      {}", get(&client, &url).await?);
    ensure(source.loads() == 2, "the new key was not loaded once")?;

    // It is revoked, and there is no other: an error that says what to do, and nothing is tried again.
    api.revoke(&new);
    api.clear_journal();
    let error = get(&client, &url).await.err().ok_or("a revoked key was taken")?;
    let refusal = AuthError::find(&*error).ok_or("an error of another kind")?;
    println!("a revoked key:   {refusal}\n                 {}", refusal.hint());
    ensure(
        refusal.kind() == AuthErrorKind::InvalidKey,
        "the key is not called invalid",
    )?;
    ensure(api.journal().len() == 1, "a refusal was tried again")
}

async fn get(client: &ApiClient, url: &str) -> Result<String, BoxError> {
    let request = Request::get(url).body(Full::default())?;
    let response = client.clone().oneshot(request).await?;
    if !response.status().is_success() {
        return Err(format!("the API answered {}", response.status()).into());
    }
    let body = response.into_body().collect().await?.to_bytes();
    Ok(String::from_utf8_lossy(&body).into_owned())
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
