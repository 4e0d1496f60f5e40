//! The tape of a body, frame by frame.

use std::{
    collections::VecDeque,
    sync::atomic::{AtomicUsize, Ordering},
    task::{Wake, Waker},
};

use http::{HeaderMap, HeaderValue};

use super::*;

#[test]
fn what_was_sent_whole_is_sent_again_byte_for_byte_with_its_trailers() {
    // B38
    let first = RecordedBody::new(Script::new([data("ab"), data(""), data("c"), trailers("x")]), 100);
    let copy = copied(&first);
    let sent = read(first);
    assert_eq!(sent, ["ab", "", "c", "sum: x", "end"]);
    assert!(RecordBody::rewind(&copy));
    assert_eq!(copy.size_hint().exact(), Some(3));
    assert!(!copy.is_end_stream());
    // An empty frame is no byte.
    assert_eq!(read(copy), ["ab", "c", "sum: x", "end"]);
}

#[test]
fn what_was_refused_early_is_sent_again_from_the_beginning_and_on_to_its_end() {
    // B37, B38
    let mut first = RecordedBody::new(Script::new([data("ab"), data("c"), data("d")]), 100);
    let copy = copied(&first);
    assert_eq!(next(&mut first), "ab");
    assert!(RecordBody::rewind(&copy));
    assert_eq!(copy.size_hint().exact(), Some(4));
    // It must not be taken for complete.
    assert_eq!(next(&mut first), "the request is being sent again");
    assert_eq!(read(copy), ["ab", "c", "d", "end"]);
    assert_eq!(next(&mut first), "the request is being sent again");
}

#[test]
fn what_nobody_read_any_longer_when_it_was_refused_is_still_there() {
    // B38
    let mut first = RecordedBody::new(Script::new([data("ab"), data("c")]), 100);
    let copy = copied(&first);
    assert_eq!(next(&mut first), "ab");
    drop(first);
    assert!(RecordBody::rewind(&copy));
    assert_eq!(read(copy), ["ab", "c", "end"]);
}

#[test]
fn a_body_over_its_limit_is_sent_whole_and_once() {
    // B37: trailers count, since they are kept too.
    for (frames, limit, is_kept) in [
        (vec![data("ab"), data("cd")], 4, true),
        (vec![data("ab"), data("cd")], 3, false),
        (vec![data("ab"), trailers("x")], 6, true),
        (vec![data("ab"), trailers("x")], 5, false),
        (vec![data("a")], 0, false),
        (vec![], 0, true),
    ] {
        let len = frames.len();
        let first = RecordedBody::new(Script::new(frames), limit);
        let copy = copied(&first);
        assert_eq!(read(first).len(), len + 1);
        assert_eq!(RecordBody::rewind(&copy), is_kept, "{len} frames, {limit} bytes");
    }
}

#[test]
fn nothing_is_kept_of_what_will_not_be_sent_again() {
    let mut first = RecordedBody::new(Script::new([data("ab"), data("c"), data("d")]), 100);
    let copy = copied(&first);
    assert_eq!(next(&mut first), "ab");
    assert_eq!(first.lock().recorded_bytes(), 2);
    drop(copy);
    assert_eq!(first.lock().recorded_bytes(), 0);
    assert_eq!(next(&mut first), "c");
    assert_eq!(first.lock().recorded_bytes(), 0);
    assert!(RecordBody.copy(&first).is_none());
    assert_eq!(read(first), ["d", "end"]);
}

#[test]
fn a_body_that_failed_is_not_sent_again() {
    // B37
    let mut first = RecordedBody::new(Script::new([data("ab"), Step::Fail, data("c")]), 100);
    let copy = copied(&first);
    assert_eq!((next(&mut first), next(&mut first)), ("ab".into(), "torn".into()));
    assert!(!RecordBody::rewind(&copy));
    // And whoever reads on is not told that this was all.
    assert_eq!(next(&mut first), "the body failed before");
}

#[test]
fn a_body_that_panicked_is_not_sent_again() {
    let mut first = RecordedBody::new(Script::new([data("ab"), Step::Panic]), 100);
    let copy = copied(&first);
    assert_eq!(next(&mut first), "ab");
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| next(&mut first))).unwrap_err();
    assert!(!RecordBody::rewind(&copy));
    assert_eq!(next(&mut first), "the body failed before");
}

