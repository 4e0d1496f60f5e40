//! What logs see of a key: its fingerprint at most.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use tower::{Layer, Service, ServiceBuilder, ServiceExt, timeout::TimeoutLayer, util::BoxCloneService};
use tower_bearer::{
    ApiKey, AuthError, AuthErrorClassifier, AuthScheme, BearerAuth, BearerAuthLayer, ClassifyAuthErrors, Error, Keys,
    RequestAuth, bearer_auth::Mode, error::BoxError,
};
use tower_bearer_testkit::{Answer, Printed, TestApi};

use crate::{
    support::{api, auth_error, canary, client, get, key, origins_of, said_by, send},
    trace::trace,
};

#[tokio::test]
async fn tracing_at_its_finest_outside_and_inside_prints_sensitive() {
    // B6, B56
    let api = api().await;
    let live = BearerAuthLayer::new(Keys::fixed(canary().key()), origins_of(&api));
    let fixed = BearerAuthLayer::new(canary().key(), origins_of(&api)).overwrite_existing();
    for printed in [
        traced(&api, live, AuthScheme::bearer(), None).await,
        traced(&api, fixed, AuthScheme::bearer(), None).await,
    ] {
        assert!(printed.contains("\"authorization\": Sensitive"), "{printed}");
    }
}

#[tokio::test]
async fn tracing_prints_sensitive_for_a_custom_header_and_an_own_key_too() {
    // B6, B56
    let api = api().await;
    let scheme = AuthScheme::new("x-acme", "key=").unwrap();
    let custom = BearerAuthLayer::new(canary().key(), origins_of(&api)).scheme(scheme.clone());
    let printed = traced(&api, custom, scheme, None).await;
    assert!(printed.contains("\"x-acme\": Sensitive"), "{printed}");

    let layer = BearerAuthLayer::new(key("layers"), origins_of(&api));
    let printed = traced(
        &api,
        layer,
        AuthScheme::bearer(),
        Some(RequestAuth::key(canary().key())),
    )
    .await;
    assert!(printed.contains("\"authorization\": Sensitive"), "{printed}");
}

#[tokio::test]
async fn the_whole_chain_of_a_failure_under_wrappers_shows_no_key() {
    // B56
    let api = api().await;
    api.set_answer("/echo", Answer::new(StatusCode::UNAUTHORIZED).echo());
    let service = ServiceBuilder::new()
        .buffer(1)
        .layer(TimeoutLayer::new(Duration::from_secs(60)))
        .map_err(Error::into_boxed)
        .layer(BearerAuthLayer::new(Keys::fixed(canary().key()), origins_of(&api)))
        .layer(AuthErrorClassifier::new())
        .service(client());
    let error: BoxError = send(service, get(api.url("/echo"))).await.unwrap_err();

    let found = AuthError::find(&*error).expect("it is found under all of them");
    assert_eq!(found.key_id(), Some(canary().key().id()));
    for text in said_by(&*error).into_iter().chain(said_by(found)) {
        assert_no_key(&text);
    }
    assert_no_key(found.hint());
}

#[test]
fn every_way_to_make_a_key_keeps_it_to_itself() {
    // B56
    let keys = [
        ApiKey::new(canary().text()),
        ApiKey::new(canary().text().to_owned()),
        ApiKey::new(secrecy::SecretString::from(canary().text())),
        canary().text().parse(),
        ApiKey::oauth2(canary().text()),
    ];
    for key in keys.map(Result::unwrap) {
        assert_eq!(format!("{key:?}"), format!("ApiKey({})", key.id()));
        let shown = format!("{:?}", Keys::fixed(key.clone()));
        assert!(shown.contains(&format!("key_id: {:?}", key.id())), "{shown}");
    }
}

type Inner = ClassifyAuthErrors<BoxCloneService<Request<Full<Bytes>>, Response<Full<Bytes>>, BoxError>>;

/// What tracing layers outside and inside print at TRACE: of a request that is refused with an echo of the key, one that is
/// refused as usual, and one that goes elsewhere.
async fn traced<M>(api: &TestApi, layer: BearerAuthLayer<M>, scheme: AuthScheme, auth: Option<RequestAuth>) -> String
where
    M: Mode,
    BearerAuth<Inner, M>:
        Service<Request<Full<Bytes>>, Response = Response<Full<Bytes>>, Error = Error<BoxError>> + Clone,
{
    let printed = Printed::begin();

    let client = ServiceBuilder::new()
        .layer(trace())
        .service(client())
        .map_err(BoxError::from);
    let client = client.map_future(|response| async {
        let (parts, body) = response.await?.into_parts();
        Ok::<_, BoxError>(Response::from_parts(parts, Full::new(body.collect().await?.to_bytes())))
    });
    let inner = AuthErrorClassifier::new().scheme(scheme).layer(client.boxed_clone());
    let service = ServiceBuilder::new().layer(trace()).service(layer.layer(inner));

    let elsewhere = TestApi::start().await.unwrap();
    // In the body alone: what a server puts into a header is printed inside of us, as everything that it answers.
    let echo = format!(r#"{{"error":"Invalid API key: {}"}}"#, canary().text());
    api.set_answer("/echo", Answer::new(StatusCode::UNAUTHORIZED).json(echo));
    for url in [api.url("/echo"), api.url("/get-brands"), elsewhere.url("/get-brands")] {
        let mut request = get(url);
        if let Some(auth) = &auth {
            request.extensions_mut().insert(auth.clone());
        }
        auth_error(send(service.clone(), request).await.map(drop));
    }
    let printed = printed.end();
    assert_no_key(&printed);
    assert!(
        printed.matches("response failed").count() >= 3,
        "the failures were printed: {printed}"
    );
    printed
}

#[track_caller]
fn assert_no_key(text: &str) {
    assert_eq!(canary().trace_in(text), None);
}
