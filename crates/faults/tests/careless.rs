//! What the run says of a client that keeps no rule.

use std::{
    future::pending,
    mem,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

use faults::{Invariant, Plan};
use http::{HeaderValue, Request, header};
use hyper_util::{client::legacy, rt::TokioExecutor};
use tower::{ServiceBuilder, ServiceExt};
use tower_bearer::{AuthError, BearerAuthLayer, Error, error::BoxError};
use tower_bearer_testkit::conformance::{Body, Client, FrontEnd, Setup};
use tower_http::follow_redirect::FollowRedirectLayer;

/// Sends its key anywhere, now and then another one, and five times where it is refused; leaves a task behind for some requests, and
/// a handle to the keys for each client.
struct Careless;

#[test]
fn a_client_that_keeps_no_rule_is_seen_through() {
    let plan = Plan {
        patience: Duration::from_secs(3),
        ..Plan::new(1, Duration::from_secs(2))
    };
    let [summary] = &faults::run(&[&Careless], plan).unwrap()[..] else {
        panic!("one front end has one summary")
    };
    for invariant in [
        Invariant::Ends,
        Invariant::Origin,
        Invariant::Given,
        Invariant::Sent,
        Invariant::Left,
    ] {
        let is_found = summary.violations.iter().any(|found| found.invariant == invariant);
        assert!(is_found, "{invariant:?} is not in {:?}", summary.violations);
    }
}

impl FrontEnd for Careless {
    fn name(&self) -> &str {
        "careless"
    }

    fn client(&self, setup: &Setup) -> Result<Client, BoxError> {
        let auth = &setup.auths()[0];
        mem::forget(auth.keys().clone());
        let mangle = |mut request: Request<Body>| {
            static SENT: AtomicU64 = AtomicU64::new(0);
            if SENT.fetch_add(1, Relaxed) % 50 == 49 {
                let other = HeaderValue::from_static("Bearer sk_live_51Hx");
                request.headers_mut().insert(header::AUTHORIZATION, other);
            }
            request
        };
        let service = ServiceBuilder::new()
            .layer(FollowRedirectLayer::new())
            .map_err(Error::into_boxed)
            .layer(BearerAuthLayer::dangerous_any_origin(auth.keys().clone()))
            .layer(auth.classifier())
            .map_request(mangle)
            .service(legacy::Client::builder(TokioExecutor::new()).build::<_, Body>(setup.names().clone()));
        Ok(Client::new(move |request: Request<Body>| {
            let service = service.clone();
            async move {
                tokio::spawn(pending::<()>());
                let (method, uri) = (request.method().clone(), request.uri().clone());
                let mut outcome = service.clone().oneshot(request).await;
                for _ in 1..5 {
                    match &outcome {
                        Err(error) if AuthError::find(&**error).is_some() => {}
                        _ => break,
                    }
                    let again = Request::builder().method(&method).uri(&uri).body(Body::default())?;
                    outcome = service.clone().oneshot(again).await;
                }
                outcome
            }
        }))
    }
}
