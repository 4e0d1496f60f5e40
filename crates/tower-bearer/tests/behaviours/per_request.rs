//! What one request gets: none, its own key, or the one that is current when it leaves.

use std::{error::Error, time::Duration};

use tower::{Layer, Service, ServiceBuilder, ServiceExt};
use tower_bearer::{
    AuthError, AuthErrorClassifier, AuthErrorKind, AuthScheme, BearerAuthLayer, Credential, Keys, Origins, RequestAuth,
    SourceError,
    error::{BoxError, Withheld},
};
use tower_bearer_testkit::Plan;

use crate::support::{
    CANARY, Network, Once, api, auth_error, bearer, boxed_auth_error, client, credentials, example, get, get_with, key,
    origins_of, send, values,
};

#[tokio::test]
async fn a_request_that_asks_to_go_without_has_no_key_and_its_refusal_says_so() {
    // B9
    let api = api().await;
    let fixed = BearerAuthLayer::new(api.issue(), origins_of(&api));
    let live = BearerAuthLayer::new(Keys::fixed(api.issue()), origins_of(&api));
    let client = AuthErrorClassifier::new().layer(client());
    let mut request = get(api.url("/get-brands"));
    request.extensions_mut().insert(RequestAuth::skip());

    for error in [
        auth_error(send(fixed.layer(client.clone()), request.clone()).await),
        auth_error(send(fixed.reject_other_origins().layer(client.clone()), request.clone()).await),
        auth_error(send(live.layer(client.clone()), request.clone()).await),
        auth_error(send(live.reject_other_origins().layer(client), request).await),
    ] {
        assert_eq!(error.kind(), AuthErrorKind::MissingKey);
        assert_eq!(error.withheld(), Some(Withheld::Skipped));
        assert!(error.hint().contains("RequestAuth::skip"), "{}", error.hint());
    }
    assert!(
        api.received(4)
            .await
            .iter()
            .all(|received| received.credentials().is_empty())
    );
}

#[tokio::test]
async fn a_request_that_asks_to_go_without_may_go_to_any_origin() {
    // B9
    let network = Network::friendly();
    let mut request = get("https://elsewhere.example/");
    request.extensions_mut().insert(RequestAuth::skip());
    let layer = BearerAuthLayer::new(key(CANARY), example()).reject_other_origins();
    send(layer.layer(network.clone()), request).await.unwrap();
    assert!(network.only().is_empty());
}

#[tokio::test]
async fn a_requests_own_key_wins_over_the_layers() {
    // B9
    let api = api().await;
    let (layers, own) = (api.issue(), api.issue_for(Plan::Scale));
    let fixed = BearerAuthLayer::new(layers.clone(), origins_of(&api));
    let live = BearerAuthLayer::new(Keys::fixed(layers.clone()), origins_of(&api));
    let client = AuthErrorClassifier::new().layer(client());
    let mut request = get(api.url("/get-brands"));
    request.extensions_mut().insert(RequestAuth::key(own.clone()));

    send(fixed.layer(client.clone()), request.clone()).await.unwrap();
    send(live.layer(client), request).await.unwrap();
    for received in api.received(2).await {
        assert_eq!(credentials(&received), bearer(&own));
    }
}

#[tokio::test]
async fn a_requests_own_key_is_held_to_the_origins_too() {
    // B9
    let network = Network::friendly();
    let mut request = get("https://attacker.invalid/");
    request.extensions_mut().insert(RequestAuth::key(key(CANARY)));
    let layer = BearerAuthLayer::new(key("sk_live_layers"), example());
    send(layer.layer(network.clone()), request.clone()).await.unwrap();
    assert!(network.only().is_empty());

    let result = send(layer.reject_other_origins().layer(network.clone()), request).await;
    assert_eq!(boxed_auth_error(result).kind(), AuthErrorKind::OriginRefused);
    assert_eq!(network.sent().len(), 1, "the second was not sent");
}

