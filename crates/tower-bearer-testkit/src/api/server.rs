use std::{pin::pin, sync::Arc, time::Duration};

use hyper::service::service_fn;
use hyper_util::{rt::TokioIo, server::conn::auto};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    select, time,
};

use super::{shared::Shared, streams::Streams, transport::Transport};
use crate::{running::Running, stop::Stop};

/// How long a connection may take to finish its answer once the server stops; for clients that neither read nor send.
const GRACE: Duration = Duration::from_secs(1);

pub(super) fn spawn(listener: TcpListener, transport: Transport, shared: Arc<Shared>) -> Running {
    Running::spawn(listener, move |stream, stop| {
        serve(stream, transport.clone(), shared.clone(), stop)
    })
}

async fn serve(stream: TcpStream, transport: Transport, shared: Arc<Shared>, stop: Stop) {
    match transport {
        Transport::Plain => serve_http(stream, shared, stop).await,
        #[cfg(feature = "tls")]
        Transport::Tls(acceptor) => {
            let accepted = select! {
                accepted = acceptor.accept(stream) => accepted,
                () = stop.stopped() => return,
            };
            // A handshake that fails is the client's business.
            if let Ok(stream) = accepted {
                serve_http(stream, shared, stop).await;
            }
        }
    }
}

/// HTTP/1.1 or HTTP/2, as the first bytes say.
async fn serve_http<S>(stream: S, shared: Arc<Shared>, stop: Stop)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let service = service_fn(|request| {
        let (shared, stop) = (shared.clone(), stop.clone());
        async move { shared.respond(request, stop).await }
    });
    let streams = Streams::default();
    let mut builder = auto::Builder::new(streams.executor());
    // A test whose clock is paused jumps to the next timer whenever it waits: there must be none.
    builder.http1().header_read_timeout(None);
    {
        let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
        select! {
            // An error here is the client's, or a fault that was asked for.
            _ = connection.as_mut() => {}
            () = stop.stopped() => {
                connection.as_mut().graceful_shutdown();
                let _ = time::timeout(GRACE, connection).await;
            }
        }
    }
    streams.end().await;
}
