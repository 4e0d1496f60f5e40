use tower_bearer::{BearerAuthLayer, Origins};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let origins = Origins::new(["https://api.example.com"])?;
    let _ = BearerAuthLayer::new("sk_live_51Hx", origins);
    Ok(())
}
