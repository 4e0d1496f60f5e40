//! What futures show at each of their states.

use std::{
    fmt::Debug,
    future::poll_fn,
    pin::pin,
    sync::atomic::{AtomicUsize, Ordering},
    task::Poll,
};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tokio::task::yield_now;
use tower::{Layer, Service, service_fn};
use tower_bearer::{
    ApiKey, AuthErrorClassifier, BearerAuthLayer, Credential, Error, Keys, SourceError, error::BoxError, source,
};

use super::values::{PROFILE, canary_line};
use crate::support::{answer, canary, example, get};

type Body = Full<Bytes>;

/// Of a live request that waits for its key, is refused with an echo, waits for a newer key, and is sent again.
pub(super) fn of_live() -> Vec<String> {
    in_each_state(&["waiting for a key", "calling", "refreshing"], || {
        let classified = AuthErrorClassifier::new().layer(refusing());
        BearerAuthLayer::new(rotating(), example())
            .replay_rejected()
            .layer(classified)
            .call(get("https://api.example.com/"))
    })
}

pub(super) fn of_strict() -> Vec<String> {
    let layer = BearerAuthLayer::new(canary().key(), example()).reject_other_origins();
    let sent = in_each_state(&["Calling"], || {
        layer
            .layer(AuthErrorClassifier::new().layer(refusing()))
            .call(get("https://api.example.com/"))
    });
    let refused = in_each_state(&["Refused"], || {
        layer
            .layer(AuthErrorClassifier::new().layer(refusing()))
            .call(get("https://elsewhere.example/"))
    });
    [sent, refused].concat()
}

pub(super) fn of_classifier() -> Vec<String> {
    let layer = BearerAuthLayer::new(canary().key(), example());
    in_each_state(&["calling"], || {
        layer
            .layer(AuthErrorClassifier::new().layer(refusing()))
            .call(get("https://api.example.com/"))
    })
}

pub(super) fn of_peeking() -> Vec<String> {
    let layer = BearerAuthLayer::new(canary().key(), example());
    let classifier = PROFILE.classifier().peek_bodies();
    in_each_state(&["calling"], || {
        layer
            .layer(classifier.layer(refusing()))
            .call(get("https://api.example.com/"))
    })
}

/// `Debug` before each poll and after the last, among which each of `states` is.
fn in_each_state<F, R>(states: &[&str], begin: impl FnOnce() -> F) -> Vec<String>
where
    F: Future<Output = Result<R, Error<BoxError>>> + Debug,
{
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    let shown = runtime.block_on(async {
        let (mut future, mut shown) = (pin!(begin()), Vec::new());
        poll_fn(|cx| {
            shown.push(format!("{future:?} {future:#?}"));
            match future.as_mut().poll(cx) {
                Poll::Ready(_) => Poll::Ready(()),
                Poll::Pending => Poll::Pending,
            }
        })
        .await;
        shown.push(format!("{future:?} {future:#?}"));
        shown
    });
    for state in states {
        assert!(shown.iter().any(|shown| shown.contains(state)), "{state}: {shown:#?}");
    }
    shown
}

/// A server that takes a moment and repeats the key in all that it says.
fn refusing() -> impl Service<Request<Body>, Response = Response<Body>, Error = BoxError, Future: Send> + Clone {
    service_fn(|_| async {
        yield_now().await;
        let line = canary_line();
        Ok(answer(401, &[(http::header::WWW_AUTHENTICATE, &line)], canary().text()))
    })
}

/// The canary, and then another key, each after a moment.
fn rotating() -> Keys {
    let loads = AtomicUsize::new(0);
    Keys::builder(source::source_fn(move || {
        let key = match loads.fetch_add(1, Ordering::Relaxed) {
            0 => canary().key(),
            _ => ApiKey::new("sk_other").unwrap(),
        };
        async {
            yield_now().await;
            Ok::<_, SourceError>(Credential::new(key))
        }
    }))
    .lazy()
}
