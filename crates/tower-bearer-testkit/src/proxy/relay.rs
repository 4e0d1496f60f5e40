use std::{net::SocketAddr, time::Duration};

use socket2::SockRef;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy, sink},
    join,
    net::TcpStream,
    time, try_join,
};

use super::{
    Shared,
    faults::{BothWays, Fault, STEP_MAX, Schedule},
};

/// The end of both ways at once.
enum Abrupt {
    Cut,
    Reset,
}

/// Takes a connection to its end.
pub(super) async fn relay(mut client: TcpStream, target: SocketAddr, both_ways: BothWays, shared: &Shared) {
    shared.count(|report| report.connections += 1);
    // For as long as nothing else is said: whoever drops this future has no time for more.
    reset_on_drop(&client);
    let Ok(mut server) = TcpStream::connect(target).await else {
        shared.count(|report| report.unreachable += 1);
        return;
    };
    // Only slower without it.
    let _ = server.set_nodelay(true);
    reset_on_drop(&server);

    let BothWays { up, down } = both_ways;
    let (from_client, to_client) = client.split();
    let (from_server, to_server) = server.split();
    let ended = try_join!(
        one_way(from_client, to_server, up, shared),
        one_way(from_server, to_client, down, shared),
    );
    match ended {
        Ok(_) => {}
        Err(Abrupt::Reset) => return,
        Err(Abrupt::Cut) => {
            join!(cut(&mut client), cut(&mut server));
        }
    }
    close_on_drop(&client);
    close_on_drop(&server);
}

/// Passes bytes on, step by step, until this way ends or both do.
async fn one_way<R, W>(mut from: R, mut to: W, mut schedule: Schedule, shared: &Shared) -> Result<(), Abrupt>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let mut buffer = [0; STEP_MAX];
    loop {
        match schedule.draw().filter(|_| !shared.is_calm()) {
            None => {}
            Some(Fault::Delay(delay)) => {
                shared.count(|report| report.delays += 1);
                time::sleep(delay).await;
            }
            Some(Fault::Cut) => {
                shared.count(|report| report.cuts += 1);
                return Err(Abrupt::Cut);
            }
            Some(Fault::Reset) => {
                shared.count(|report| report.resets += 1);
                return Err(Abrupt::Reset);
            }
            Some(Fault::Truncation) => {
                shared.count(|report| report.truncations += 1);
                return end(from, to).await;
            }
        }
        let mut rest = schedule.step();
        while rest > 0 {
            let read = match from.read(&mut buffer[..rest]).await {
                Ok(0) => return end(from, to).await,
                Ok(read) => read,
                // The sender has reset the connection: the other end learns it so.
                Err(_) => return Err(Abrupt::Reset),
            };
            // The receiver wants no more. What it has said meanwhile is on the other way, and goes on.
            if to.write_all(&buffer[..read]).await.is_err() {
                return end(from, to).await;
            }
            rest -= read;
        }
    }
}

/// Ends this way, and throws away what is still sent.
async fn end<R, W>(mut from: R, mut to: W) -> Result<(), Abrupt>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    // It has ended already if this fails.
    let _ = to.shutdown().await;
    match copy(&mut from, &mut sink()).await {
        Ok(_) => Ok(()),
        Err(_) => Err(Abrupt::Reset),
    }
}

/// Ends the way to `peer`, and waits for its own end: to close with bytes unread would be a reset.
async fn cut(peer: &mut TcpStream) {
    let _ = peer.shutdown().await;
    let _ = copy(peer, &mut sink()).await;
}

/// By a socket's own option, which does not block at zero. Without it the peer sees an end in place of a reset.
fn reset_on_drop(stream: &TcpStream) {
    let _ = SockRef::from(stream).set_linger(Some(Duration::ZERO));
}

fn close_on_drop(stream: &TcpStream) {
    let _ = SockRef::from(stream).set_linger(None);
}
