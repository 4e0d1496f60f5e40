use std::{pin::pin, sync::Arc, time::Duration};

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    select,
    sync::watch,
    task::JoinSet,
    time,
};

use super::shared::Shared;
use crate::stop::{self, Stop, Stopper};

/// A server that runs. It stops when this is dropped.
pub(super) struct Running {
    stopper: Stopper,
    /// Its sender belongs to the task that owns all others, and goes with it.
    ended: watch::Receiver<()>,
}

/// How long a connection may take to finish its answer once the server stops; for clients that neither read nor send.
const GRACE: Duration = Duration::from_secs(1);

/// A pause after a failed accept, as when there are no file descriptors left: it fails again at once until some are closed.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// All connections are owned by one task, which ends after the last of them.
pub(super) fn spawn(listener: TcpListener, shared: Arc<Shared>) -> Running {
    let (stopper, stop) = stop::stop();
    let (alive, ended) = watch::channel(());
    tokio::spawn(async move {
        accept(listener, shared, stop).await;
        drop(alive);
    });
    Running { stopper, ended }
}

// ===== impl Running =====

impl Running {
    /// Stops, and waits until the last task has ended.
    pub(super) async fn shutdown(&self) {
        self.stopper.stop();
        let _ = self.ended.clone().changed().await;
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>, stop: Stop) {
    let mut connections = JoinSet::new();
    let mut stopped = pin!(stop.stopped());
    loop {
        select! {
            () = &mut stopped => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(serve(stream, shared.clone(), stop.clone()));
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

async fn serve(stream: TcpStream, shared: Arc<Shared>, stop: Stop) {
    // Only slower without it.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| {
        let (shared, stop) = (shared.clone(), stop.clone());
        async move { shared.respond(request, stop).await }
    });
    let connection = http1::Builder::new()
        // A test whose clock is paused jumps to the next timer whenever it waits: there must be none.
        .header_read_timeout(None)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    select! {
        // An error here is the client's, or a fault that was asked for.
        _ = connection.as_mut() => return,
        () = stop.stopped() => connection.as_mut().graceful_shutdown(),
    }
    let _ = time::timeout(GRACE, connection).await;
}
