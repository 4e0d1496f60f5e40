use std::{
    io,
    net::{IpAddr, SocketAddr},
};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    select,
    task::JoinSet,
};

/// A port on loopback with two servers behind it: what begins as TLS goes to one, anything else to the other. So `http` is `https` but
/// for the scheme.
pub(super) struct Door {
    address: SocketAddr,
    /// One task, which has all others; it ends with the door.
    _serving: JoinSet<()>,
}

/// The servers behind a door.
#[derive(Clone, Copy)]
pub(super) struct Behind {
    pub(super) tls: SocketAddr,
    pub(super) plain: SocketAddr,
}

/// The first byte of a TLS connection: a record of a handshake (RFC 8446, section 5.1).
const HANDSHAKE: u8 = 22;

// ===== impl Door =====

impl Door {
    pub(super) async fn open(ip: impl Into<IpAddr>, behind: Behind) -> io::Result<Self> {
        let listener = TcpListener::bind((ip.into(), 0)).await?;
        let address = listener.local_addr()?;
        let mut serving = JoinSet::new();
        serving.spawn(accept(listener, behind));
        Ok(Self {
            address,
            _serving: serving,
        })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Ends where it cannot accept any more: then nothing arrives, and every cell says so.
async fn accept(listener: TcpListener, behind: Behind) {
    let mut connections = JoinSet::new();
    loop {
        select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => _ = connections.spawn(relay(stream, behind)),
                Err(_) => return,
            },
            // Only so that the set does not grow.
            Some(_) = connections.join_next() => {}
        }
    }
}

/// An error here is one of the client's connection, which the client sees too.
async fn relay(mut client: TcpStream, behind: Behind) {
    let mut first = [0];
    let address = match client.peek(&mut first).await {
        Ok(1) if first == [HANDSHAKE] => behind.tls,
        Ok(1) => behind.plain,
        _ => return,
    };
    if let Ok(mut server) = TcpStream::connect(address).await {
        // Only slower without it.
        let _ = (client.set_nodelay(true), server.set_nodelay(true));
        let _ = copy_bidirectional(&mut client, &mut server).await;
    }
}
