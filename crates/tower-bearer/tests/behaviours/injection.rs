//! What leaves: one header, with one key, that nobody prints.

use std::sync::atomic::Ordering;

use http::{HeaderName, HeaderValue, Request, header};
use http_body_util::Full;
use tower::{Layer, ServiceBuilder};
use tower_bearer::{AuthErrorClassifier, AuthErrorKind, AuthScheme, BearerAuthLayer, Keys, RequestAuth};
use tower_bearer_testkit::TestApi;

use crate::support::{
    CANARY, Network, Once, answer, api, auth_error, bearer, client, credentials, example, get, get_with, key,
    origins_of, send, values,
};

#[tokio::test]
async fn exactly_one_bearer_header_leaves() {
    // B1
    let api = api().await;
    let key = api.issue();
    let (fixed, live) = (
        BearerAuthLayer::new(key.clone(), origins_of(&api)),
        BearerAuthLayer::new(Keys::fixed(key.clone()), origins_of(&api)),
    );

    let client = AuthErrorClassifier::new().layer(client());
    send(fixed.layer(client.clone()), get(api.url("/get-brands")))
        .await
        .unwrap();
    send(
        fixed.reject_other_origins().layer(client.clone()),
        get(api.url("/get-brands")),
    )
    .await
    .unwrap();
    send(live.layer(client.clone()), get(api.url("/get-brands")))
        .await
        .unwrap();
    send(live.reject_other_origins().layer(client), get(api.url("/get-brands")))
        .await
        .unwrap();

    let journal = api.journal();
    assert_eq!(journal.len(), 4);
    for received in journal {
        assert_eq!(credentials(&received), bearer(&key));
        assert_eq!(received.status().unwrap(), 200);
    }
}

#[tokio::test]
async fn a_custom_header_and_prefix_leave_as_they_were_chosen_and_nothing_beside_them() {
    // B5
    for (header, prefix, scheme) in [
        (HeaderName::from_static("x-api-key"), "", ""),
        (header::AUTHORIZATION, "Token ", "Token "),
        (header::AUTHORIZATION, "", ""),
        (HeaderName::from_static("x-auth"), "key=", "key= "),
    ] {
        let api = TestApi::builder()
            .key_header(header.clone(), prefix)
            .start()
            .await
            .unwrap();
        let key = api.issue();
        let expected = [format!("{header}: {scheme}{}", key.id())];
        let scheme = AuthScheme::new(header.as_str(), prefix).unwrap();

        let fixed = BearerAuthLayer::new(key.clone(), origins_of(&api)).scheme(scheme.clone());
        send(fixed.layer(client()), get(api.url("/get-brands"))).await.unwrap();
        let live = BearerAuthLayer::new(Keys::fixed(key), origins_of(&api)).scheme(scheme);
        let service = live.layer(AuthErrorClassifier::new().layer(client()));
        send(service, get(api.url("/get-brands"))).await.unwrap();

        for received in api.received(2).await {
            assert_eq!(credentials(&received), expected);
            assert_eq!(received.status().unwrap(), 200, "the server has read it");
        }
    }
}

#[tokio::test]
async fn a_scheme_chosen_before_or_after_strictness_is_the_same() {
    // B5
    let network = Network::friendly();
    let scheme = || AuthScheme::new("x-api-key", "v1:").unwrap();
    let layer = || BearerAuthLayer::new(key(CANARY), example());
    send(
        layer().scheme(scheme()).reject_other_origins().layer(network.clone()),
        get(URL),
    )
    .await
    .unwrap();
    send(
        layer().reject_other_origins().scheme(scheme()).layer(network.clone()),
        get(URL),
    )
    .await
    .unwrap();
    for sent in network.sent() {
        assert_eq!(values(&sent.headers, "x-api-key"), [format!("v1:{CANARY}")]);
        assert!(!sent.headers.contains_key("authorization"));
    }
}

#[tokio::test]
async fn one_key_is_written_in_as_many_ways_as_there_are_layers() {
    // B5: what a key remembers of one way does not show in another.
    let key = key(CANARY);
    for prefix in ["Token ", "key=", "", "Bearer ", "Token "] {
        let network = Network::friendly();
        let scheme = AuthScheme::new("authorization", prefix).unwrap();
        let layer = BearerAuthLayer::new(key.clone(), example()).scheme(scheme);
        send(layer.layer(network.clone()), get(URL)).await.unwrap();
        assert_eq!(values(&network.only(), "authorization"), [format!("{prefix}{CANARY}")]);
    }
}

#[tokio::test]
async fn the_value_is_sensitive_however_it_came_in() {
    // B6
    let mut own = get(URL);
    own.extensions_mut().insert(RequestAuth::key(key("sk_live_own")));
    for prefix in ["Bearer ", "", "Token "] {
        let network = Network::friendly();
        let scheme = AuthScheme::new("authorization", prefix).unwrap();
        let layer = BearerAuthLayer::new(key(CANARY), example()).scheme(scheme.clone());
        let live = BearerAuthLayer::new(Keys::fixed(key(CANARY)), example()).scheme(scheme);
        send(layer.layer(network.clone()), get(URL)).await.unwrap();
        send(layer.layer(network.clone()), own.clone()).await.unwrap();
        send(live.layer(network.clone()), get(URL)).await.unwrap();
        send(layer.overwrite_existing().layer(network.clone()), callers(URL))
            .await
            .unwrap();

        for sent in network.sent() {
            assert!(sent.headers["authorization"].is_sensitive(), "{prefix}");
            assert_eq!(format!("{:?}", sent.headers["authorization"]), "Sensitive");
        }
    }
}

