//! One type for whatever is inside of a client.

use std::io;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::{BodyExt, Full, combinators::UnsyncBoxBody};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use tower::{Service, ServiceBuilder, util::BoxCloneSyncService};
use tower_bearer::{Error, Keys, Origins, error::BoxError};
use tower_bearer_profiles::trakkr;

/// Boxed: an allocation a request, and no type parameter in the SDK's own types.
pub(crate) type Transport = BoxCloneSyncService<Request<Full<Bytes>>, Response<ResponseBody>, BoxError>;
type ResponseBody = UnsyncBoxBody<Bytes, BoxError>;

/// hyper's client, with the certificates that this machine trusts. Plain http is for a server on this machine: no other `http` URL gets
/// past [`Builder`](crate::Builder).
pub(crate) fn https() -> io::Result<Client<HttpsConnector<HttpConnector>, Full<Bytes>>> {
    let connector = HttpsConnectorBuilder::new()
        .with_native_roots()?
        .https_or_http()
        .enable_http1()
        .build();
    Ok(Client::builder(TokioExecutor::new()).build(connector))
}

/// `client` with all that a call needs.
pub(crate) fn authenticated<S, B>(client: S, keys: Keys, origins: Origins) -> Transport
where
    S: Service<Request<Full<Bytes>>, Response = Response<B>> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError> + Send + 'static,
    S::Future: Send + 'static,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    let stack = ServiceBuilder::new()
        // An `AuthError` as it is, or the client's own error: the SDK tells them apart again.
        .map_err(Error::into_boxed)
        .layer(trakkr::API.auth_layer_at(keys, origins).replay_rejected())
        .layer(trakkr::API.classifier())
        .map_response(|response: Response<B>| response.map(|body| body.map_err(Into::into).boxed_unsync()))
        .service(client);
    BoxCloneSyncService::new(stack)
}
