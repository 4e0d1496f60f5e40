use std::{
    mem,
    sync::{Arc, Mutex, Weak},
};

use hyper::rt::Executor;
use tokio::task::JoinSet;

use crate::sync::lock;

/// The tasks of a connection's HTTP/2 streams. They end with the connection.
#[derive(Default)]
pub(super) struct Streams(Arc<Mutex<JoinSet<()>>>);

/// Each stream holds one of these, so these must not hold the streams.
#[derive(Clone)]
pub(super) struct StreamExecutor(Weak<Mutex<JoinSet<()>>>);

// ===== impl Streams =====

impl Streams {
    pub(super) fn executor(&self) -> StreamExecutor {
        StreamExecutor(Arc::downgrade(&self.0))
    }

    /// Breaks off what is still under way, and returns when it is gone.
    pub(super) async fn end(self) {
        let mut tasks = mem::take(&mut *lock(&self.0));
        tasks.shutdown().await;
    }
}

// ===== impl StreamExecutor =====

impl<F> Executor<F> for StreamExecutor
where
    F: Future<Output = ()> + Send + 'static,
{
    fn execute(&self, stream: F) {
        // Once the connection is over a stream has nobody to talk to.
        let Some(tasks) = self.0.upgrade() else { return };
        let mut tasks = lock(&tasks);
        // Only so that the set does not grow.
        while tasks.try_join_next().is_some() {}
        tasks.spawn(stream);
    }
}
