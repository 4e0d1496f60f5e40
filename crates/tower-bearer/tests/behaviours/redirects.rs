//! Where the key goes when a server sends the client elsewhere.

use bytes::Bytes;
use http::{HeaderName, Response, StatusCode, header};
use http_body_util::Full;
use tower::{Layer, ServiceBuilder};
use tower_bearer::{
    AuthErrorClassifier, AuthErrorKind, AuthScheme, BearerAuthLayer, Keys, RequestAuth, error::Withheld,
};
use tower_bearer_testkit::TestApi;
use tower_http::follow_redirect::{
    FollowRedirectLayer,
    policy::{FilterCredentials, Limited, PolicyExt},
};

use crate::support::{
    CANARY, Network, answer, api, auth_error, bearer, client, credentials, example, get, key, origins_of, send, values,
};

#[tokio::test]
async fn inside_of_redirects_another_port_gets_no_key() {
    // B13
    for status in REDIRECTS {
        let (api, foreign) = (api().await, api().await);
        let key = api.issue();
        let service = ServiceBuilder::new()
            .layer(FollowRedirectLayer::new())
            .layer(BearerAuthLayer::new(key.clone(), origins_of(&api)))
            .layer(AuthErrorClassifier::new())
            .service(client());

        let to = foreign.url("/get-brands");
        let error = auth_error(send(service, get(api.redirect_url(status, &to))).await);
        assert_eq!(credentials(&api.journal()[0]), bearer(&key));
        let hops = foreign.journal();
        assert_eq!(hops.len(), 1, "the hop was made");
        assert!(hops[0].credentials().is_empty(), "{status}");
        assert_eq!(
            (error.kind(), error.withheld()),
            (AuthErrorKind::MissingKey, Some(Withheld::OtherOrigin))
        );
    }
}

#[tokio::test]
async fn inside_of_redirects_another_name_of_the_same_machine_gets_no_key() {
    // B13: `localhost` and `127.0.0.1` are two hosts.
    let api = api().await;
    let key = api.issue();
    let keys = Keys::fixed(key.clone());
    let service = ServiceBuilder::new()
        .layer(FollowRedirectLayer::new())
        .layer(BearerAuthLayer::new(keys, origins_of(&api)))
        .layer(AuthErrorClassifier::new())
        .service(client());

    let to = format!("http://localhost:{}/get-brands", api.address().port());
    let error = auth_error(send(service, get(api.redirect_url(StatusCode::FOUND, &to))).await);
    let journal = api.journal();
    assert_eq!(credentials(&journal[0]), bearer(&key));
    assert!(journal[1].credentials().is_empty());
    assert_eq!(error.withheld(), Some(Withheld::OtherOrigin));
}

#[tokio::test]
async fn inside_of_redirects_a_custom_header_stays_at_home_too() {
    // B13: the one that no redirect layer knows of.
    let name = HeaderName::from_static("x-api-key");
    let start = || async { TestApi::builder().key_header(name.clone(), "").start().await.unwrap() };
    let (api, foreign) = (start().await, start().await);
    let key = api.issue();
    let service = ServiceBuilder::new()
        .layer(FollowRedirectLayer::new())
        .layer(BearerAuthLayer::new(key.clone(), origins_of(&api)).scheme(AuthScheme::new("x-api-key", "").unwrap()))
        .service(client());

    let to = foreign.url("/get-brands");
    let response = send(service, get(api.redirect_url(StatusCode::TEMPORARY_REDIRECT, &to)))
        .await
        .unwrap();
    assert_eq!(response.status(), 401, "the foreign server's");
    assert_eq!(credentials(&api.journal()[0]), [format!("x-api-key: {}", key.id())]);
    assert!(foreign.journal()[0].credentials().is_empty());
}

#[tokio::test]
async fn inside_of_redirects_plain_http_gets_no_key() {
    // B13: https to http, on the same host.
    let network = redirecting("http://api.example.com/v2");
    let service = FollowRedirectLayer::new().layer(BearerAuthLayer::new(key(CANARY), example()).layer(network.clone()));
    send(service, get("https://api.example.com/old")).await.unwrap();
    let [home, plain] = &network.sent()[..] else {
        panic!("two hops");
    };
    assert!(home.headers.contains_key("authorization"));
    assert!(plain.headers.is_empty());
}

#[tokio::test]
async fn a_hop_to_a_listed_origin_has_the_key_that_is_current_then() {
    // B12, B13: and only one.
    let api = api().await;
    let (old, new) = (api.issue(), api.issue());
    let keys = Keys::fixed(old.clone());
    let service = ServiceBuilder::new()
        .layer(FollowRedirectLayer::new())
        .layer(BearerAuthLayer::new(keys.clone(), origins_of(&api)))
        .layer(AuthErrorClassifier::new())
        .service(client());

    api.hold("/redirect");
    let request = get(api.redirect_url(StatusCode::FOUND, "/get-brands"));
    let on_its_way = tokio::spawn(send(service, request));
    api.received(1).await;
    keys.set(new.clone()).unwrap();
    api.release("/redirect");
    assert_eq!(on_its_way.await.unwrap().unwrap().status(), 200);

    let journal = api.journal();
    assert_eq!(credentials(&journal[0]), bearer(&old));
    assert_eq!(credentials(&journal[1]), bearer(&new));
}

