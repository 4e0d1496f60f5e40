//! A client and a server of tonic, over a socket.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod in_process;
mod rotation;
mod server;

use std::error::Error as _;

use tonic::{Code, transport::Channel};
use tonic_bearer::{GrpcAuth, GrpcAuthLayer, StatusLayer};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};
use tower::{Layer, ServiceBuilder};
use tower_bearer::{
    ApiKey, AuthError, AuthErrorClassifier, AuthErrorKind, BearerAuthLayer, Keys, Origins, SourceError,
};
use tower_bearer_testkit::TestSource;

use self::server::{GrpcServer, POWERLESS};

const KEY: &str = "sk_test_7f3Qm9ZxW";

type Client = HealthClient<GrpcAuth<Channel>>;

#[tokio::test]
async fn exactly_one_key_goes_in_and_the_call_is_answered() {
    // B1: the server refuses two.
    let server = GrpcServer::start(&[KEY]).await;
    let mut client = client(&server, fixed(KEY)).await;
    let response = client.check(of("any")).await.unwrap();
    assert_eq!(response.into_inner().status, 1);
    assert_eq!(server.state.calls(), 1);
}

#[tokio::test]
async fn a_refusal_keeps_its_code_and_has_the_auth_error_as_its_source() {
    // B55
    let server = GrpcServer::start(&[]).await;
    let status = client(&server, fixed(KEY)).await.check(of("any")).await.unwrap_err();
    assert_eq!(status.code(), Code::Unauthenticated);
    assert_eq!(status.metadata().get("x-request-id").unwrap(), "req-7");
    let source = status.source().unwrap();
    let error = source.downcast_ref::<AuthError>().unwrap();
    assert_eq!(AuthError::find(&status).unwrap().kind(), AuthErrorKind::InvalidKey);
    assert_eq!((error.grpc_status(), error.request_id()), (Some(16), Some("req-7")));
    assert_eq!(error.key_id(), Some(key(KEY).id()));

    let status = client(&server, fixed(POWERLESS))
        .await
        .check(of("any"))
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::PermissionDenied);
    assert_eq!(status.message(), "this key lacks the scope health:read");
    let error = AuthError::find(&status).unwrap();
    assert_eq!(error.kind(), AuthErrorKind::InsufficientScope);
    assert!(!error.is_key_rejected());
}

#[tokio::test]
async fn no_status_shows_the_key_that_a_server_echoes() {
    // B56, B57: in the message, in metadata and in the details.
    let server = GrpcServer::start(&[]).await;
    let status = client(&server, fixed(KEY)).await.check(of("any")).await.unwrap_err();
    assert_eq!(status.message(), "Invalid API key: [API key]");
    assert!(status.details().is_empty());
    let mut shown = format!("{status} {status:?} {status:#?} {:?}", status.metadata());
    let mut source = status.source();
    while let Some(error) = source {
        shown += &format!("{error} {error:?}");
        source = error.source();
    }
    assert!(!shown.contains("7f3Qm9Zx"), "{shown}");
    // `details` is printed as a list of bytes.
    assert!(!shown.contains("115, 107, 95, 116"), "{shown}");
}

#[tokio::test]
async fn other_statuses_are_what_tonic_makes_of_them() {
    // B35, B45
    let server = GrpcServer::start(&[KEY]).await;
    let status = client(&server, fixed(KEY)).await.check(of("gone")).await.unwrap_err();
    assert_eq!((status.code(), status.message()), (Code::NotFound, "no such service"));
    assert!(AuthError::find(&status).is_none());
}

#[tokio::test]
async fn a_server_that_is_not_there_is_the_error_of_the_channel() {
    let uri = "http://127.0.0.1:1";
    let channel = Channel::from_static(uri).connect_lazy();
    let mut client = HealthClient::new(GrpcAuthLayer::new(fixed(KEY)).layer(channel));
    let status = client.check(of("any")).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    assert!(AuthError::find(&status).is_none());
}

#[tokio::test]
async fn streams_of_answers_pass_as_they_come() {
    let server = GrpcServer::start(&[KEY]).await;
    let mut client = client(&server, fixed(KEY)).await;
    let mut answers = client.watch(of("any")).await.unwrap().into_inner();
    for _ in 0..3 {
        assert_eq!(answers.message().await.unwrap().unwrap().status, 1);
    }
    assert!(answers.message().await.unwrap().is_none());
}

#[tokio::test]
async fn a_refusal_behind_messages_is_the_streams_own_end() {
    // B55: it is in trailers, and no refusal of the key that opened the stream.
    let server = GrpcServer::start(&[KEY]).await;
    let source = TestSource::new(key(KEY));
    let keys = Keys::load(source.clone()).await.unwrap();
    let mut client = client(&server, keys).await;
    let mut answers = client.watch(of("ends badly")).await.unwrap().into_inner();
    answers.message().await.unwrap();
    answers.message().await.unwrap();
    let status = answers.message().await.unwrap_err();
    assert_eq!(
        (status.code(), status.message()),
        (Code::Unauthenticated, "the session is over")
    );
    assert!(AuthError::find(&status).is_none());
    client.check(of("any")).await.unwrap();
    assert_eq!(source.loads(), 1);
}

