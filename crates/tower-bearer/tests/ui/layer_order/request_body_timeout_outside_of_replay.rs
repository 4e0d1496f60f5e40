use std::time::Duration;

use axum::Router;
use http_body_util::Empty;
use tower::{Service, ServiceBuilder};
use tower_bearer::{ApiKey, AuthErrorClassifier, BearerAuthLayer, Keys};
use tower_http::timeout::RequestBodyTimeoutLayer;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let keys = Keys::fixed(ApiKey::new("sk_live_51Hx")?);
    is_service(
        ServiceBuilder::new()
            .layer(RequestBodyTimeoutLayer::new(Duration::from_secs(1)))
            .layer(BearerAuthLayer::same_server(keys).replay_rejected())
            .layer(AuthErrorClassifier::new())
            .service(Router::new()),
    );
    Ok(())
}

fn is_service(_: impl Service<http::Request<Empty<bytes::Bytes>>>) {}
