use std::time::Duration;

use http::StatusCode;
use http_body_util::Empty;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use tower::{Service, ServiceBuilder};
use tower_bearer::{ApiKey, AuthErrorClassifier, BearerAuthLayer, Keys};
use tower_http::timeout::TimeoutLayer;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let keys = Keys::fixed(ApiKey::new("sk_live_51Hx")?);
    is_service(
        ServiceBuilder::new()
            .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, Duration::from_secs(30)))
            .layer(BearerAuthLayer::same_server(keys))
            .layer(AuthErrorClassifier::new())
            .service(Client::builder(TokioExecutor::new()).build_http()),
    );
    Ok(())
}

fn is_service(_: impl Service<http::Request<Empty<bytes::Bytes>>>) {}