#[tokio::test]
async fn without_a_key_nothing_is_sent() {
    // B10
    let server = GrpcServer::start(&[KEY]).await;
    for (failure, code) in [
        (SourceError::terminal("the vault is sealed"), Code::Unauthenticated),
        (SourceError::nothing("no variable"), Code::Unauthenticated),
        // Another try may help, as the code says to layers that retry.
        (SourceError::transient("the vault does not answer"), Code::Unavailable),
    ] {
        let source = TestSource::new(key(KEY));
        source.fail(failure);
        let keys = Keys::builder(source).lazy();
        let status = client(&server, keys).await.check(of("any")).await.unwrap_err();
        assert_eq!(status.code(), code);
        assert_eq!(AuthError::find(&status).unwrap().kind(), AuthErrorKind::NoKeyToSend);
    }
    assert_eq!(server.state.calls(), 0);
}

#[tokio::test]
async fn a_rejected_key_is_loaded_anew_and_the_call_is_sent_again() {
    // B33, B38
    let server = GrpcServer::start(&["sk_test_2"]).await;
    let source = TestSource::new(key("sk_test_1"));
    let keys = Keys::load(source.clone()).await.unwrap();
    source.give(key("sk_test_2"));
    let mut client = client(&server, keys).await;
    // The service's name is in the message: the second sending has it too.
    assert_eq!(client.check(of("gone")).await.unwrap_err().code(), Code::NotFound);
    assert_eq!((server.state.calls(), source.loads()), (2, 2));
    // A key that a server took can be refused right after: that is fruitful, and not held back.
    client.check(of("any")).await.unwrap();
    // Streams of answers are opened again too.
    server.state.revoke("sk_test_2");
    server.state.publish("sk_test_3");
    source.give(key("sk_test_3"));
    let mut answers = client.watch(of("any")).await.unwrap().into_inner();
    assert_eq!(answers.message().await.unwrap().unwrap().status, 1);
    assert_eq!((server.state.calls(), source.loads()), (5, 3));
}

#[tokio::test]
async fn a_call_is_never_sent_a_third_time() {
    // B34
    let server = GrpcServer::start(&[]).await;
    let source = TestSource::new(key("sk_test_1"));
    let keys = Keys::load(source.clone()).await.unwrap();
    source.give(key("sk_test_2"));
    let status = client(&server, keys).await.check(of("any")).await.unwrap_err();
    assert_eq!(status.code(), Code::Unauthenticated);
    assert_eq!(server.state.calls(), 2);
}

#[tokio::test]
async fn a_call_over_its_limit_is_sent_once_and_the_key_is_new_for_the_next() {
    // B37
    let server = GrpcServer::start(&["sk_test_2"]).await;
    let source = TestSource::new(key("sk_test_1"));
    let keys = Keys::load(source.clone()).await.unwrap();
    source.give(key("sk_test_2"));
    let layer = GrpcAuthLayer::new(keys).record_limit(8);
    let mut client = HealthClient::new(layer.layer(server.channel().await));
    let status = client.check(of("longer than that")).await.unwrap_err();
    assert_eq!(AuthError::find(&status).unwrap().kind(), AuthErrorKind::InvalidKey);
    assert_eq!(server.state.calls(), 1);
    client.check(of("longer than that")).await.unwrap();
    assert_eq!((server.state.calls(), source.loads()), (2, 2));
}

#[tokio::test]
async fn by_hand_a_key_for_another_origin_fails_before_anything_is_sent() {
    let server = GrpcServer::start(&[KEY]).await;
    let layer =
        BearerAuthLayer::new(key(KEY), Origins::new(["https://api.example.com"]).unwrap()).reject_other_origins();
    let service = ServiceBuilder::new()
        .layer(StatusLayer::new())
        .layer(layer)
        .layer(AuthErrorClassifier::new())
        .service(server.channel().await);
    let status = HealthClient::new(service).check(of("any")).await.unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition);
    assert_eq!(AuthError::find(&status).unwrap().kind(), AuthErrorKind::OriginRefused);
    assert_eq!(server.state.calls(), 0);
}

async fn client(server: &GrpcServer, keys: Keys) -> Client {
    HealthClient::new(GrpcAuthLayer::new(keys).layer(server.channel().await))
}

fn fixed(text: &str) -> Keys {
    Keys::fixed(key(text))
}

fn key(text: &str) -> ApiKey {
    ApiKey::new(text.to_owned()).unwrap()
}

fn of(service: &str) -> HealthCheckRequest {
    HealthCheckRequest {
        service: service.to_owned(),
    }
}