#[tokio::test]
async fn a_chain_of_hops_that_comes_home_has_the_key_at_home_alone() {
    // B13
    let network = Network::answering(|uri| match uri.host() {
        Some("api.example.com") if uri.path() == "/start" => redirect("https://attacker.invalid/"),
        Some("attacker.invalid") => redirect("https://api.example.com/end"),
        _ => Response::default(),
    });
    let service = FollowRedirectLayer::new().layer(BearerAuthLayer::new(key(CANARY), example()).layer(network.clone()));
    send(service, get("https://api.example.com/start")).await.unwrap();
    let with_key: Vec<_> = network
        .sent()
        .iter()
        .map(|sent| values(&sent.headers, "authorization").len())
        .collect();
    assert_eq!(with_key, [1, 0, 1]);
}

#[tokio::test]
async fn outside_of_redirects_authorization_never_crosses_origins() {
    // B13: tower-http sees to it for this header, so a stack in the wrong order does not leak.
    let (api, foreign) = (api().await, api().await);
    let key = api.issue();
    let service = ServiceBuilder::new()
        .layer(BearerAuthLayer::new(key.clone(), origins_of(&api)))
        .layer(FollowRedirectLayer::new())
        .service(client());
    send(
        service,
        get(api.redirect_url(StatusCode::FOUND, &foreign.url("/get-brands"))),
    )
    .await
    .unwrap();
    assert_eq!(credentials(&api.journal()[0]), bearer(&key));
    assert!(foreign.journal()[0].credentials().is_empty());
}

#[tokio::test]
async fn a_requests_own_key_stays_at_home_and_the_layer_then_acts_as_for_any_request() {
    // B9, B13: tower-http drops the extension that asked for it when it leaves the origin.
    let network = Network::answering(|uri| match uri.path() {
        "/start" => redirect("https://other.example.com/end"),
        _ => Response::default(),
    });
    let origins = tower_bearer::Origins::new(["https://api.example.com", "https://other.example.com"]).unwrap();
    let service = FollowRedirectLayer::new().layer(BearerAuthLayer::new(key("layers"), origins).layer(network.clone()));
    let mut request = get("https://api.example.com/start");
    request.extensions_mut().insert(RequestAuth::key(key(CANARY)));
    send(service, request).await.unwrap();
    let sent = network.sent();
    assert_eq!(values(&sent[0].headers, "authorization"), [format!("Bearer {CANARY}")]);
    assert_eq!(values(&sent[1].headers, "authorization"), ["Bearer layers"]);
}

#[tokio::test]
async fn a_requests_own_key_does_not_reach_the_next_api_with_a_policy_that_keeps_extensions() {
    // B9, B11, B13: a bare limit drops none, and other policies can be told to.
    let (a, b) = ("https://api.example.com/start", "https://other.example.com");
    let network = Network::answering(|uri| match uri.path() {
        "/start" => redirect("https://api.example.com:443/again"),
        "/again" => redirect("https://other.example.com/end"),
        _ => answer(401, &[], ""),
    });
    let other = tower_bearer::Origins::new([b]).unwrap();
    let layers = ServiceBuilder::new()
        .layer(BearerAuthLayer::new(key("layers_a"), example()))
        .layer(BearerAuthLayer::new(Keys::fixed(key("layers_b")), other))
        .layer(AuthErrorClassifier::new());
    let keeping = FilterCredentials::new().keep_all_extensions();
    let request = |own: &RequestAuth| {
        let mut request = get(a);
        request.extensions_mut().insert(own.clone());
        request
    };

    let limited = FollowRedirectLayer::with_policy(Limited::new(5));
    let filtered = FollowRedirectLayer::with_policy(
        Limited::new(5).and::<_, Full<Bytes>, tower_bearer::Error<tower_bearer::error::BoxError>>(keeping),
    );
    let (one, two) = (RequestAuth::key(key(CANARY)), RequestAuth::key(key(CANARY)));
    for error in [
        auth_error(send(limited.layer(layers.service(network.clone())), request(&one)).await),
        auth_error(send(filtered.layer(layers.service(network.clone())), request(&two)).await),
    ] {
        assert_eq!(error.withheld(), Some(Withheld::OwnKeyElsewhere));
        assert!(error.hint().contains("RequestAuth::key"), "{}", error.hint());
    }
    let own = || vec![format!("Bearer {CANARY}")];
    let sent = network.sent();
    let sent: Vec<_> = sent.iter().map(|sent| values(&sent.headers, "authorization")).collect();
    assert_eq!(sent, [own(), own(), vec![], own(), own(), vec![]]);
}

const REDIRECTS: [StatusCode; 5] = [
    StatusCode::MOVED_PERMANENTLY,
    StatusCode::FOUND,
    StatusCode::SEE_OTHER,
    StatusCode::TEMPORARY_REDIRECT,
    StatusCode::PERMANENT_REDIRECT,
];

/// Sends whoever asks for `/old` to `to`.
fn redirecting(to: &'static str) -> Network {
    Network::answering(move |uri| match uri.path() {
        "/old" => redirect(to),
        _ => Response::default(),
    })
}

fn redirect(to: &str) -> Response<Full<Bytes>> {
    answer(307, &[(header::LOCATION, to.as_bytes())], "")
}
