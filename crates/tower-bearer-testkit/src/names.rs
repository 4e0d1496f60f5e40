use std::{
    collections::HashMap,
    fmt, io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use http::Uri;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower_service::Service;

/// Where hosts lead: `api.example.com` to a [`TestApi`](crate::TestApi), `attacker.invalid` to another one.
///
/// A connector (a `tower` service of [`Uri`]) for hyper-util's client, for hyper-rustls' `wrap_connector`, and for tonic's
/// `connect_with_connector`. The client sees the name, in the URL, in `Host` and in the certificate, and the socket is one on
/// loopback.
///
/// # Rules
///
/// - A host of the list leads to its address, whatever port the URL has; an entry with a port, as in `api.example.com:8443`, is
///   for that port alone and goes first. A URL without a port has that of its scheme: 80 or 443.
/// - Capitals and the dot of the root make no difference. IPv6 addresses stand in brackets.
/// - Loopback addresses and `localhost` lead to themselves, unless they are in the list.
/// - Any other host is a [`NotFound`](io::ErrorKind::NotFound): nothing is looked up, and no test leaves the machine by mistake.
///
/// # Clone
///
/// A clone has the same list; one that is extended later is on its own.
///
/// ```
/// use bytes::Bytes;
/// use http_body_util::Empty;
/// use hyper_util::{client::legacy::Client, rt::TokioExecutor};
/// use tower_bearer_testkit::{Names, TestApi};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (api, foreign) = (TestApi::start().await?, TestApi::start().await?);
/// let names = Names::new()
///     .host("api.example.com", api.address())
///     .host("attacker.invalid", foreign.address());
///
/// let client = Client::builder(TokioExecutor::new()).build::<_, Empty<Bytes>>(names);
/// client.get("http://api.example.com/get-brands".parse()?).await?;
///
/// assert_eq!(api.journal()[0].headers()["host"], "api.example.com");
/// assert!(foreign.journal().is_empty());
/// # Ok(())
/// # }
/// ```
///
/// reqwest has no place for a connector, but for the list: `resolve` sends a host to an address and its port, as long as the
/// URL has no port, or that of its scheme.
///
/// ```
/// # struct ClientBuilder;
/// # impl ClientBuilder { fn resolve(self, _: &str, _: std::net::SocketAddr) -> Self { self } }
/// # let (builder, names) = (ClientBuilder, tower_bearer_testkit::Names::new());
/// let builder = names.iter().fold(builder, |builder, (host, address)| builder.resolve(host, address));
/// ```
#[derive(Clone, Default)]
pub struct Names {
    /// By host, or host and port; in lower case, without the dot of the root.
    addresses: Arc<HashMap<String, SocketAddr>>,
}

// ===== impl Names =====

impl Names {
    /// An empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// This host, or host and port, leads to this address; to this one alone if it is in the list already.
    #[must_use]
    pub fn host(mut self, host: &str, address: SocketAddr) -> Self {
        let (host, port) = split_port(host);
        Arc::make_mut(&mut self.addresses).insert(entry(host, port), address);
        self
    }

    /// The list, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, SocketAddr)> {
        self.addresses.iter().map(|(host, address)| (&**host, *address))
    }

    fn address(&self, uri: &Uri) -> io::Result<SocketAddr> {
        let host = uri.host().unwrap_or_default();
        let port = uri.port_u16().unwrap_or(match uri.scheme_str() {
            Some("https") => 443,
            _ => 80,
        });
        let known = [Some(port), None]
            .into_iter()
            .find_map(|port| self.addresses.get(&entry(host, port)));
        if let Some(address) = known {
            return Ok(*address);
        }
        match loopback(host) {
            Some(ip) => Ok((ip, port).into()),
            None => {
                let message = format!("no address is known for the host {host:?}");
                Err(io::Error::new(io::ErrorKind::NotFound, message))
            }
        }
    }
}

impl Service<Uri> for Names {
    type Response = TokioIo<TcpStream>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<TokioIo<TcpStream>>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let address = self.address(&uri);
        Box::pin(async move {
            let stream = TcpStream::connect(address?).await?;
            // Only slower without it.
            let _ = stream.set_nodelay(true);
            Ok(TokioIo::new(stream))
        })
    }
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

fn entry(host: &str, port: Option<u16>) -> String {
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    match port {
        Some(port) => format!("{host}:{port}"),
        None => host,
    }
}

/// What follows the last colon, if it is a port: in an IPv6 address it ends with the bracket.
fn split_port(host: &str) -> (&str, Option<u16>) {
    let port = host
        .rsplit_once(':')
        .and_then(|(name, port)| Some((name, port.parse().ok()?)));
    match port {
        Some((name, port)) => (name, Some(port)),
        None => (host, None),
    }
}

fn loopback(host: &str) -> Option<IpAddr> {
    if host.eq_ignore_ascii_case("localhost") {
        return Some(Ipv4Addr::LOCALHOST.into());
    }
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host);
    bare.parse().ok().filter(IpAddr::is_loopback)
}
