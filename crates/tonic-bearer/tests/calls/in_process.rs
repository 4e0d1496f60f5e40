//! Services in place of a server: what none of tonic's answers.

use std::convert::Infallible;

use http::{Request, header};
use tonic::{Code, body::Body};
use tonic_bearer::GrpcAuthLayer;
use tower::{Layer, ServiceBuilder, ServiceExt};
use tower_bearer::{AuthError, AuthErrorClassifier, AuthErrorKind, BearerAuthLayer, Error, Origins};

use crate::{KEY, fixed, key};

#[tokio::test]
async fn a_call_that_names_its_server_gets_no_key() {
    // B17
    let seen = tower::service_fn(|request: Request<Body>| async move {
        let keys = request.headers().get_all(header::AUTHORIZATION).iter().count();
        Ok::<_, Infallible>(http::Response::new(keys.to_string()))
    });
    let service = GrpcAuthLayer::new(fixed(KEY)).layer(seen);
    for (uri, keys) in [
        ("https://attacker.invalid/grpc.health.v1.Health/Check", "0"),
        ("/grpc.health.v1.Health/Check", "1"),
    ] {
        let request = Request::post(uri).body(Body::empty()).unwrap();
        assert_eq!(service.clone().oneshot(request).await.unwrap().into_body(), keys);
    }
}

#[tokio::test]
async fn a_proxy_that_refuses_by_http_is_heard_too() {
    for (status, code) in [(401, Code::Unauthenticated), (403, Code::PermissionDenied)] {
        let proxy = tower::service_fn(move |_: Request<Body>| async move {
            http::Response::builder().status(status).body("no entry".to_owned())
        });
        let service = GrpcAuthLayer::new(fixed(KEY)).layer(proxy);
        let request = Request::post("/grpc.health.v1.Health/Check")
            .body(Body::empty())
            .unwrap();
        let refused = service.oneshot(request).await.unwrap_err();
        assert_eq!(refused.code(), code);
        assert_eq!(AuthError::find(&refused).unwrap().status().unwrap(), status);
    }
}

#[tokio::test]
async fn details_that_are_no_base64_are_left_out() {
    // `Status::from_header_map` panics at them, and they are the server's to choose.
    let server = tower::service_fn(|_: Request<Body>| async {
        http::Response::builder()
            .header(header::CONTENT_TYPE, "application/grpc")
            .header("grpc-status", "16")
            .header("grpc-message", "who%20are%20you%3F")
            .header("grpc-status-details-bin", "!not base64!")
            .header("x-request-id", "req-9")
            .body(Body::empty())
    });
    let service = GrpcAuthLayer::new(fixed(KEY)).layer(server);
    let request = Request::post("/grpc.health.v1.Health/Check").version(http::Version::HTTP_2);
    let status = service.oneshot(request.body(Body::empty()).unwrap()).await.unwrap_err();
    assert_eq!(
        (status.code(), status.message(), status.details()),
        (Code::Unauthenticated, "who are you?", &b""[..])
    );
    // What has a place of its own is not in the metadata too.
    let mut names: Vec<_> = status
        .metadata()
        .clone()
        .into_headers()
        .keys()
        .map(ToString::to_string)
        .collect();
    names.sort();
    assert_eq!(names, ["content-type", "x-request-id"]);
}

#[tokio::test]
async fn an_auth_error_under_what_a_layer_inside_wrapped_it_in_keeps_its_code() {
    // Of a layer for another API, whose error was boxed.
    let inside = BearerAuthLayer::new(key(KEY), Origins::new(["https://api.example.com"]).unwrap());
    let service = ServiceBuilder::new()
        .layer(GrpcAuthLayer::new(fixed(KEY)))
        .map_err(Error::into_boxed)
        .layer(inside.overwrite_existing().reject_other_origins())
        .layer(AuthErrorClassifier::new())
        .service(tower::service_fn(|_: Request<Body>| async {
            Ok::<_, Infallible>(http::Response::new(Body::empty()))
        }));
    let request = Request::post("/grpc.health.v1.Health/Check")
        .body(Body::empty())
        .unwrap();
    let status = service.oneshot(request).await.unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition);
    assert_eq!(AuthError::find(&status).unwrap().kind(), AuthErrorKind::OriginRefused);
}
