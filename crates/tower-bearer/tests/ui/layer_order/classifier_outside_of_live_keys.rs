use axum::Router;
use http_body_util::Empty;
use tower::{Service, ServiceBuilder};
use tower_bearer::{ApiKey, AuthErrorClassifier, BearerAuthLayer, Keys};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let keys = Keys::fixed(ApiKey::new("sk_live_51Hx")?);
    is_service(
        ServiceBuilder::new()
            .layer(AuthErrorClassifier::new())
            .layer(BearerAuthLayer::same_server(keys))
            .service(Router::new()),
    );
    Ok(())
}

fn is_service(_: impl Service<http::Request<Empty<bytes::Bytes>>>) {}
