use std::{
    fmt, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::Arc,
};

use http::HeaderName;
use tokio::net::TcpListener;

use super::{Handle, TestApi, server, shared::Shared, transport::Transport};
#[cfg(feature = "tls")]
use crate::tls::Authority;
use crate::{journal::Received, key_header::KeyHeader, keyring::Keyring};

/// How a [`TestApi`] is to start; from [`TestApi::builder`].
#[derive(Default)]
#[must_use]
pub struct Builder {
    port: u16,
    is_ipv6: bool,
    key_header: KeyHeader,
    hooks: Hooks,
    #[cfg(feature = "tls")]
    tls: Option<(Authority, Vec<String>)>,
}

/// Who is told of requests.
#[derive(Default)]
pub(super) struct Hooks {
    pub(super) on_head: Option<Hook>,
    pub(super) on_answer: Option<Hook>,
}

type Hook = Arc<dyn Fn(&Received) + Send + Sync>;

// ===== impl Builder =====

impl Builder {
    /// The port; 0, the default, for a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Listens on `[::1]` in place of `127.0.0.1`.
    pub fn ipv6(mut self) -> Self {
        self.is_ipv6 = true;
        self
    }

    /// Where a key is looked for, and what stands before it: `(X_API_KEY, "")`, or `(AUTHORIZATION, "Token ")`. The default is
    /// `Authorization` and `Bearer `. The prefix counts in any case of its letters, and to the last blank.
    pub fn key_header(mut self, name: HeaderName, prefix: impl Into<String>) -> Self {
        self.key_header = KeyHeader::new(name, prefix.into());
        self
    }

    /// Called with each request as soon as its head is here, without body and status: also with those whose body never ends or
    /// breaks off, which are in no [journal](TestApi::journal). It runs on the server's task, so it must not block.
    pub fn on_head<F>(mut self, hook: F) -> Self
    where
        F: Fn(&Received) + Send + Sync + 'static,
    {
        self.hooks.on_head = Some(Arc::new(hook));
        self
    }

    /// Called with each request when its answer is decided, before it is sent: to print it, for instance. It runs on the server's
    /// task, so it must not block.
    pub fn on_answer<F>(mut self, hook: F) -> Self
    where
        F: Fn(&Received) + Send + Sync + 'static,
    {
        self.hooks.on_answer = Some(Arc::new(hook));
        self
    }

    /// Over TLS, HTTP/2 or HTTP/1.1 as the client chooses, with a certificate of this authority for `localhost`, `127.0.0.1` and
    /// `[::1]`.
    #[cfg(feature = "tls")]
    pub fn tls(self, authority: &Authority) -> Self {
        self.tls_for(authority, std::iter::empty::<String>())
    }

    /// As [`tls`](Self::tls), with a certificate for these hosts too: names and addresses as URLs have them, `xn--` where they
    /// are international, `*.` for all names one label longer.
    #[cfg(feature = "tls")]
    pub fn tls_for<I>(mut self, authority: &Authority, hosts: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        let hosts = hosts.into_iter().map(Into::into).collect();
        self.tls = Some((authority.clone(), hosts));
        self
    }

    /// Binds the port and starts to serve, on the current Tokio runtime.
    ///
    /// # Errors
    ///
    /// - [`AddrInUse`](io::ErrorKind::AddrInUse), and whatever else the system has against the port.
    /// - [`InvalidInput`](io::ErrorKind::InvalidInput) for a prefix that no header value can begin with, and for a host that no
    ///   certificate can be made for.
    /// - When the system has no randomness for the keys.
    ///
    /// # Panics
    ///
    /// Outside of a Tokio runtime, or in one without its I/O and time drivers.
    pub async fn start(self) -> io::Result<TestApi> {
        if !self.key_header.is_valid() {
            let message = "no header value can begin with this prefix";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let transport = self.transport()?;
        let shared = Arc::new(Shared::new(Keyring::new()?, self.key_header, self.hooks));
        let ip = match self.is_ipv6 {
            true => IpAddr::from(Ipv6Addr::LOCALHOST),
            false => Ipv4Addr::LOCALHOST.into(),
        };
        let listener = TcpListener::bind((ip, self.port)).await?;
        Ok(TestApi::new(Handle {
            address: listener.local_addr()?,
            scheme: transport.scheme(),
            running: server::spawn(listener, transport, shared.clone()),
            shared,
        }))
    }

    #[cfg(feature = "tls")]
    fn transport(&self) -> io::Result<Transport> {
        match &self.tls {
            Some((authority, hosts)) => authority.acceptor(hosts).map(Transport::Tls),
            None => Ok(Transport::Plain),
        }
    }

    #[cfg(not(feature = "tls"))]
    fn transport(&self) -> io::Result<Transport> {
        Ok(Transport::Plain)
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("port", &self.port)
            .field("key_header", &self.key_header)
            .finish_non_exhaustive()
    }
}
