//! Our layers round any `tower` client.

use std::time::Duration;

use http::{Request, Response};
use tokio::time::timeout;
use tower::{Layer, Service, ServiceBuilder, ServiceExt, util::BoxCloneSyncService};
use tower_bearer::{Error, bearer_auth::Replay, error::BoxError};
use tower_bearer_testkit::conformance::{Auth, Body, Client, Setup};
use tower_http::follow_redirect::FollowRedirectLayer;

/// Which bodies of the suite are sent again.
#[derive(Clone)]
struct Whole;

type Boxed<B> = BoxCloneSyncService<Request<Body>, Response<B>, BoxError>;

/// Redirects outside, our layers, what logs, `client`.
pub(crate) fn client<S, B>(setup: &Setup, client: S) -> Client
where
    S: Service<Request<Body>, Response = Response<B>, Future: Send> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError> + Send,
    B: http_body::Body<Data: Send, Error: Into<BoxError>> + Send + 'static,
{
    let (tap, limit) = (setup.tap().clone(), setup.time_limit());
    let client = ServiceBuilder::new()
        .map_request(move |request: Request<Body>| {
            tap.see(request.headers(), request.extensions());
            request
        })
        .map_future(move |response| limited(limit, response))
        .map_err(Into::into)
        .service(client);
    let client = setup
        .auths()
        .iter()
        .fold(Boxed::new(client), |client, auth| with_auth(client, auth));
    match setup.follows_redirects() {
        true => Client::of_service(FollowRedirectLayer::new().layer(client)),
        false => Client::of_service(client),
    }
}

/// Waits no longer than `limit`, if there is one.
pub(crate) async fn limited<F, T, E>(limit: Option<Duration>, response: F) -> Result<T, BoxError>
where
    F: Future<Output = Result<T, E>>,
    E: Into<BoxError>,
{
    match limit {
        Some(limit) => timeout(limit, response).await?.map_err(Into::into),
        None => response.await.map_err(Into::into),
    }
}

fn with_auth<B>(client: Boxed<B>, auth: &Auth) -> Boxed<B>
where
    B: http_body::Body<Data: Send, Error: Into<BoxError>> + Send + 'static,
{
    let client = auth.classifier().layer(client);
    match (auth.fixed_key().cloned(), auth.is_strict(), auth.replays()) {
        (Some(key), false, _) => Boxed::new(auth.layer(key).layer(client).map_err(Error::into_boxed)),
        (Some(key), true, _) => Boxed::new(
            auth.layer(key)
                .reject_other_origins()
                .layer(client)
                .map_err(Error::into_boxed),
        ),
        (None, is_strict, replays) => {
            let layer = auth.layer(auth.keys().clone());
            let layer = if is_strict { layer.reject_other_origins() } else { layer };
            match replays {
                true => Boxed::new(
                    layer
                        .replay_rejected_with(Whole)
                        .layer(client)
                        .map_err(Error::into_boxed),
                ),
                false => Boxed::new(layer.layer(client).map_err(Error::into_boxed)),
            }
        }
    }
}

// ===== impl Whole =====

impl Replay<Body> for Whole {
    fn copy(&self, body: &Body) -> Option<Body> {
        body.try_clone()
    }
}