#[test]
fn whoever_waits_for_more_is_woken_when_another_takes_over() {
    let waiting = Arc::new(Woken::default());
    let mut first = RecordedBody::new(Script::new([data("ab"), Step::Wait, data("c")]), 100);
    let copy = copied(&first);
    assert_eq!(next(&mut first), "ab");
    let waker = Waker::from(Arc::clone(&waiting));
    let polled = Pin::new(&mut first).poll_frame(&mut Context::from_waker(&waker));
    assert!(polled.is_pending());
    assert!(RecordBody::rewind(&copy));
    assert_eq!(waiting.0.load(Ordering::Relaxed), 1);
    assert_eq!(read(copy), ["ab", "c", "end"]);
}

#[test]
fn two_layers_that_replay_each_have_a_copy_from_the_beginning() {
    let mut first = RecordedBody::new(Script::new([data("ab"), data("c"), data("d")]), 100);
    let (outer, inner) = (copied(&first), copied(&first));
    assert_eq!(next(&mut first), "ab");
    assert!(RecordBody::rewind(&inner));
    let mut inner = inner;
    assert_eq!((next(&mut inner), next(&mut inner)), ("ab".into(), "c".into()));
    assert!(RecordBody::rewind(&outer));
    assert_eq!(next(&mut inner), "the request is being sent again");
    assert_eq!(read(outer), ["ab", "c", "d", "end"]);
}

#[test]
fn debug_shows_nothing_of_the_body() {
    // B56
    let mut first = RecordedBody::new(Script::new([data("sk_live_CANARY")]), 100);
    let _copy = copied(&first);
    next(&mut first);
    assert_eq!(format!("{first:?}"), "RecordedBody { recorded_bytes: 14, .. }");
}

/// A body by the letter: polled after its end, it panics.
struct Script {
    steps: VecDeque<Step>,
    has_ended: bool,
}

enum Step {
    Data(&'static str),
    Trailers(&'static str),
    Fail,
    Panic,
    Wait,
}

#[derive(Default)]
struct Woken(AtomicUsize);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Script {
    fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        let steps = steps.into_iter().collect();
        let has_ended = false;
        Self { steps, has_ended }
    }
}

impl Body for Script {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        assert!(!self.has_ended, "polled after its end");
        let frame = match self.steps.pop_front() {
            Some(Step::Data(text)) => Frame::data(text.into()),
            Some(Step::Trailers(text)) => {
                let value = HeaderValue::from_static(text);
                Frame::trailers(HeaderMap::from_iter([(http::HeaderName::from_static("sum"), value)]))
            }
            Some(Step::Fail) => return Poll::Ready(Some(Err("torn".into()))),
            Some(Step::Panic) => panic!("as scripted"),
            Some(Step::Wait) => return Poll::Pending,
            None => {
                self.has_ended = true;
                return Poll::Ready(None);
            }
        };
        Poll::Ready(Some(Ok(frame)))
    }

    fn size_hint(&self) -> SizeHint {
        let data = self.steps.iter().map(|step| match step {
            Step::Data(text) => text.len() as u64,
            _ => 0,
        });
        SizeHint::with_exact(data.sum())
    }
}

fn data(text: &'static str) -> Step {
    Step::Data(text)
}

fn trailers(text: &'static str) -> Step {
    Step::Trailers(text)
}

fn copied(body: &RecordedBody<Script>) -> RecordedBody<Script> {
    RecordBody.copy(body).unwrap()
}

/// All that comes, and how it ends.
fn read(mut body: RecordedBody<Script>) -> Vec<String> {
    let mut said = Vec::new();
    while said.last().is_none_or(|last| last != "end") {
        said.push(next(&mut body));
    }
    said
}

fn next(body: &mut RecordedBody<Script>) -> String {
    match Pin::new(body).poll_frame(&mut Context::from_waker(Waker::noop())) {
        Poll::Pending => "waits".into(),
        Poll::Ready(None) => "end".into(),
        Poll::Ready(Some(Err(error))) => error.to_string(),
        Poll::Ready(Some(Ok(frame))) => match (frame.data_ref(), frame.trailers_ref()) {
            (Some(data), _) => String::from_utf8(data.to_vec()).unwrap(),
            (_, Some(trailers)) => format!("sum: {}", trailers["sum"].to_str().unwrap()),
            _ => "neither".into(),
        },
    }
}
