//! A listener and its connections, all of which end with their handle.

use std::{pin::pin, time::Duration};

use tokio::{
    net::{TcpListener, TcpStream},
    select,
    sync::watch,
    task::JoinSet,
    time,
};

use crate::stop::{self, Stop, Stopper};

/// A server that runs. It stops when this is dropped.
pub(crate) struct Running {
    stopper: Stopper,
    /// Its sender belongs to the task that owns all others, and goes with it.
    ended: watch::Receiver<()>,
}

/// A pause after a failed accept, as when there are no file descriptors left: it fails again at once until some are closed.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

// ===== impl Running =====

impl Running {
    /// Each connection is a task of what `serve` makes of it, which has to end when it is told to stop. All of them are owned by
    /// one task, which ends after the last of them.
    pub(crate) fn spawn<F, Served>(listener: TcpListener, serve: F) -> Self
    where
        F: FnMut(TcpStream, Stop) -> Served + Send + 'static,
        Served: Future<Output = ()> + Send + 'static,
    {
        let (stopper, stop) = stop::stop();
        let (alive, ended) = watch::channel(());
        tokio::spawn(async move {
            accept(listener, serve, stop).await;
            drop(alive);
        });
        Self { stopper, ended }
    }

    /// Stops, and waits until the last task has ended.
    pub(crate) async fn shutdown(&self) {
        self.stopper.stop();
        let _ = self.ended.clone().changed().await;
    }
}

async fn accept<F, Served>(listener: TcpListener, mut serve: F, stop: Stop)
where
    F: FnMut(TcpStream, Stop) -> Served,
    Served: Future<Output = ()> + Send + 'static,
{
    let mut connections = JoinSet::new();
    let mut stopped = pin!(stop.stopped());
    loop {
        select! {
            () = &mut stopped => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    // Only slower without it.
                    let _ = stream.set_nodelay(true);
                    connections.spawn(serve(stream, stop.clone()));
                }
                Err(_) => time::sleep(ACCEPT_PAUSE).await,
            },
            // Only so that the set does not grow.
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}
