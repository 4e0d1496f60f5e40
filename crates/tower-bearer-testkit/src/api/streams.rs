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

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use tokio::{runtime::Handle, task};

    use super::*;

    #[tokio::test]
    async fn streams_are_gone_when_their_connection_has_ended() {
        let streams = Streams::default();
        let executor = streams.executor();
        executor.execute(pending());
        executor.clone().execute(pending());
        assert_eq!(Handle::current().metrics().num_alive_tasks(), 2);

        streams.end().await;

        executor.execute(pending());
        assert_eq!(Handle::current().metrics().num_alive_tasks(), 0);
    }

    #[tokio::test]
    async fn streams_that_have_ended_are_forgotten() {
        let streams = Streams::default();
        for _ in 0..10 {
            streams.executor().execute(ready(()));
            task::yield_now().await;
        }

        assert_eq!(lock(&streams.0).len(), 1);
    }
}
