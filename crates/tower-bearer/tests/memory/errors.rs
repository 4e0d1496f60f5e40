//! Refusals: what an error holds of the key that was sent, and what is left of an echo.

use std::convert::Infallible;

use bytes::Bytes;
use futures_util::stream;
use http::{HeaderValue, Request, Response, header};
use http_body::Frame;
use http_body_util::StreamBody;
use tower::{Layer, ServiceExt, service_fn};
use tower_bearer::{AuthError, AuthErrorClassifier, BearerAuthLayer, Error, Keys, SourceError, source::source_fn};

use crate::{
    canary,
    support::{Body, BoxError, alone, origins, refusal, request, server},
};

#[test]
fn the_error_of_a_refusal_holds_no_key() {
    // B58
    let name = "errors::the_error_of_a_refusal_holds_no_key";
    alone(name, async |memory| {
        let error = refused(|| refusal(r#"{"error":"Invalid API key"}"#)).await;
        assert_eq!(error.key_id(), Some(canary::key().id()));
        assert_eq!(memory.copies(), 0, "{error:?} {}", error.hint());
    });
}

#[test]
fn the_error_of_a_refresh_that_failed_holds_no_key() {
    // B41, B58
    let name = "errors::the_error_of_a_refresh_that_failed_holds_no_key";
    alone(name, async |memory| {
        let loads = std::sync::atomic::AtomicU32::new(0);
        let source = source_fn(move || {
            let is_first = loads.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0;
            async move {
                if is_first {
                    Ok(canary::key())
                } else {
                    Err(SourceError::terminal("the vault is sealed"))
                }
            }
        });
        let keys = Keys::load(source).await.unwrap();
        let service = BearerAuthLayer::new(keys, origins())
            .replay_rejected()
            .layer(AuthErrorClassifier::new().layer(server(|_| refusal("no"))));
        let error = service.oneshot(request()).await.unwrap_err().into_auth().unwrap();
        assert!(error.refresh_failure().is_some());
        assert_eq!(memory.copies(), 0, "{error:?}");
    });
}

#[test]
fn an_echo_of_the_key_is_in_the_response_alone_and_goes_with_the_error() {
    // B57, B58: the body that the server sent is the test's, and wiped.
    let name = "errors::an_echo_of_the_key_is_in_the_response_alone_and_goes_with_the_error";
    alone(name, async |memory| {
        for (before, after) in [
            ("", ""),
            (r#"{"error":"Invalid API key: "#, r#""}"#),
            (
                r#"{"error":{"code":"invalid_api_key","message":"unknown key '"#,
                r#"'"}}"#,
            ),
            (r#"{""#, r#"":"is no key"}"#),
            ("<html><title>401</title><p>the key <b>", "</b> is unknown</p>"),
            ("<Error><Code>InvalidKey</Code><Key>", "</Key></Error>"),
        ] {
            let error = refused(|| refusal(wiped(before, after))).await;
            assert_eq!(memory.copies(), 1, "{before}");
            assert!(!format!("{error:?} {error} {}", error.hint()).contains(&**canary::text()));
            let response = error.into_response().unwrap();
            assert_eq!(memory.copies(), 1, "{before}");
            drop(response);
            assert_eq!(memory.copies(), 0, "{before}");
        }
    });
}

#[test]
fn an_echo_that_comes_in_frames_or_is_cut_leaves_no_copy() {
    // B52, B58: what has been read moves to more room when more comes.
    let name = "errors::an_echo_that_comes_in_frames_or_is_cut_leaves_no_copy";
    alone(name, async |memory| {
        let filler = "filler ".repeat(3000);
        let frames = |frames: Vec<Bytes>| {
            let frames = frames.into_iter().map(|frame| Ok::<_, Infallible>(Frame::data(frame)));
            let (parts, _) = refusal("").into_parts();
            Response::from_parts(parts, StreamBody::new(stream::iter(frames)))
        };
        let rest = || (0..10).map(|_| Bytes::from(filler.clone())).collect::<Vec<_>>();
        for before in [0, 1, 2] {
            let service = service_fn(async |_: Request<Body>| {
                let mut all = rest();
                all.insert(before, wiped(": ", " "));
                Ok::<_, BoxError>(frames(all))
            });
            let layer = BearerAuthLayer::new(canary::key(), origins());
            let service = layer.layer(AuthErrorClassifier::new().layer(service));
            let error = service
                .oneshot(request())
                .await
                .map(drop)
                .unwrap_err()
                .into_auth()
                .unwrap();
            drop(layer);
            assert!(error.is_body_cut());
            assert_eq!(memory.copies(), 1, "{before}");
            drop(error);
            assert_eq!(memory.copies(), 0, "{before}");
        }
    });
}

#[test]
fn an_echo_in_a_challenge_or_another_header_leaves_no_copy_of_ours() {
    // B57, B58: the value that the server sent is the test's.
    let name = "errors::an_echo_in_a_challenge_or_another_header_leaves_no_copy_of_ours";
    alone(name, async |memory| {
        for (header, before, after) in [
            (
                header::WWW_AUTHENTICATE,
                "Bearer error=\"invalid_token\", error_description=\"",
                "\"",
            ),
            (header::WWW_AUTHENTICATE, "Bearer realm=", ""),
            (header::WWW_AUTHENTICATE, "Bearer ", ""),
            (header::WWW_AUTHENTICATE, "Bearer realm=\"", ""),
            (header::RETRY_AFTER, "", ""),
            ("x-request-id".parse().unwrap(), "", ""),
        ] {
            let error = refused(|| {
                let mut response = refusal("no");
                let value = HeaderValue::from_maybe_shared(wiped(before, after)).unwrap();
                response.headers_mut().insert(header.clone(), value);
                response
            })
            .await;
            assert_eq!(memory.copies(), 1, "{before}");
            drop(error);
            assert_eq!(memory.copies(), 0, "{before}");
        }
    });
}

/// The error for a request with the canary. Nothing else that knew it is left.
async fn refused(answer: impl Fn() -> Response<Body> + Clone + Send) -> AuthError {
    let service = BearerAuthLayer::new(canary::key(), origins())
        .layer(AuthErrorClassifier::new().layer(server(move |_| answer())));
    service
        .oneshot(request())
        .await
        .map(drop)
        .map_err(Error::into_auth)
        .unwrap_err()
        .unwrap()
}

fn wiped(before: &str, after: &str) -> Bytes {
    Bytes::from_owner(canary::within(before, after))
}
