//! What is told of all this, as `tracing` events.

use std::{
    fmt::{Debug, Write as _},
    fs,
    sync::{Arc, Mutex},
};

use http::Uri;
use tokio::time::advance;
use tower_bearer::{Keys, source};
use tower_bearer_testkit::{TestSource, see_events_of_all_threads};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
    subscriber::{DefaultGuard, set_default},
};

use crate::support::{LIFETIME, SECOND, Server, builder, call, down, key, load, request, short, stack};

#[tokio::test(start_paused = true)]
async fn a_rotation_is_told_by_the_fingerprints_of_its_keys() {
    let (told, _guard) = told();
    let (server, source) = (Server::taking([2]), TestSource::new(key(1)));
    let stack = stack(&load(&source).await, &server);
    source.give(key(2));
    call(&stack).await.unwrap();
    let (old, new) = (key(1).id(), key(2).id());
    assert_eq!(
        told.take(),
        [
            "key.refresh_started forced=false".to_owned(),
            format!("key.loaded key_id={old} generation=1"),
            format!("key.rejected key_id={old} generation=1 kind=\"InvalidKey\""),
            "key.refresh_started forced=true".to_owned(),
            format!("key.loaded key_id={new} generation=2"),
            format!("request.replayed key_id={new} replaced_key_id={old}"),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_source_that_fails_is_told_with_its_back_off_and_a_stale_key_whenever_it_is_sent() {
    let (server, source) = (Server::taking([1]), TestSource::new(short(1)));
    let keys = builder(&source).serve_stale(60 * SECOND).load().await.unwrap();
    let stack = stack(&keys, &server);
    source.fail(down());
    advance(LIFETIME).await;
    let (told, _guard) = told();
    call(&stack).await.unwrap();
    assert_eq!(
        told.take(),
        [
            "key.refresh_started forced=false".to_owned(),
            format!("key.refresh_failed error={} back_off_ms=250", down()),
            format!("key.served_stale key_id={}", key(1).id()),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_key_that_is_loaded_again_is_told_as_unchanged_and_one_kept_back_with_the_reason() {
    let (server, source) = (Server::taking([1]), TestSource::new(short(1)));
    let keys = builder(&source).load().await.unwrap();
    let stack = stack(&keys, &server);
    advance(LIFETIME).await;
    let (told, _guard) = told();
    call(&stack).await.unwrap();
    let unchanged = format!("key.unchanged key_id={} generation=1", key(1).id());
    assert_eq!(told.take(), ["key.refresh_started forced=false".to_owned(), unchanged]);

    let mut elsewhere = request();
    *elsewhere.uri_mut() = Uri::from_static("https://elsewhere.example/");
    let _ = tower::ServiceExt::oneshot(stack, elsewhere).await;
    assert_eq!(
        told.take(),
        ["request.key_withheld reason=the request goes to an origin that is not listed"]
    );
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_that_others_can_read_is_told_once() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    fs::write(&path, "sk_live_51Hx\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let file = source::file(&path);
    let (told, _guard) = told();
    for _ in 0..2 {
        Keys::load(file.clone()).await.unwrap();
    }
    let of_files = |told: &String| told.starts_with("source.");
    let told: Vec<_> = told.take().into_iter().filter(of_files).collect();
    assert_eq!(
        told,
        [format!("source.file_readable_by_others path={}", path.display())]
    );
}

/// Keeps what is told on this thread for as long as the guard is there.
fn told() -> (Told, DefaultGuard) {
    see_events_of_all_threads();
    let told = Told::default();
    (told.clone(), set_default(told))
}

#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<String>>>);

/// An event as its name and fields.
struct Line(String);

impl Told {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl Subscriber for Told {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "tower_bearer"
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().name().to_owned());
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() != "message" {
            write!(self.0, " {}={value:?}", field.name()).unwrap();
        }
    }
}
