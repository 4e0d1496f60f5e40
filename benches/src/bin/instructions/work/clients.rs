//! Whole clients, to see what the layers are beside one.

use std::hint::black_box;

use benches::{Body, BoxError, Case, KEY, PipeConnector, URL, expiring_keys, origins};
use http::{Request, Response, header};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use tower::{ServiceBuilder, ServiceExt};
use tower_bearer::{AuthErrorClassifier, BearerAuthLayer};
use tower_service::Service;

use super::{Section, Work};
use crate::counted::count;

const HYPER: &str = "hyper-util, no key";
const REQWEST: &str = "reqwest, a request built";

pub(super) fn all() -> Vec<Work> {
    vec![
        work(HYPER, |requests| send(requests, hyper())),
        work("hyper-util, header by hand", |requests| {
            let value = Case::key()?;
            let by_hand = move |mut request: Request<Body>| {
                request.headers_mut().insert(header::AUTHORIZATION, value.clone());
                request
            };
            send(requests, ServiceBuilder::new().map_request(by_hand).service(hyper()))
        }),
        work("hyper-util, live key and classifier", |requests| {
            let layer = BearerAuthLayer::new(expiring_keys()?, origins(1)?);
            let layers = ServiceBuilder::new().layer(layer).layer(AuthErrorClassifier::new());
            send(requests, layers.service(hyper()))
        }),
        work("hyper-util, everything on", |requests| {
            let layer = BearerAuthLayer::new(expiring_keys()?, origins(1)?).replay_rejected();
            let layers = ServiceBuilder::new().layer(layer).layer(AuthErrorClassifier::new());
            send(requests, layers.service(hyper()))
        }),
        work(REQWEST, |requests| build(requests, |request| request)),
        work("reqwest, with bearer_auth", |requests| {
            build(requests, |request| request.bearer_auth(KEY))
        }),
    ]
}

fn work(name: &str, run: fn(u32) -> Result<(), BoxError>) -> Work {
    Work {
        section: Section::Client,
        name: name.to_owned(),
        // What a layer adds is so little of it that it is held as a whole.
        baseline: None,
        rounds: 500,
        run: Box::new(run),
    }
}

fn hyper() -> Client<PipeConnector, Body> {
    Client::builder(TokioExecutor::new()).build(PipeConnector::default())
}

/// Client and server take turns on one thread.
fn send<S>(requests: u32, mut service: S) -> Result<(), BoxError>
where
    S: Service<Request<Body>, Response = Response<Incoming>, Error: Into<BoxError>>,
{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let key = Case::key()?;
    count(requests, &mut || {
        let request = black_box(Case::Bare.request(&key)?);
        runtime.block_on(async {
            let response = service.ready().await.map_err(Into::into)?.call(request);
            let response = response.await.map_err(Into::into)?;
            black_box(response.into_body().collect().await?);
            Ok(())
        })
    })
}

/// What reqwest does before anything is sent; `bearer_auth` is a method of its requests.
fn build(requests: u32, with: fn(reqwest::RequestBuilder) -> reqwest::RequestBuilder) -> Result<(), BoxError> {
    // Where another package of a build has reqwest's TLS, a client wants to know whose; it fails where it is known already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().build()?;
    count(requests, &mut || {
        let request = client
            .get(URL)
            .header(header::ACCEPT, "application/json")
            .header(header::USER_AGENT, "trakkr-rust/1.4");
        black_box(with(request).build()?);
        Ok(())
    })
}