#[tokio::test]
async fn the_callers_own_header_is_kept_and_the_source_is_not_asked() {
    // B8
    let (source, loads) = Once::new(key(CANARY));
    let keys = Keys::load(source).await.unwrap();
    let network = Network::friendly();
    let live = BearerAuthLayer::new(keys, example());
    send(live.layer(network.clone()), callers(URL)).await.unwrap();
    send(
        BearerAuthLayer::new(key(CANARY), example()).layer(network.clone()),
        callers(URL),
    )
    .await
    .unwrap();

    for sent in network.sent() {
        assert_eq!(values(&sent.headers, "authorization"), CALLERS);
    }
    assert_eq!(loads.load(Ordering::Relaxed), 1, "the first load is all there is");
}

#[tokio::test(start_paused = true)]
async fn the_callers_own_header_needs_no_key_of_ours() {
    // B8: there is none to be had, and the source would say so.
    let lifetime = std::time::Duration::from_secs(60);
    let (source, loads) = Once::new(tower_bearer::Credential::new(key(CANARY)).expires_in(lifetime));
    let keys = Keys::load(source).await.unwrap();
    tokio::time::advance(lifetime).await;

    let network = Network::friendly();
    send(
        BearerAuthLayer::new(keys, example()).layer(network.clone()),
        callers(URL),
    )
    .await
    .unwrap();
    assert_eq!(values(&network.only(), "authorization"), CALLERS);
    assert_eq!(loads.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_refusal_of_the_callers_own_key_names_that_key() {
    // B8
    let api = api().await;
    let service = ServiceBuilder::new()
        .layer(BearerAuthLayer::new(api.issue(), origins_of(&api)))
        .layer(AuthErrorClassifier::new())
        .service(client());
    let request = get_with(api.url("/get-brands"), "authorization", "Bearer sk_live_callers");
    let error = auth_error(send(service, request).await);
    assert_eq!(error.kind(), AuthErrorKind::InvalidKey);
    assert_eq!(error.key_id(), Some(key("sk_live_callers").id()));
    assert_eq!(error.withheld(), None);
}

#[tokio::test]
async fn overwriting_makes_one_of_several_copies() {
    // B8
    let api = api().await;
    let key = api.issue();
    let fixed = BearerAuthLayer::new(key.clone(), origins_of(&api)).overwrite_existing();
    let live = BearerAuthLayer::new(Keys::fixed(key.clone()), origins_of(&api)).overwrite_existing();
    let client = AuthErrorClassifier::new().layer(client());
    send(fixed.layer(client.clone()), callers(&api.url("/get-brands")))
        .await
        .unwrap();
    send(live.layer(client.clone()), callers(&api.url("/get-brands")))
        .await
        .unwrap();
    send(live.layer(client), get(api.url("/get-brands"))).await.unwrap();

    for received in api.received(3).await {
        assert_eq!(credentials(&received), bearer(&key));
    }
}

#[tokio::test]
async fn a_proxys_challenge_and_credentials_never_touch_the_origins_key() {
    // B19
    let proxy = [(header::PROXY_AUTHENTICATE, &b"Bearer error=\"invalid_token\""[..])];
    let network = Network::answering(move |uri| match uri.path() {
        "/407" => answer(407, &proxy, ""),
        _ => answer(401, &proxy, ""),
    });
    let service = ServiceBuilder::new()
        .layer(BearerAuthLayer::new(key(CANARY), example()))
        .layer(AuthErrorClassifier::new())
        .service(network.clone());

    let request = get_with("https://api.example.com/407", "proxy-authorization", "Basic cHJveHk=");
    let response = send(service.clone(), request).await.unwrap();
    assert_eq!(
        response.status(),
        407,
        "it passes: a proxy's refusal is the client's to deal with"
    );
    assert_eq!(values(&network.only(), "proxy-authorization"), ["Basic cHJveHk="]);
    assert_eq!(values(&network.only(), "authorization"), [format!("Bearer {CANARY}")]);

    let error = auth_error(send(service, get("https://api.example.com/401")).await);
    assert!(error.challenges().is_empty(), "{:?}", error.challenges());
    assert_eq!(error.evidence().field(), "status");
}

#[test]
fn a_key_cannot_be_put_into_a_header_for_proxies() {
    // B19
    for name in ["proxy-authorization", "Proxy-Authorization"] {
        assert!(AuthScheme::new(name, "Bearer ").is_err());
    }
}

#[tokio::test]
async fn a_request_with_as_many_headers_as_it_can_have_goes_out_without_the_key() {
    let network = Network::refusing(401, &[], "");
    let mut request = get(URL);
    // The most that a header map takes, as its documentation says, is 32,768; it rounds down what it has room for.
    for n in 0..1 << 15 {
        let name = HeaderName::try_from(format!("x-{n}")).unwrap();
        if request
            .headers_mut()
            .try_append(name, HeaderValue::from_static(""))
            .is_err()
        {
            break;
        }
    }
    let service = ServiceBuilder::new()
        .layer(BearerAuthLayer::new(key(CANARY), example()))
        .layer(AuthErrorClassifier::new())
        .service(network.clone());
    let error = auth_error(send(service, request).await);
    assert!(!network.only().contains_key("authorization"));
    assert_eq!(error.withheld(), Some(tower_bearer::error::Withheld::HeadersFull));
}

const URL: &str = "https://api.example.com/v1";
const CALLERS: [&str; 2] = ["Bearer callers", "Basic Y2FsbGVyczo="];

/// A request that has the header already, twice.
fn callers(uri: &str) -> Request<Full<bytes::Bytes>> {
    let request = Request::get(uri)
        .header("authorization", CALLERS[0])
        .header("authorization", CALLERS[1]);
    request.body(Full::default()).unwrap()
}
