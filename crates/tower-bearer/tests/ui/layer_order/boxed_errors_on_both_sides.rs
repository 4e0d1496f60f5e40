use std::time::Duration;

use axum::Router;
use http_body_util::Empty;
use tower::{Service, ServiceBuilder, timeout::TimeoutLayer};
use tower_bearer::{ApiKey, AuthErrorClassifier, BearerAuthLayer};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    is_service(
        ServiceBuilder::new()
            .layer(TimeoutLayer::new(Duration::from_secs(30)))
            .layer(BearerAuthLayer::same_server(ApiKey::new("sk_live_51Hx")?))
            .layer(AuthErrorClassifier::new())
            .layer(TimeoutLayer::new(Duration::from_secs(1)))
            .service(Router::new()),
    );
    Ok(())
}

fn is_service(_: impl Service<http::Request<Empty<bytes::Bytes>>>) {}
