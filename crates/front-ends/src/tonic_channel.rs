//! gRPC, through a tonic `Channel`: with `tonic-bearer`, which has the layers in their order, and makes a `Status` of their errors.
//!
//! ```no_run
//! use tonic::transport::Channel;
//! use tonic_bearer::GrpcAuthLayer;
//! use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};
//! use tower::Layer;
//! use tower_bearer::{AuthError, Keys};
//!
//! # async fn run(keys: Keys) -> Result<(), Box<dyn std::error::Error>> {
//! let channel = Channel::from_static("https://grpc.example.com").connect().await?;
//! let mut client = HealthClient::new(GrpcAuthLayer::new(keys).layer(channel));
//!
//! match client.check(HealthCheckRequest::default()).await {
//!     Ok(response) => println!("{:?}", response.into_inner().status()),
//!     Err(status) => match AuthError::find(&status) {
//!         Some(error) => eprintln!("{}: {error}\n{}", status.code(), error.hint()),
//!         None => return Err(status.into()),
//!     },
//! }
//! # Ok(()) }
//! ```
//!
//! A `Channel` has one server, and puts its name into all calls. Where the clients name theirs (`with_origin`) and a service inside picks the
//! `Channel`, the layer is `GrpcAuthLayer::with(BearerAuthLayer::new(keys, origins), AuthErrorClassifier::new())`: so the suite has it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use http::{Request, Response, Uri};
use hyper_rustls::HttpsConnectorBuilder;
use tonic::{
    Status,
    body::Body,
    transport::{Channel, Endpoint},
};
use tonic_bearer::{GrpcAuthLayer, StatusLayer};
use tower::{Layer, ServiceBuilder, ServiceExt, service_fn, util::BoxCloneSyncService};
use tower_bearer::error::BoxError;
use tower_bearer_testkit::conformance::{Auth, Body as SuiteBody, Cannot, Client, FrontEnd, Setup, Transport};
use tower_http::follow_redirect::FollowRedirectLayer;

use crate::{layers::limited, tls};

/// tonic, with `tonic-bearer`.
#[derive(Clone, Copy, Debug)]
pub struct TonicChannel;

/// A `Channel` for each server that a call names.
struct Channels {
    by_origin: Mutex<HashMap<String, Channel>>,
    tls: rustls::ClientConfig,
    setup: Setup,
}

type Boxed = BoxCloneSyncService<Request<Body>, Response<Body>, Status>;

// ===== impl TonicChannel =====

impl FrontEnd for TonicChannel {
    fn name(&self) -> &str {
        "tonic"
    }

    fn client(&self, setup: &Setup) -> Result<Client, BoxError> {
        let channels = Arc::new(Channels {
            by_origin: Mutex::default(),
            tls: tls::config(setup)?,
            setup: setup.clone(),
        });
        let (tap, limit) = (setup.tap().clone(), setup.time_limit());
        let client = service_fn(move |request: Request<Body>| {
            tap.see(request.headers(), request.extensions());
            let channel = channels.to(request.uri());
            async move { limited(limit, channel?.oneshot(request)).await }
        });
        let client = Boxed::new(client.map_err(Status::from_error));
        let client = setup.auths().iter().fold(client, with_auth);
        Ok(match setup.follows_redirects() {
            true => of_suite(FollowRedirectLayer::new().layer(client)),
            false => of_suite(client),
        })
    }

    fn transport(&self) -> Transport {
        Transport::Tls
    }

    fn cannot(&self) -> Vec<Cannot> {
        vec![Cannot::new(
            "B37",
            "tonic-bearer records what is sent, and so sends a stream again too; longer ones than its limit are sent once",
        )]
    }
}

fn with_auth(client: Boxed, auth: &Auth) -> Boxed {
    let layer = auth.layer(auth.keys().clone());
    let layer = match auth.is_strict() {
        true => layer.reject_other_origins(),
        false => layer,
    };
    match auth.replays() {
        true => Boxed::new(GrpcAuthLayer::with(layer, auth.classifier()).layer(client)),
        false => {
            let stack = ServiceBuilder::new()
                .layer(StatusLayer::new())
                .layer(layer)
                .layer(auth.classifier());
            Boxed::new(stack.service(client))
        }
    }
}

fn of_suite<S, B>(client: S) -> Client
where
    S: tower::Service<Request<Body>, Response = Response<B>, Error = Status, Future: Send>
        + Clone
        + Send
        + Sync
        + 'static,
    B: http_body::Body<Data: Send, Error: Into<BoxError>> + Send + 'static,
{
    Client::of_service(client.map_request(|request: Request<SuiteBody>| request.map(Body::new)))
}

// ===== impl Channels =====

impl Channels {
    fn to(&self, uri: &Uri) -> Result<Channel, BoxError> {
        let (scheme, authority) = uri.scheme().zip(uri.authority()).ok_or("a call names no server")?;
        let origin = format!("{scheme}://{authority}");
        let mut channels = self.by_origin.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(channel) = channels.get(&origin) {
            return Ok(channel.clone());
        }
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(self.tls.clone())
            .https_or_http()
            .enable_http2()
            .wrap_connector(self.setup.names().clone());
        let channel = Endpoint::from_shared(origin.clone())?.connect_with_connector_lazy(connector);
        channels.insert(origin, channel.clone());
        Ok(channel)
    }
}
