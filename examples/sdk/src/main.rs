//! The SDK as its user meets it, against an API in a box on this machine. With TRAKKR_API_KEY set: against the real one.

use std::{env, error::Error as StdError, process::ExitCode};

use tower_bearer::{AuthErrorKind, Keys};
use tower_bearer_testkit::TestApi;
use trakkr_sdk::{Client, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let run = match env::var_os("TRAKKR_API_KEY") {
        Some(_) => real().await,
        None => in_a_box().await,
    };
    match run {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sdk: {}", chain(&*error));
            ExitCode::FAILURE
        }
    }
}

async fn real() -> Result<(), Box<dyn StdError>> {
    print_brands(&Client::from_env().await?).await
}

async fn in_a_box() -> Result<(), Box<dyn StdError>> {
    let api = TestApi::start().await?;
    let key = api.issue();
    let keys = Keys::fixed(key.clone());
    let client = Client::builder(keys.clone()).base_url(api.origin()).build()?;
    print_brands(&client).await?;

    api.revoke(&key);
    match client.brands().await {
        Err(Error::Auth(error)) if error.kind() == AuthErrorKind::InvalidKey => {
            println!("revoked: {error}\n         {}", error.hint());
        }
        other => return Err(format!("a revoked key ended as {other:?}").into()),
    }

    keys.set(api.issue())?;
    print_brands(&client).await
}

async fn print_brands(client: &Client) -> Result<(), Box<dyn StdError>> {
    let brands = client.brands().await?;
    let names: Vec<_> = brands.iter().map(|brand| &*brand.name).collect();
    println!("brands:  {}", names.join(", "));
    Ok(())
}

/// An error and what caused it, in one line.
fn chain(error: &dyn StdError) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {}", chain(cause)),
        None => error.to_string(),
    }
}
