use tower::{Layer, Service, service_fn};
use tower_bearer::{ApiKey, BearerAuthLayer, Keys, Origins};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let keys = Keys::fixed(ApiKey::new("sk_live_51Hx")?);
    let layer = BearerAuthLayer::new(keys, Origins::new(["https://api.example.com"])?);
    is_service(layer.layer(service_fn(send)));
    Ok(())
}

async fn send(_: http::Request<()>) -> Result<http::Response<()>, std::io::Error> {
    Ok(http::Response::new(()))
}

fn is_service(_: impl Service<http::Request<()>>) {}
