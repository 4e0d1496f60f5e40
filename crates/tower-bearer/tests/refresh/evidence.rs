//! What counts as said of a key, by a server that takes it or refuses it.

use tower_bearer_testkit::TestSource;

use crate::support::{Server, call, key, load, once, refusal, sent_at_once};

#[tokio::test(start_paused = true)]
async fn a_late_success_of_a_request_that_left_before_the_rejection_does_not_undo_it() {
    // B35, B42
    let (taking, refusing) = (Server::taking([1]), Server::taking([]));
    let source = TestSource::new(key(1));
    let keys = load(&source).await;
    taking.hold();
    let late = tokio::spawn(call(&once(&keys, &taking)));
    taking.arrived(1).await;
    assert!(refusal(call(&once(&keys, &refusing)).await).is_key_rejected());
    source.give(key(2));
    taking.release();
    assert!(late.await.unwrap().is_ok());
    assert_eq!(sent_at_once(&keys), Some(2));
}
