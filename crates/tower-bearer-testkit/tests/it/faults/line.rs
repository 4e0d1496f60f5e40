use std::io;

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    join,
    net::{TcpListener, TcpStream},
};
use tower_bearer_testkit::{FaultProxy, Faults};

use crate::support::within_reason;

/// A connection through a proxy, by both its ends.
pub(super) struct Line {
    pub(super) client: TcpStream,
    pub(super) server: TcpStream,
    pub(super) proxy: FaultProxy,
}

impl Line {
    pub(super) async fn through(faults: Faults) -> Self {
        let target = target().await;
        let proxy = FaultProxy::start(target.local_addr().unwrap(), faults).await.unwrap();
        Self::over(&proxy, &target).await
    }

    pub(super) async fn over(proxy: &FaultProxy, target: &TcpListener) -> Self {
        Self {
            client: TcpStream::connect(proxy.address()).await.unwrap(),
            server: target.accept().await.unwrap().0,
            proxy: proxy.clone(),
        }
    }

    /// Sends this both ways at once, and says what arrived: at the server, and at the client.
    pub(super) async fn exchange(&mut self, up: &[u8], down: &[u8]) -> (io::Result<Vec<u8>>, io::Result<Vec<u8>>) {
        let (mut client_reads, mut client_writes) = self.client.split();
        let (mut server_reads, mut server_writes) = self.server.split();
        let (at_server, at_client, _, _) = join!(
            read_all(&mut server_reads),
            read_all(&mut client_reads),
            write_all(&mut client_writes, up),
            write_all(&mut server_writes, down),
        );
        (at_server, at_client)
    }
}

pub(super) async fn target() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

pub(super) async fn read_all(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Vec<u8>> {
    let mut read = Vec::new();
    within_reason(from.read_to_end(&mut read)).await?;
    Ok(read)
}

pub(super) async fn write_all(to: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> io::Result<()> {
    to.write_all(bytes).await?;
    to.shutdown().await
}

/// Bytes of which no two pieces are the same.
pub(super) fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at * at / 7 + at / 251) as u8).collect()
}

#[track_caller]
pub(super) fn assert_prefix(arrived: &[u8], sent: &[u8]) {
    assert!(arrived.len() < sent.len() && sent.starts_with(arrived));
}

#[track_caller]
pub(super) fn assert_reset(read: io::Result<Vec<u8>>) {
    assert_eq!(read.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
}
