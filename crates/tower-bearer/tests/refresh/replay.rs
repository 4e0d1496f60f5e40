//! A request whose key was rejected is sent once more, with a newer one.

mod recorder;

use http::{HeaderValue, Method, Request, Response, StatusCode, Uri, Version};
use tower::{Layer as _, Service as _, ServiceExt as _};
use tower_bearer::{AuthErrorClassifier, AuthErrorKind, Keys, bearer_auth::Replay};
use tower_bearer_testkit::TestSource;

use self::recorder::{Recorder, Tag};
use crate::support::{
    Body, Server, builder, call, down, key, layer, load, number, once, poll_once, refusal, request, sent_at_once, stack,
};

#[tokio::test(start_paused = true)]
async fn a_401_and_then_a_200_is_one_refresh_and_one_replay_and_the_caller_sees_the_200() {
    // B33
    let (server, source) = (Server::taking([2]), TestSource::new(key(1)));
    let stack = stack(&load(&source).await, &server);
    source.give(key(2));
    let response = call(&stack).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!((source.loads(), server.sent()), (2, vec![Some(1), Some(2)]));
}

#[tokio::test(start_paused = true)]
async fn two_401s_are_two_sends_and_the_second_refusal_comes_back_with_both_keys() {
    // B34
    let (server, source) = (Server::taking([]), TestSource::new(key(1)));
    let stack = stack(&load(&source).await, &server);
    source.give(key(2));
    let error = refusal(call(&stack).await);
    assert_eq!(error.key_id(), Some(key(2).id()));
    assert_eq!(error.attempts().collect::<Vec<_>>(), [key(1).id(), key(2).id()]);
    assert!(error.refresh_failure().is_none());
    assert_eq!((source.loads(), server.sent()), (2, vec![Some(1), Some(2)]));
}

