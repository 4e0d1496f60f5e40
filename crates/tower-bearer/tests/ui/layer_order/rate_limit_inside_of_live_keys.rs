use std::time::Duration;

use axum::Router;
use http_body_util::Empty;
use tower::{Service, ServiceBuilder};
use tower_bearer::{ApiKey, AuthErrorClassifier, BearerAuthLayer, Keys};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let keys = Keys::fixed(ApiKey::new("sk_live_51Hx")?);
    is_service(
        ServiceBuilder::new()
            .layer(BearerAuthLayer::same_server(keys.clone()))
            .rate_limit(10, Duration::from_secs(1))
            .layer(AuthErrorClassifier::new())
            .service(Router::new()),
    );
    is_service(
        ServiceBuilder::new()
            .layer(BearerAuthLayer::same_server(keys))
            .layer(AuthErrorClassifier::new())
            .rate_limit(10, Duration::from_secs(1))
            .service(Router::new()),
    );
    Ok(())
}

fn is_service(_: impl Service<http::Request<Empty<bytes::Bytes>>>) {}
