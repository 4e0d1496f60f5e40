//! `tower_http::trace`, with all that it can print.

use axum::{Router, response::Response};
use bytes::Bytes;
use http::{Request, header};
use http_body_util::Full;
use tower::{Service, ServiceBuilder};
use tower_bearer::{AuthErrorClassifier, BearerAuthLayer};
use tower_bearer_testkit::Printed;

use crate::support::{Seen, get, key, key_of, ok, refusal, send, server};

#[path = "../shared/trace.rs"]
mod all;

use self::all::trace;

const CANARY: &str = "sk_live_CANARY7f3Qm9ZxW";

#[tokio::test]
async fn inside_of_both_the_key_prints_as_sensitive_and_a_refusal_is_a_response() {
    // B6
    let printed = printed_by(|server| {
        ServiceBuilder::new()
            .layer(BearerAuthLayer::same_server(key(CANARY)))
            .layer(AuthErrorClassifier::new())
            .layer(trace())
            .service(server)
    });
    let printed = printed.await;
    assert!(printed.contains(r#""authorization": Sensitive"#), "{printed}");
    assert!(
        printed.contains("finished processing request") && printed.contains("status=401"),
        "{printed}"
    );
    assert!(
        !printed.contains("response failed") && !printed.contains(CANARY),
        "{printed}"
    );
}

#[tokio::test]
async fn outside_there_is_no_key_to_print_and_a_refusal_is_a_failure() {
    // B6
    let printed = printed_by(|server| {
        ServiceBuilder::new()
            .layer(trace())
            .layer(BearerAuthLayer::same_server(key(CANARY)))
            .layer(AuthErrorClassifier::new())
            .service(server)
    });
    let printed = printed.await;
    assert!(
        !printed.contains("authorization") && !printed.contains(CANARY),
        "{printed}"
    );
    assert!(
        printed.contains("response failed") && printed.contains("authentication failed"),
        "{printed}"
    );
}

#[tokio::test]
async fn between_the_key_prints_as_sensitive_and_a_refusal_is_a_failure() {
    // B6
    let printed = printed_by(|server| {
        ServiceBuilder::new()
            .layer(BearerAuthLayer::same_server(key(CANARY)))
            .layer(trace())
            .layer(AuthErrorClassifier::new())
            .service(server)
    });
    let printed = printed.await;
    assert!(printed.contains(r#""authorization": Sensitive"#), "{printed}");
    assert!(
        printed.contains("response failed") && !printed.contains(CANARY),
        "{printed}"
    );
}

#[tokio::test]
async fn inside_of_both_an_echo_in_the_servers_headers_is_printed() {
    let printed = printed(echoing().0, |server| {
        ServiceBuilder::new()
            .layer(BearerAuthLayer::same_server(key(CANARY)))
            .layer(AuthErrorClassifier::new())
            .layer(trace())
            .service(server)
    });
    assert!(
        printed.await.contains(CANARY),
        "it is the server's text, and nobody has read it yet"
    );
}

#[tokio::test]
async fn outside_an_echo_in_the_servers_headers_is_not_printed() {
    // B57
    let printed = printed(echoing().0, |server| {
        ServiceBuilder::new()
            .layer(trace())
            .layer(BearerAuthLayer::same_server(key(CANARY)))
            .layer(AuthErrorClassifier::new())
            .service(server)
    });
    let printed = printed.await;
    assert!(
        printed.contains("response failed") && !printed.contains(CANARY),
        "{printed}"
    );
}

/// What a request prints that is taken, and one that is refused.
async fn printed_by<S>(stack: impl FnOnce(Router) -> S) -> String
where
    S: Service<Request<Full<Bytes>>> + Clone,
{
    let (server, _) = server(|asked| match asked.uri.path() {
        "/good" => ok(),
        _ => refusal(r#"{"error":"Invalid API key"}"#),
    });
    printed(server, stack).await
}

async fn printed<S>(server: Router, stack: impl FnOnce(Router) -> S) -> String
where
    S: Service<Request<Full<Bytes>>> + Clone,
{
    let printed = Printed::begin();
    let stack = stack(server);
    assert!(send(stack.clone(), get("/good")).await.is_ok());
    assert!(send(stack, get("/bad")).await.is_err());
    printed.end()
}

/// Repeats the key of a request in a header of its refusal.
fn echoing() -> (Router, Seen) {
    server(|asked| {
        if asked.uri.path() == "/good" {
            return ok();
        }
        let mut response: Response = refusal("");
        let echo = format!(
            "Bearer error=\"invalid_token\", error_description=\"unknown: {}\"",
            key_of(asked).unwrap()
        );
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, echo.parse().unwrap());
        response
    })
}