#[tokio::test]
async fn a_requests_own_key_goes_to_one_origin_and_there_as_often_as_it_is_asked_for() {
    // B9, B11: a retry is a clone of the request, and so is what a layer outside makes for another place.
    let network = Network::friendly();
    let layer = BearerAuthLayer::new(key("layers"), example());
    let elsewhere = BearerAuthLayer::new(key("layers"), Origins::new(["https://other.example.com"]).unwrap());
    let mut request = get("https://api.example.com/");
    request.extensions_mut().insert(RequestAuth::key(key(CANARY)));
    let same = ["https://api.example.com/", "https://API.example.com:443/v1"];
    for uri in same {
        let mut again = request.clone();
        *again.uri_mut() = uri.parse().unwrap();
        send(layer.clone().layer(network.clone()), again).await.unwrap();
    }
    *request.uri_mut() = "https://other.example.com/".parse().unwrap();
    send(elsewhere.clone().layer(network.clone()), request.clone())
        .await
        .unwrap();
    let sent = network.sent();
    let keys: Vec<_> = sent.iter().map(|sent| values(&sent.headers, "authorization")).collect();
    let own = || vec![format!("Bearer {CANARY}")];
    assert_eq!(keys, [own(), own(), vec![]]);

    let refused = send(elsewhere.reject_other_origins().layer(network.clone()), request).await;
    let error = boxed_auth_error(refused);
    assert_eq!(
        (error.kind(), error.withheld()),
        (AuthErrorKind::OriginRefused, Some(Withheld::OwnKeyElsewhere))
    );
    assert_eq!(network.sent().len(), 3);
}

#[tokio::test]
async fn of_two_layers_for_one_origin_the_outer_one_takes_the_requests_own_key() {
    // B9, B11: one API behind another, each with a header of its own.
    let network = Network::friendly();
    let inner = AuthScheme::new("x-api-key", "").unwrap();
    let service = ServiceBuilder::new()
        .layer(BearerAuthLayer::new(key("outer"), example()))
        .layer(BearerAuthLayer::new(Keys::fixed(key("inner")), example()).scheme(inner))
        .service(network.clone());
    let mut request = get("https://api.example.com/");
    request.extensions_mut().insert(RequestAuth::key(key(CANARY)));
    for _ in 0..2 {
        send(service.clone(), request.clone()).await.unwrap();
    }
    for sent in network.sent() {
        assert_eq!(values(&sent.headers, "authorization"), [format!("Bearer {CANARY}")]);
        assert_eq!(values(&sent.headers, "x-api-key"), ["inner"]);
    }
}

#[tokio::test]
async fn a_requests_own_key_does_not_replace_a_header_that_the_caller_wrote() {
    // B8, B9: who writes a header means it.
    let network = Network::friendly();
    let mut request = get_with("https://api.example.com/", "authorization", "Bearer written");
    request.extensions_mut().insert(RequestAuth::key(key(CANARY)));
    send(
        BearerAuthLayer::new(key("layers"), example()).layer(network.clone()),
        request,
    )
    .await
    .unwrap();
    assert_eq!(values(&network.only(), "authorization"), ["Bearer written"]);
}

#[tokio::test(start_paused = true)]
async fn with_no_key_to_be_had_a_typed_error_comes_before_anything_is_sent() {
    // B10
    let lifetime = Duration::from_secs(3600);
    let (source, _) = Once::new(Credential::new(key(CANARY)).expires_in(lifetime));
    let keys = Keys::load(source).await.unwrap();
    let network = Network::friendly();
    let service = BearerAuthLayer::new(keys, example()).layer(network.clone());

    tokio::time::advance(lifetime - Duration::from_nanos(1)).await;
    send(service.clone(), get("https://api.example.com/")).await.unwrap();
    assert_eq!(network.sent().len(), 1, "good to the last nanosecond");

    tokio::time::advance(Duration::from_nanos(1)).await;
    let error = boxed_auth_error(send(service, get("https://api.example.com/")).await);
    assert_eq!(network.sent().len(), 1, "nothing like `Bearer ` leaves");
    assert_eq!(error.kind(), AuthErrorKind::NoKeyToSend);
    assert!(error.status().is_none() && error.response().is_none() && error.key_id().is_none());
    let cause = error.source().and_then(|cause| cause.downcast_ref::<SourceError>());
    assert!(cause.is_some(), "{error:?}");
    assert!(error.hint().starts_with("give the program a key: "), "{}", error.hint());
}