#[tokio::test(start_paused = true)]
async fn a_replay_that_is_refused_for_another_reason_names_both_keys_too() {
    // B34
    let (server, source) = (Server::taking([]), TestSource::new(key(1)));
    let stack = stack(&load(&source).await, &server);
    source.give(key(2));
    source.hold();
    let waiting = tokio::spawn(call(&stack));
    source.begun(2).await;
    server.refuse_with(StatusCode::FORBIDDEN, "");
    source.release();
    let error = refusal(waiting.await.unwrap());
    assert_eq!(error.kind(), AuthErrorKind::Forbidden);
    assert_eq!(error.attempts().collect::<Vec<_>>(), [key(1).id(), key(2).id()]);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_not_replayable_is_sent_once_and_the_key_is_refreshed_for_the_next_request() {
    // B37
    #[derive(Clone)]
    struct Never;

    impl Replay<Body> for Never {
        fn copy(&self, _: &Body) -> Option<Body> {
            None
        }
    }

    let (server, source) = (Server::taking([2]), TestSource::new(key(1)));
    let keys = load(&source).await;
    source.give(key(2));
    let stack = layer(&keys)
        .replay_rejected_with(Never)
        .layer(AuthErrorClassifier::new().layer(server.clone()));
    assert!(refusal(call(&stack).await).is_key_rejected());
    assert_eq!(server.sent(), [Some(1)]);
    assert!(call(&stack).await.is_ok());
    assert_eq!((source.loads(), server.sent()), (2, vec![Some(1), Some(2)]));
}

#[tokio::test(start_paused = true)]
async fn without_replay_a_rejection_is_returned_and_the_next_request_waits_for_the_newer_key() {
    // B37
    let (server, source) = (Server::taking([2]), TestSource::new(key(1)));
    let keys = load(&source).await;
    let once = once(&keys, &server);
    source.give(key(2));
    source.hold();
    let error = refusal(call(&once).await);
    assert_eq!(error.attempts().collect::<Vec<_>>(), [key(1).id()]);
    assert_eq!(sent_at_once(&keys), None);
    source.release();
    assert!(call(&once).await.is_ok());
    assert_eq!((source.loads(), server.sent()), (2, vec![Some(1), Some(2)]));
}

#[tokio::test(start_paused = true)]
async fn the_replayed_request_is_identical_but_for_the_key() {
    // B38: also where the first had to wait for a key.
    for is_cold in [false, true] {
        let source = TestSource::new(key(1));
        let recorder = Recorder::new(&source);
        let keys = begun(&source, is_cold).await;
        let stack = layer(&keys)
            .replay_rejected()
            .layer(AuthErrorClassifier::new().layer(recorder.clone()));
        let mut request = Request::new(Body::from("the whole body"));
        *request.method_mut() = Method::PATCH;
        *request.uri_mut() = Uri::from_static("https://api.example.com/v1/items?page=2");
        *request.version_mut() = Version::HTTP_2;
        request.headers_mut().append("x-list", HeaderValue::from_static("a"));
        request.headers_mut().append("x-list", HeaderValue::from_static("b"));
        request.extensions_mut().insert(Tag("kept"));
        let _ = refusal(stack.oneshot(request).await);

        let [first, second] = &recorder.seen()[..] else {
            panic!("it was not sent twice")
        };
        assert_eq!((first.number, second.number), (Some(1), Some(2)));
        assert_eq!(first.rest(), second.rest());
        assert_eq!(
            (&first.body[..], first.tag),
            (&b"the whole body"[..], Some(Tag("kept")))
        );
        assert_eq!((&first.head.0, first.head.2), (&Method::PATCH, Version::HTTP_2));
        assert_eq!(second.headers.get_all("x-list").iter().count(), 2);
        assert_eq!(second.headers.get_all("authorization").iter().count(), 1);
        assert!(second.headers["authorization"].is_sensitive());
    }
}

#[tokio::test(start_paused = true)]
async fn a_refresh_that_brings_the_same_key_gives_the_original_refusal_with_its_body_and_no_replay() {
    // B41
    let (server, source) = (Server::taking([]), TestSource::new(key(1)));
    let stack = stack(&load(&source).await, &server);
    let error = refusal(call(&stack).await);
    assert!(error.refresh_failure().is_none());
    assert_eq!(error.attempts().collect::<Vec<_>>(), [key(1).id()]);
    assert_eq!(error.into_response().unwrap().body(), r#"{"error":"Invalid API key"}"#);
    assert_eq!((source.loads(), server.sent()), (2, vec![Some(1)]));
}

type Order = fn(&TestSource);

#[tokio::test(start_paused = true)]
async fn a_refresh_that_fails_gives_the_original_refusal_with_its_body_and_the_failure() {
    // B41: by failing, by a panic, by not answering.
    let orders: [(Order, &str); 3] = [
        (|source| source.fail(down()), "failed for now"),
        (TestSource::panic, "panicked"),
        (TestSource::hang, "did not answer in time"),
    ];
    for (order, said) in orders {
        let (server, source) = (Server::taking([]), TestSource::new(key(1)));
        let stack = stack(&load(&source).await, &server);
        order(&source);
        let error = refusal(call(&stack).await);
        assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED));
        assert!(error.refresh_failure().unwrap().to_string().contains(said), "{error:?}");
        assert!(std::error::Error::source(&error).unwrap().to_string().contains(said));
        assert_eq!(error.into_response().unwrap().body(), r#"{"error":"Invalid API key"}"#);
        assert_eq!((source.loads(), server.sent()), (2, vec![Some(1)]));
    }
}

#[tokio::test(start_paused = true)]
async fn poll_ready_is_asked_again_before_a_replay_on_the_instance_that_is_then_called() {
    // B43: also where the first had to wait for a key. The recorder panics when it is called unready.
    for is_cold in [false, true] {
        let source = TestSource::new(key(1));
        let recorder = Recorder::new(&source);
        let keys = begun(&source, is_cold).await;
        let mut stack = layer(&keys)
            .replay_rejected()
            .layer(AuthErrorClassifier::new().layer(recorder.clone()));
        let _ = refusal(stack.ready().await.unwrap().call(request()).await);
        let [first, second] = &recorder.seen()[..] else {
            panic!("it was not sent twice")
        };
        assert_eq!(first.instance, second.instance);
        // The instance that stayed here is not one that was ready before.
        let _ = refusal(stack.ready().await.unwrap().call(request()).await);
    }
}

#[tokio::test(start_paused = true)]
async fn a_replay_waits_for_a_service_that_is_not_ready_and_returns_its_failure() {
    // B43
    let (inner, mut handle) = tower_test::mock::pair::<Request<Body>, Response<Body>>();
    let source = TestSource::new(key(1));
    let keys = load(&source).await;
    source.give(key(2));
    let inner = AuthErrorClassifier::new().layer(inner);
    let inner = tower::ServiceBuilder::new()
        .map_err(|error: tower_bearer::Error<_>| error.into_boxed())
        .service(inner);
    let stack = layer(&keys).replay_rejected().layer(inner);
    handle.allow(1);
    let mut call = Box::pin(stack.oneshot(request()));
    assert!(poll_once(call.as_mut()).is_pending());
    let (first, send) = handle.next_request().await.unwrap();
    assert_eq!(number(&first), Some(1));
    let mut unauthorized = Response::new(Body::from(""));
    *unauthorized.status_mut() = StatusCode::UNAUTHORIZED;
    send.send_response(unauthorized);
    assert!(poll_once(call.as_mut()).is_pending(), "the service is not ready");
    handle.send_error("it is closed");
    let error = call.await.unwrap_err();
    assert!(format!("{error:?}").contains("closed"), "{error:?}");
}

/// Keys that have their first, or have none yet and a load that is held until somebody waits for it.
async fn begun(source: &TestSource, is_cold: bool) -> Keys {
    if !is_cold {
        return load(source).await;
    }
    source.hold();
    let source_to_come = source.clone();
    tokio::spawn(async move {
        source_to_come.begun(1).await;
        source_to_come.release();
    });
    builder(source).lazy()
}
