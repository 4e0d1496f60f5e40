//! A `Host` header of the caller's: where a server has several hosts, it says which of them gets the request.

use http::{Request, header::HOST};
use http_body_util::Full;
use tower::Layer;
use tower_bearer::{
    AuthErrorClassifier, AuthErrorKind, AuthScheme, BearerAuthLayer, Keys, Origins, RequestAuth, error::Withheld,
};

use crate::support::{CANARY, Network, api, auth_error, bearer, boxed_auth_error, client, credentials, example};
use crate::support::{get, get_with, key, origins_of, send, values};

const URI: &str = "https://api.example.com/v1";

#[tokio::test]
async fn where_the_host_header_names_another_host_no_key_goes_and_the_refusal_says_why() {
    // B15: the client sends it as it is, and the server behind the name of the URI passes the request on by it.
    for host in OTHERS {
        for uri in [URI, "https://api.example.com:443/"] {
            let network = Network::refusing(401, &[], "");
            let request = get_with(uri, "host", host);
            let mut own = request.clone();
            own.extensions_mut().insert(RequestAuth::key(key(CANARY)));
            let fixed = BearerAuthLayer::new(key(CANARY), example());
            let live = BearerAuthLayer::new(Keys::fixed(key(CANARY)), example()).scheme(in_header());
            let inner = AuthErrorClassifier::new().layer(network.clone());
            for error in [
                auth_error(send(fixed.layer(inner.clone()), request.clone()).await),
                auth_error(send(live.layer(inner.clone()), request.clone()).await),
                auth_error(send(live.layer(inner), own.clone()).await),
            ] {
                assert_eq!(error.withheld(), Some(Withheld::OtherHost), "{host}");
                assert!(error.hint().contains("`Host`"), "{}", error.hint());
            }
            for sent in network.sent() {
                assert_eq!(sent.headers.len(), 1, "{:?}", sent.headers);
            }
            let strict = fixed.reject_other_origins().layer(network.clone());
            assert_eq!(
                boxed_auth_error(send(strict, own).await).kind(),
                AuthErrorKind::OriginRefused
            );
            assert_eq!(network.sent().len(), 3, "nothing was sent by a strict layer");
        }
    }
}

#[tokio::test]
async fn where_it_names_a_listed_origin_the_key_goes_as_ever() {
    // B14
    let origins = Origins::new([
        "https://api.example.com",
        "https://*.eu.example.com",
        "https://10.0.0.7",
    ])
    .unwrap();
    for (uri, host) in [
        (URI, "api.example.com"),
        (URI, "API.example.com:443"),
        (URI, "a.eu.example.com"),
        ("https://10.0.0.7/", "api.example.com"),
    ] {
        let network = Network::friendly();
        let layer = BearerAuthLayer::new(key(CANARY), origins.clone());
        send(layer.layer(network.clone()), get_with(uri, "host", host))
            .await
            .unwrap();
        assert_eq!(
            values(&network.only(), "authorization"),
            [format!("Bearer {CANARY}")],
            "{host}"
        );
        assert_eq!(values(&network.only(), "host"), [host]);
    }
}

#[tokio::test]
async fn of_several_host_headers_each_has_to_be_listed() {
    // B15: which of them a server goes by, nobody knows.
    let network = Network::friendly();
    let request = Request::get(URI)
        .header(HOST, "api.example.com")
        .header(HOST, "attacker.invalid");
    let layer = BearerAuthLayer::new(Keys::fixed(key(CANARY)), example());
    let request = request.body(Full::<bytes::Bytes>::default()).unwrap();
    send(layer.layer(network.clone()), request).await.unwrap();
    assert!(network.only().get("authorization").is_none());
}

#[tokio::test]
async fn a_layer_for_any_origin_or_for_one_server_goes_by_no_host_header() {
    for (layer, uri) in [
        (BearerAuthLayer::dangerous_any_origin(key(CANARY)), URI),
        (BearerAuthLayer::same_server(key(CANARY)), "/v1"),
    ] {
        let network = Network::friendly();
        send(layer.layer(network.clone()), get_with(uri, "host", "other.example.com"))
            .await
            .unwrap();
        assert_eq!(values(&network.only(), "authorization").len(), 1);
    }
}

#[tokio::test]
async fn on_the_wire_the_callers_host_header_goes_as_it_is_and_so_without_the_key() {
    // B15
    let api = api().await;
    let key = api.issue();
    let service = BearerAuthLayer::new(key.clone(), origins_of(&api)).layer(client());
    send(service.clone(), get(api.url("/get-brands"))).await.unwrap();
    let other = get_with(api.url("/get-brands"), "host", "attacker.invalid");
    assert_eq!(send(service, other).await.unwrap().status(), 401);
    let journal = api.journal();
    assert_eq!(credentials(&journal[0]), bearer(&key));
    assert!(journal[1].credentials().is_empty());
}

const OTHERS: [&str; 9] = [
    "attacker.invalid",
    "api.example.com:8443",
    "api.example.com:80",
    "api.example.com.",
    "example.com",
    "user@api.example.com",
    "api.example.com, attacker.invalid",
    "https://api.example.com",
    "",
];

fn in_header() -> AuthScheme {
    AuthScheme::new("x-api-key", "").unwrap()
}
