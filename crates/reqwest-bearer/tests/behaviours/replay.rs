use std::sync::Arc;

use futures_util::stream;
use http::StatusCode;
use tower_bearer::{ApiKey, Keys, source::SourceError};
use tower_bearer_testkit::{Answer, TestApi, TestSource};

use crate::support::{BRANDS, api, build, builder, find, received};

#[tokio::test]
async fn a_rejected_key_is_refreshed_and_the_request_replayed_with_the_same_body() {
    // B33, B38
    let (api, source, keys, old) = rotating().await;
    api.set_answer("/orders", Answer::new(StatusCode::CREATED).behind_auth());
    let client = build(builder(&api, keys).replay_rejected());
    let new = rotate(&api, &source, &old);
    let request = client
        .post(api.url("/orders"))
        .header("x-order", "7")
        .body("two brands");
    assert_eq!(request.send().await.unwrap().status(), StatusCode::CREATED);
    assert_eq!(received(&api), [[old.id()], [new.id()]]);
    for received in api.journal() {
        assert_eq!(received.method(), http::Method::POST);
        assert_eq!(received.headers()["x-order"], "7");
        assert_eq!(&received.body()[..], b"two brands");
    }
    assert_eq!(source.loads(), 2);
}

#[tokio::test]
async fn a_request_is_never_sent_a_third_time() {
    // B34
    let (api, source, keys, old) = rotating().await;
    let client = build(builder(&api, keys).replay_rejected());
    let new = rotate(&api, &source, &old);
    api.revoke(&new);
    let error = client.get(api.url(BRANDS)).send().await.unwrap_err();
    assert_eq!(find(&error).attempts().collect::<Vec<_>>(), [old.id(), new.id()]);
    assert_eq!(received(&api).len(), 2);
}

#[tokio::test]
async fn a_stream_is_sent_once_and_the_key_refreshed_for_the_next_request() {
    // B37
    let (api, source, keys, old) = rotating().await;
    api.set_answer("/orders", Answer::new(StatusCode::CREATED).behind_auth());
    let client = build(builder(&api, keys).replay_rejected());
    let new = rotate(&api, &source, &old);
    let parts = stream::iter([Ok::<_, std::io::Error>("two "), Ok("brands")]);
    let request = client.post(api.url("/orders")).body(reqwest::Body::wrap_stream(parts));
    let error = request.send().await.unwrap_err();
    assert_eq!(find(&error).key_id(), Some(old.id()));
    assert_eq!(&api.journal()[0].body()[..], b"two brands");
    client.get(api.url(BRANDS)).send().await.unwrap();
    assert_eq!(received(&api), [[old.id()], [new.id()]]);
}

#[tokio::test]
async fn where_the_refresh_fails_the_refusal_comes_back_with_the_reason() {
    // B41
    let (api, source, keys, old) = rotating().await;
    let client = build(builder(&api, keys).replay_rejected());
    rotate(&api, &source, &old);
    source.fail(SourceError::transient("the vault is sealed"));
    let error = client.get(api.url(BRANDS)).send().await.unwrap_err();
    let failure = find(&error).refresh_failure().unwrap();
    assert_eq!(failure.source().unwrap().to_string(), "the vault is sealed");
    assert_eq!(received(&api).len(), 1);
}

#[tokio::test]
async fn no_request_fails_while_keys_rotate() {
    // B44
    let (api, source, keys, mut old) = rotating().await;
    let client = Arc::new(build(builder(&api, keys).replay_rejected()));
    for _ in 0..25 {
        let new = api.issue();
        source.give(new.clone());
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..200 {
            if number == 100 {
                api.revoke(&old);
            }
            let (client, url) = (Arc::clone(&client), api.url(BRANDS));
            tasks.spawn(async move { client.get(url).send().await.map(|response| response.status()) });
        }
        while let Some(result) = tasks.join_next().await {
            assert_eq!(result.unwrap().unwrap(), StatusCode::OK);
        }
        // The next rotation comes once the server has taken the new key.
        assert_eq!(
            client.get(api.url(BRANDS)).send().await.unwrap().status(),
            StatusCode::OK
        );
        assert_eq!(received(&api).last().unwrap(), &[new.id()]);
        old = new;
    }
}

async fn rotating() -> (TestApi, TestSource, Keys, ApiKey) {
    let api = api().await;
    let old = api.issue();
    let source = TestSource::new(old.clone());
    let keys = Keys::builder(source.clone()).without_jitter().load().await.unwrap();
    (api, source, keys, old)
}

/// The next key is published, and the first one revoked.
fn rotate(api: &TestApi, source: &TestSource, old: &ApiKey) -> ApiKey {
    let new = api.rotate(old);
    source.give(new.clone());
    new
}