#[tokio::test(start_paused = true)]
async fn an_error_of_this_side_is_found_under_a_classifier_and_turned_into_no_response() {
    // B10
    let (source, _) = Once::new(Credential::new(key(CANARY)).expires_in(Duration::from_secs(1)));
    let keys = Keys::load(source).await.unwrap();
    tokio::time::advance(Duration::from_secs(2)).await;
    let service = ServiceBuilder::new()
        .layer(BearerAuthLayer::new(keys, example()))
        .layer(AuthErrorClassifier::new())
        .service(Network::friendly());

    let error = send(service, get("https://api.example.com/")).await.unwrap_err();
    let error = error.into_auth().unwrap().into_response().unwrap_err();
    let error = tower_bearer::Error::<BoxError>::from(error).into_boxed();
    let found = AuthError::find(&*error).expect("it is in there");
    assert_eq!(found.kind(), AuthErrorKind::NoKeyToSend);
}

#[tokio::test]
async fn two_layers_for_two_apis_in_one_stack_send_each_its_own_key() {
    // B11
    let (one, two) = (api().await, api().await);
    let (key_one, key_two) = (one.issue(), two.issue());
    let service = ServiceBuilder::new()
        .layer(BearerAuthLayer::new(Keys::fixed(key_one.clone()), origins_of(&one)))
        .layer(BearerAuthLayer::new(key_two.clone(), origins_of(&two)))
        .layer(AuthErrorClassifier::new())
        .service(client());

    for (api, key) in [(&one, &key_one), (&two, &key_two), (&one, &key_one)] {
        send(service.clone(), get(api.url("/get-brands"))).await.unwrap();
        let journal = api.journal();
        assert_eq!(credentials(journal.last().unwrap()), bearer(key));
    }
    // A third gets neither.
    let other = api().await;
    let error = auth_error(send(service, get(other.url("/get-brands"))).await);
    assert_eq!(error.withheld(), Some(Withheld::OtherOrigin));
    assert!(other.journal()[0].credentials().is_empty());
}

#[tokio::test]
async fn the_very_next_request_has_the_key_that_was_set_and_one_in_flight_keeps_its_own() {
    // B12
    let api = api().await;
    let (old, new) = (api.issue(), api.issue());
    let keys = Keys::fixed(old.clone());
    let service =
        BearerAuthLayer::new(keys.clone(), origins_of(&api)).layer(AuthErrorClassifier::new().layer(client()));

    api.hold("/held");
    let in_flight = tokio::spawn(send(service.clone(), get(api.url("/held"))));
    api.received(1).await;
    keys.set(new.clone()).unwrap();
    assert_eq!(keys.key_id(), Some(new.id()));
    send(service, get(api.url("/get-brands"))).await.unwrap();
    api.release("/held");
    in_flight.await.unwrap().unwrap();

    let journal = api.received(2).await;
    assert_eq!(credentials(&journal[0]), bearer(&old));
    assert_eq!(credentials(&journal[1]), bearer(&new));
}

#[tokio::test]
async fn a_service_that_was_made_ready_before_the_key_was_set_sends_the_new_one() {
    // B12: the key is picked in `call`, and an idle clone keeps none.
    let network = Network::friendly();
    let keys = Keys::fixed(key("old"));
    let mut service = BearerAuthLayer::new(keys.clone(), example()).layer(network.clone());
    ServiceExt::<http::Request<()>>::ready(&mut service).await.unwrap();
    keys.set(key("new")).unwrap();
    let request = http::Request::get("https://api.example.com/").body(()).unwrap();
    service.call(request).await.unwrap();
    assert_eq!(values(&network.only(), "authorization"), ["Bearer new"]);
}
