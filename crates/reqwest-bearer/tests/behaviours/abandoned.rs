//! A request that is dropped on its way: whoever comes next is served.

use std::{future::poll_fn, task::Poll};

use http::StatusCode;
use tower_bearer::{Keys, source::source_fn};
use tower_bearer_testkit::TestSource;

use crate::support::{BRANDS, api, build, builder};

#[tokio::test]
async fn a_request_may_be_dropped_at_each_state_and_the_next_one_is_served() {
    // B25: while it waits for its first key, is sent and refused, waits for a newer key, and is sent again.
    let mut polls = 0;
    loop {
        let api = api().await;
        let old = api.issue();
        let new = api.rotate(&old);
        let source = TestSource::new(old);
        let keys = Keys::builder(source_fn({
            let source = source.clone();
            move || {
                let (source, new) = (source.clone(), new.clone());
                async move {
                    use tower_bearer::source::KeySource;

                    tokio::task::yield_now().await;
                    let credential = source.load().await;
                    source.give(new);
                    credential
                }
            }
        }));
        let client = build(builder(&api, keys.without_jitter().lazy()).replay_rejected());
        let mut dropped = Box::pin(client.get(api.url(BRANDS)).send());
        let mut left = polls;
        let has_ended = poll_fn(|cx| {
            if left == 0 {
                return Poll::Ready(false);
            }
            left -= 1;
            match dropped.as_mut().poll(cx) {
                Poll::Ready(answer) => Poll::Ready(answer.is_ok()),
                Poll::Pending if left == 0 => Poll::Ready(false),
                Poll::Pending => Poll::Pending,
            }
        })
        .await;
        drop(dropped);
        let next = client.get(api.url(BRANDS)).send().await;
        assert_eq!(next.unwrap().status(), StatusCode::OK, "after {polls} polls");
        assert_eq!(source.loads(), 2, "after {polls} polls");
        if has_ended {
            break;
        }
        polls += 1;
    }
    assert!(polls >= 6, "{polls}");
}
