//! Keys that are replaced while all who had them live on: handles, layers, services, tasks.

use std::{
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use http::{Extensions, HeaderMap, Request, Response, header};
use tokio::{
    task::yield_now,
    time::{advance, pause},
};
use tower::{Layer, Service, ServiceExt, service_fn};
use tower_bearer::{
    ApiKey, AuthErrorClassifier, AuthScheme, BearerAuthLayer, Credential, Keys, SourceError,
    adapter::Adapter,
    source::{KeySource, source_fn},
};

use crate::{
    canary,
    support::{Body, BoxError, alone, at_once, is_over, origins, refusal, request, server},
};

const LIFETIME: Duration = Duration::from_secs(100);

#[test]
fn a_key_that_was_set_anew_is_gone_with_the_last_request_that_had_it() {
    // B12, B58
    let name = "rotation::a_key_that_was_set_anew_is_gone_with_the_last_request_that_had_it";
    alone(name, async |memory| {
        let keys = Keys::fixed(canary::key());
        let scheme = AuthScheme::new("authorization", "Token ").unwrap();
        let layer = BearerAuthLayer::new(keys.clone(), origins()).scheme(scheme);
        let slow = service_fn(|request: Request<Body>| async move {
            yield_now().await;
            drop(request);
            Ok::<_, BoxError>(Response::<Body>::default())
        });
        let mut service = layer.clone().replay_rejected().layer(slow);
        let mut in_flight = Box::pin(service.call(request()));
        assert!(!is_over(in_flight.as_mut()));
        assert!(memory.copies() > 0);

        keys.set(new()).unwrap();
        assert!(memory.copies() > 0, "it is still in flight");
        in_flight.await.unwrap();
        assert_eq!(memory.copies(), 0, "all handles are there");
        service.call(request()).await.unwrap();
        drop((keys, layer, service));
    });
}

#[test]
fn a_key_that_was_rejected_is_gone_once_the_last_replay_has_ended() {
    // B33, B39, B58
    let name = "rotation::a_key_that_was_rejected_is_gone_once_the_last_replay_has_ended";
    alone(name, async |memory| {
        let keys = Keys::load(rotating()).await.unwrap();
        let service = BearerAuthLayer::new(keys.clone(), origins())
            .replay_rejected()
            .layer(AuthErrorClassifier::new().layer(server(judge)));
        assert_eq!(memory.copies(), 1);
        let mut storm: Vec<_> = (0..10).map(|_| Box::pin(service.clone().oneshot(request()))).collect();
        for request in &mut storm {
            assert!(!is_over(request.as_mut()), "it waits for the newer key");
        }
        assert_eq!(memory.copies(), 1);
        for request in storm {
            request.await.unwrap();
        }
        assert_eq!(memory.copies(), 0);
        assert_eq!(keys.key_id(), Some(new().id()));
        drop(service);
    });
}

#[test]
fn a_key_that_was_rejected_without_replay_is_gone_with_the_next_load() {
    // B37, B58
    let name = "rotation::a_key_that_was_rejected_without_replay_is_gone_with_the_next_load";
    alone(name, async |memory| {
        let keys = Keys::load(rotating()).await.unwrap();
        let service = BearerAuthLayer::new(keys, origins()).layer(AuthErrorClassifier::new().layer(server(judge)));
        let refusal = service.clone().oneshot(request()).await.unwrap_err();
        service.clone().oneshot(request()).await.unwrap();
        // The error is there, and knows the fingerprint alone.
        assert_eq!(memory.copies(), 0, "{refusal}");
    });
}

#[test]
fn a_key_that_has_expired_is_gone_with_the_next_load_whoever_drove_it() {
    // B23, B24, B58
    let name = "rotation::a_key_that_has_expired_is_gone_with_the_next_load_whoever_drove_it";
    alone(name, async |memory| {
        pause();
        for (past, spawns) in [(LIFETIME / 2, false), (LIFETIME * 2, false), (LIFETIME / 2, true)] {
            let keys = Keys::builder(rotating()).without_jitter().load().await.unwrap();
            if spawns {
                keys.spawn_refresh().unwrap();
                yield_now().await;
            }
            assert_eq!(memory.copies(), 1);
            advance(past).await;
            let service =
                BearerAuthLayer::new(keys.clone(), origins()).layer(AuthErrorClassifier::new().layer(server(judge)));
            // One to drive it, and one that was dropped on the way.
            let _ = is_over(pin!(service.clone().oneshot(request())));
            for _ in 0..20 {
                let _ = service.clone().oneshot(request()).await;
                yield_now().await;
            }
            assert_eq!(keys.key_id(), Some(new().id()));
            assert_eq!(memory.copies(), 0, "{past:?}, {spawns}");
        }
    });
}

#[test]
fn a_layer_of_one_key_takes_it_along_when_it_goes() {
    // B58: fixed, strict and live, and the services that they made.
    let name = "rotation::a_layer_of_one_key_takes_it_along_when_it_goes";
    alone(name, async |memory| {
        let classified = || AuthErrorClassifier::new().layer(server(judge));
        let fixed = BearerAuthLayer::new(canary::key(), origins());
        let mut service = fixed.layer(classified());
        drop(at_once(&mut service, request()).unwrap_err());
        assert_eq!(memory.copies(), 1);
        drop((fixed, service));
        assert_eq!(memory.copies(), 0);

        let strict = BearerAuthLayer::new(canary::key(), origins()).reject_other_origins();
        let mut service = strict.layer(classified());
        drop(at_once(&mut service, request()).unwrap_err());
        *service.get_mut() = classified();
        let elsewhere = Request::get("https://elsewhere.example/")
            .body(Body::default())
            .unwrap();
        let refused = at_once(&mut service, elsewhere).unwrap_err();
        drop((strict, service));
        assert_eq!(memory.copies(), 0, "{refused}");
    });
}

#[test]
fn an_adapter_keeps_no_key_that_was_replaced() {
    // B58: what reqwest-bearer is written with.
    let name = "rotation::an_adapter_keeps_no_key_that_was_replaced";
    alone(name, async |memory| {
        let keys = Keys::load(rotating()).await.unwrap();
        let adapter = Adapter::new(BearerAuthLayer::new(keys, origins()), AuthErrorClassifier::new());
        let (mut headers, mut extensions) = (HeaderMap::new(), Extensions::new());
        let uri = "https://api.example.com/".parse().unwrap();
        let mut attempt = adapter.authorize(&uri, &mut headers, &mut extensions).await.unwrap();
        let error = adapter.refuse(&attempt, refusal("no")).await;
        assert_eq!(memory.copies(), 1);
        headers.clear();
        assert!(adapter.replays(&mut attempt, &error, &mut headers).await);
        assert_eq!(headers[header::AUTHORIZATION], "Bearer sk_new");
        assert_eq!(memory.copies(), 0, "the attempt and the error are there");
    });
}

/// The canary first, and the new key from then on.
fn rotating() -> impl KeySource {
    let loads = Arc::new(AtomicU32::new(0));
    source_fn(
        move || -> Pin<Box<dyn Future<Output = Result<Credential, SourceError>> + Send>> {
            let key = match loads.fetch_add(1, Ordering::Relaxed) {
                0 => canary::key(),
                _ => new(),
            };
            Box::pin(async move {
                for _ in 0..16 {
                    yield_now().await;
                }
                Ok(Credential::new(key).expires_in(LIFETIME))
            })
        },
    )
}

fn new() -> ApiKey {
    ApiKey::new("sk_new").unwrap()
}

/// Takes the new key alone.
fn judge(request: &Request<Body>) -> Response<Body> {
    match request.headers().get(header::AUTHORIZATION) {
        Some(value) if value == "Bearer sk_new" => Response::default(),
        _ => refusal(r#"{"error":"Invalid API key"}"#),
    }
}
