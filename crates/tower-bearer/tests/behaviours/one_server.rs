//! Requests that do not say where they go, and services that are tied to one server.

use http::Request;
use http_body_util::Empty;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower::{Layer, ServiceBuilder, service_fn};
use tower_bearer::{AuthErrorClassifier, AuthErrorKind, BearerAuthLayer, Keys, error::Withheld};

use crate::{
    origins::refused,
    support::{
        CANARY, Network, api, auth_error, bearer, boxed_auth_error, client, credentials, example, get, key, send,
    },
};

#[tokio::test]
async fn a_uri_without_authority_goes_bare_or_is_an_error_when_strict() {
    // B17
    let network = Network::refusing(401, &[], "");
    let error = refused(&network, "/v1/brands").await;
    assert!(network.only().is_empty());
    assert_eq!(error.withheld(), Some(Withheld::NoAuthority));
    assert!(error.hint().contains("same_server"), "{}", error.hint());

    let strict = BearerAuthLayer::new(key(CANARY), example()).reject_other_origins();
    let error = boxed_auth_error(send(strict.layer(network.clone()), get("/v1/brands")).await);
    assert_eq!(error.kind(), AuthErrorKind::OriginRefused);
    assert_eq!(network.sent().len(), 1, "the second was not sent");
}

#[tokio::test]
async fn a_layer_for_one_server_serves_a_connection_of_that_server() {
    // B17, over a connection of hyper's own.
    let api = api().await;
    let key = api.issue();
    let stream = TcpStream::connect(api.address()).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let service = ServiceBuilder::new()
        .layer(BearerAuthLayer::same_server(key.clone()))
        .service(service_fn(move |request| sender.send_request(request)));

    let request = Request::get("/get-brands")
        .header("host", "api")
        .body(Empty::<&[u8]>::new())
        .unwrap();
    let response = send(service, request).await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(credentials(&api.journal()[0]), bearer(&key));
}

#[tokio::test]
async fn a_layer_for_one_server_never_serves_a_uri_with_authority() {
    // B17
    let api = api().await;
    let layer = BearerAuthLayer::same_server(api.issue());
    let service = layer.layer(AuthErrorClassifier::new().layer(client()));
    let error = auth_error(send(service, get(api.url("/get-brands"))).await);
    assert!(api.journal()[0].credentials().is_empty());
    assert_eq!(error.withheld(), Some(Withheld::HasAuthority));

    let network = Network::friendly();
    let strict = BearerAuthLayer::same_server(Keys::fixed(key(CANARY))).reject_other_origins();
    let error = boxed_auth_error(send(strict.layer(network.clone()), get("https://api.example.com/")).await);
    assert_eq!(error.withheld(), Some(Withheld::HasAuthority));
    assert!(network.sent().is_empty());
}
