//! The client: what a program would have of this example.

use std::{io, time::Duration};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper_rustls::{ConfigBuilderExt, HttpsConnectorBuilder};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use tower::{ServiceBuilder, retry::RetryLayer, timeout::TimeoutLayer, util::BoxCloneSyncService};
use tower_bearer::{Keys, Origins, error::BoxError};
use tower_bearer_profiles::trakkr;
use tower_http::follow_redirect::FollowRedirectLayer;

use crate::retry::Transient;

/// Boxed, so that it has a name: an allocation a request.
pub(crate) type ApiClient = BoxCloneSyncService<Request<Full<Bytes>>, Response<Incoming>, BoxError>;

const TIMEOUT: Duration = Duration::from_secs(30);
const RETRIES: usize = 3;

/// A client that trusts `roots`, or what this machine trusts, and whose key goes to `origins` alone. For Trakkr itself:
/// `trakkr::API.layer(keys)`.
pub(crate) fn client(keys: Keys, origins: Origins, roots: Option<RootCertStore>) -> io::Result<ApiClient> {
    let config = ClientConfig::builder_with_provider(ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?;
    let config = match roots {
        Some(roots) => config.with_root_certificates(roots),
        None => config.with_native_roots()?,
    };
    let https = HttpsConnectorBuilder::new()
        .with_tls_config(config.with_no_client_auth())
        .https_only()
        .enable_http1()
        .build();
    Ok(BoxCloneSyncService::new(
        // The first is the outermost.
        ServiceBuilder::new()
            // One limit for all that follows, the wait for a key included.
            .layer(TimeoutLayer::new(TIMEOUT))
            // Each attempt gets the key that is current then.
            .layer(RetryLayer::new(Transient::new(RETRIES)))
            // Each hop is asked where it goes.
            .layer(FollowRedirectLayer::new())
            // The key; a rejected one is loaded anew, and the request sent again with it.
            .layer(trakkr::API.auth_layer_at(keys, origins).replay_rejected())
            // Refusals, as typed errors.
            .layer(trakkr::API.classifier())
            .service(Client::builder(TokioExecutor::new()).build(https)),
    ))
}
