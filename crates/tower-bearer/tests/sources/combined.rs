use std::sync::atomic::{AtomicUsize, Ordering};

use tower_bearer::{
    ApiKey, Credential, KeyId, Keys,
    source::{KeySource, SourceError, SourceErrorKind::*, first_of, source_fn},
};
use tower_bearer_testkit::TestSource;

use crate::support::{failure, id};

#[tokio::test]
async fn a_closure_is_called_at_each_load() {
    let count = AtomicUsize::new(0);
    let source = source_fn(move || {
        let count = count.fetch_add(1, Ordering::Relaxed);
        async move { ApiKey::new(format!("key-{count}")).map_err(SourceError::terminal) }
    });
    assert_eq!(id(&source).await.unwrap(), KeyId::of("key-0"));
    assert_eq!(id(&source).await.unwrap(), KeyId::of("key-1"));
}

#[tokio::test]
async fn a_closure_can_say_how_long_its_key_lasts() {
    let lifetime = std::time::Duration::from_secs(60);
    let source = source_fn(move || async move { Ok(Credential::new(key("1|abc")).expires_in(lifetime)) });
    assert_eq!(source.load().await.unwrap().lifetime(), Some(lifetime));
}

#[tokio::test]
async fn the_next_source_is_asked_where_one_has_nothing() {
    let [first, second, third] = [
        nothing("no file"),
        TestSource::new(key("second")),
        nothing("no variable"),
    ];
    let source = first_of(first.clone(), second.clone()).or(third.clone());
    assert_eq!(id(&source).await.unwrap(), KeyId::of("second"));
    assert_eq!((first.loads(), second.loads(), third.loads()), (1, 1, 0));
    first.give(key("first"));
    assert_eq!(id(&source).await.unwrap(), KeyId::of("first"));
    assert_eq!(second.loads(), 1);
}

#[tokio::test]
async fn another_failure_is_not_passed_over() {
    for error in [SourceError::terminal("bad key"), SourceError::transient("sealed")] {
        let (first, second) = (TestSource::new(key("first")), TestSource::new(key("second")));
        first.fail(error.clone());
        let source = first_of(nothing("no file"), first).or(second.clone());
        let failed = id(&source).await.unwrap_err();
        assert_eq!(failed.kind(), error.kind());
        assert_eq!(second.loads(), 0);
    }
}

#[tokio::test]
async fn where_none_has_a_key_the_error_lists_what_each_said() {
    // B10
    let source = first_of(nothing("no file"), nothing("no variable")).or(nothing("no command"));
    assert_eq!(
        failure(source).await,
        (Nothing, "no file; no variable; no command".to_owned())
    );
}

#[tokio::test]
async fn keys_take_both_as_they_are() {
    let keys = Keys::load(first_of(
        nothing("no file"),
        source_fn(async || ApiKey::new("1|abc").map_err(SourceError::terminal)),
    ))
    .await
    .unwrap();
    assert_eq!(keys.key_id(), Some(KeyId::of("1|abc")));
}

fn key(text: &str) -> ApiKey {
    ApiKey::new(text).unwrap()
}

fn nothing(said: &str) -> TestSource {
    let source = TestSource::new(key("unused"));
    source.fail(SourceError::nothing(said));
    source
}
