use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::task::JoinSet;
use tonic::Status;
use tower_bearer::Keys;
use tower_bearer_testkit::TestSource;

use crate::{client, key, of, server::GrpcServer};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_call_fails_while_keys_are_rotated_and_the_old_ones_revoked() {
    // B44: 5,000 calls. In rounds, with a rotation in the middle of each: a call that sees two of them cannot be helped (B34).
    const ROTATIONS: usize = 25;
    const CALLERS: usize = 20;
    const CALLS: usize = 10;

    let server = GrpcServer::start(&["sk_test_0"]).await;
    let source = TestSource::new(key("sk_test_0"));
    let keys = Keys::load(source.clone()).await.unwrap();
    let client = client(&server, keys).await;
    for rotation in 1..=ROTATIONS {
        let begun = Arc::new(AtomicUsize::new(0));
        let mut callers = JoinSet::new();
        for _ in 0..CALLERS {
            let (mut client, begun) = (client.clone(), Arc::clone(&begun));
            let (state, source) = (Arc::clone(&server.state), source.clone());
            callers.spawn(async move {
                for _ in 0..CALLS {
                    if begun.fetch_add(1, Ordering::SeqCst) == CALLERS * CALLS / 2 {
                        let next = format!("sk_test_{rotation}");
                        state.publish(&next);
                        source.give(key(&next));
                        state.revoke(&format!("sk_test_{}", rotation - 1));
                    }
                    client.check(of("any")).await?;
                }
                Ok::<_, Status>(())
            });
        }
        while let Some(outcome) = callers.join_next().await {
            outcome.unwrap().unwrap();
        }
    }
    let sent_again = server.state.calls() - ROTATIONS * CALLERS * CALLS;
    assert!(sent_again >= ROTATIONS, "only {sent_again} calls saw a rotation");
    assert_eq!(source.loads(), 1 + ROTATIONS);
}
