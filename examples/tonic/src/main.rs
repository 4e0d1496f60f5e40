//! gRPC calls with a key that is rotated while the program runs: `cargo run -p tonic-example`.
//!
//! The server is in the same program, on loopback, and takes one key at a time. It serves gRPC's own health checks, for which tonic has
//! the generated code; a client of your service is made in the same way.

use std::{
    error::Error,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{
    Code, Request, Status,
    transport::{Channel, Server},
};
use tonic_bearer::{GrpcAuth, GrpcAuthLayer};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient, health_server::HealthServer};
use tower::Layer;
use tower_bearer::{ApiKey, AuthError, Keys, SourceError, source};

/// Where the service keeps the key of the day; in your program a file, a vault, the environment.
type Vault = Arc<Mutex<&'static str>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let (accepted, vault) = (Vault::new("sk_test_monday".into()), Vault::new("sk_test_monday".into()));
    let address = serve(Arc::clone(&accepted)).await?;

    // The four lines that a client needs.
    let source = Arc::clone(&vault);
    let keys = Keys::load(source::source_fn(move || load(Arc::clone(&source)))).await?;
    let channel = Channel::from_shared(format!("http://{address}"))?.connect().await?;
    let mut client = HealthClient::new(GrpcAuthLayer::new(keys).layer(channel));

    check(&mut client).await?;
    println!("monday's key: the call was answered");

    set(&vault, "sk_test_tuesday");
    set(&accepted, "sk_test_tuesday");
    check(&mut client).await?;
    println!("monday's key was revoked: the call was sent again with tuesday's, and answered");

    set(&accepted, "sk_test_wednesday");
    let Err(status) = check(&mut client).await else {
        return Err("a revoked key was taken".into());
    };
    let auth = AuthError::find(&status).ok_or("a refusal has an `AuthError` as its source")?;
    println!("tuesday's key was revoked, and there is none newer:");
    println!("  code  {:?}", status.code());
    println!("  error {auth}");
    println!("  hint  {}", auth.hint());
    if status.code() == Code::Unauthenticated && auth.is_key_rejected() {
        Ok(())
    } else {
        Err(status.into())
    }
}

async fn check(client: &mut HealthClient<GrpcAuth<Channel>>) -> Result<(), Status> {
    client.check(HealthCheckRequest::default()).await.map(|_| ())
}

async fn load(vault: Vault) -> Result<ApiKey, SourceError> {
    ApiKey::new(get(&vault)).map_err(SourceError::terminal)
}

/// A server that takes the key in `accepted`.
async fn serve(accepted: Vault) -> Result<SocketAddr, Box<dyn Error>> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    let service =
        tonic_health::server::HealthService::from_health_reporter(tonic_health::server::HealthReporter::new());
    let service = HealthServer::with_interceptor(service, move |request: Request<()>| {
        let sent = request.metadata().get("authorization");
        if sent.is_some_and(|value| *value == format!("Bearer {}", get(&accepted))) {
            return Ok(request);
        }
        Err(Status::unauthenticated("Invalid API key"))
    });
    let serving = Server::builder()
        .add_service(service)
        .serve_with_incoming(TcpListenerStream::new(listener));
    tokio::spawn(async move {
        if let Err(error) = serving.await {
            eprintln!("the server stopped: {error}");
        }
    });
    Ok(address)
}

fn get(vault: &Vault) -> &'static str {
    *vault.lock().unwrap_or_else(PoisonError::into_inner)
}

fn set(vault: &Vault, key: &'static str) {
    *vault.lock().unwrap_or_else(PoisonError::into_inner) = key;
}
