//! A key source of one's own, from end to end: a token endpoint and an API on this machine, and a client whose keys are that
//! endpoint's tokens.

mod source;
#[cfg(test)]
mod tests;
mod token_endpoint;

use std::{error::Error as StdError, process::ExitCode};

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::Empty;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use secrecy::SecretString;
use tower::{ServiceBuilder, ServiceExt};
use tower_bearer::{
    AuthError, AuthErrorClassifier, BearerAuth, BearerAuthLayer, ClassifyAuthErrors, Keys, Origins,
    bearer_auth::{CloneBody, Live},
    error::BoxError,
    source::SourceErrorKind,
};
use tower_bearer_testkit::TestApi;

use self::{source::ClientCredentials, token_endpoint::TokenEndpoint};

type Http = Client<HttpConnector, Empty<Bytes>>;
type ApiClient = BearerAuth<ClassifyAuthErrors<Http>, Live<CloneBody>>;

const ID: &str = "reports";
/// Of `reports:keep me`, encoded as the endpoint expects it.
const AUTHORIZATION: &str = "Basic cmVwb3J0czprZWVwK21l";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("custom-source: {}", chain(&*error));
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), BoxError> {
    let api = TestApi::start().await?;
    let endpoint = TokenEndpoint::start(api.clone(), AUTHORIZATION).await?;

    let Err(error) = Keys::load(source(&endpoint, "wrong")?).await else {
        return Err("a wrong secret was taken".into());
    };
    ensure(
        error.kind() == SourceErrorKind::Terminal,
        "the error says that another try may help",
    )?;
    println!("wrong secret:  {}", chain(&error));

    let keys = Keys::load(source(&endpoint, "keep me")?).await?;
    let client = client(keys.clone(), &api)?;
    println!("first token:   {}", get(&client, &api).await?);
    println!("the same:      {}", get(&client, &api).await?);
    ensure(endpoint.issued() == 1, "the token was asked for more than once")?;

    endpoint.revoke();
    println!("revoked:       {}, with another token", get(&client, &api).await?);
    ensure(endpoint.issued() == 2, "another token was not asked for once")?;

    endpoint.set_busy(true);
    endpoint.revoke();
    match get(&client, &api).await {
        Err(error) if AuthError::find(&*error).is_some_and(|refusal| refusal.refresh_failure().is_some()) => {
            println!("endpoint busy: {}", chain(&*error));
            Ok(())
        }
        other => Err(format!("not a refusal that names the busy endpoint: {other:?}").into()),
    }
}

fn source(endpoint: &TokenEndpoint, secret: &str) -> Result<ClientCredentials, BoxError> {
    let url = format!("{}/token", endpoint.origin);
    ClientCredentials::new(&endpoint.origin, &url, ID, &SecretString::from(secret))
}

fn client(keys: Keys, api: &TestApi) -> Result<ApiClient, BoxError> {
    let origins = Origins::new([api.origin()])?;
    Ok(ServiceBuilder::new()
        .layer(BearerAuthLayer::new(keys, origins).replay_rejected())
        .layer(AuthErrorClassifier::new())
        .service(Client::builder(TokioExecutor::new()).build_http()))
}

async fn get(client: &ApiClient, api: &TestApi) -> Result<StatusCode, BoxError> {
    let request = Request::get(api.url("/get-brands")).body(Empty::new())?;
    Ok(client.clone().oneshot(request).await?.status())
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
