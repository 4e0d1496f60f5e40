//! All layers of the documented order at once.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use http::StatusCode;
use tower::{
    ServiceBuilder, buffer::BufferLayer, limit::ConcurrencyLimitLayer, load_shed::LoadShedLayer, retry::RetryLayer,
    timeout::TimeoutLayer,
};
use tower_bearer::{AuthErrorClassifier, AuthErrorKind, BearerAuthLayer};
use tower_http::{
    compression::CompressionLayer, decompression::DecompressionLayer, follow_redirect::FollowRedirectLayer,
    trace::TraceLayer,
};

use crate::{
    retry::Busy,
    support::{
        SECOND, auth_error, found, get, key_of, listed, redirect, refusal, renewed_keys, send, server, status, text,
    },
};

#[tokio::test]
async fn the_documented_order_holds_with_all_layers_at_once() {
    // A redirect within a, to b with a key that was revoked meanwhile, and a 503 there.
    let busy = Arc::new(AtomicBool::new(true));
    let (server, seen) = server(
        move |asked| match (asked.uri.host(), asked.uri.path(), key_of(asked).as_deref()) {
            (Some("a.example"), "/start", Some("old")) => redirect("https://b.example/brands"),
            (_, _, Some("old") | None) => refusal(r#"{"error":"Invalid API key, see https://a.example/docs"}"#),
            (_, "/start", Some("new")) => redirect("https://b.example/brands"),
            (_, "/never", Some("new")) => refusal(r#"{"error":"API key expired, see https://a.example/docs"}"#),
            _ if busy.swap(false, Ordering::Relaxed) => status(503, ""),
            _ => status(200, "Acme, Globex, Initech, Umbrella, Hooli"),
        },
    );
    let (keys, source) = renewed_keys().await;
    let stack = ServiceBuilder::new()
        .layer(TimeoutLayer::new(SECOND * 30))
        .layer(LoadShedLayer::new())
        .layer(BufferLayer::new(8))
        .layer(ConcurrencyLimitLayer::new(8))
        .layer(RetryLayer::new(Busy(1)))
        .layer(FollowRedirectLayer::new())
        .layer(BearerAuthLayer::new(keys, listed()).replay_rejected())
        .layer(AuthErrorClassifier::new())
        .layer(DecompressionLayer::new())
        .layer(TraceLayer::new_for_http())
        .service(server.layer(CompressionLayer::new()));

    let response = send(stack.clone(), get("https://a.example/start")).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(text(response).await, "Acme, Globex, Initech, Umbrella, Hooli");
    // a, b refused, b again and busy; then a and b once more by the retry layer.
    let keys = ["old", "old", "new", "new", "new"].map(|key| Some(key.to_owned()));
    assert_eq!(seen.keys(), keys);
    assert_eq!(source.loads(), 2);

    let error = auth_error(send(stack, get("https://a.example/never")).await);
    assert_eq!(
        found(&error).kind(),
        AuthErrorKind::ExpiredKey,
        "found in the boxed error"
    );
}
