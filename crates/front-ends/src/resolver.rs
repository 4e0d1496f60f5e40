use std::{
    collections::HashMap,
    future::ready,
    io,
    net::{Ipv4Addr, SocketAddr},
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tower_bearer_testkit::Names;

/// The hosts of a list, for reqwest: as the list's own connector has them. Nothing else is looked up, so that no request leaves the machine.
///
/// reqwest takes the port from here where a URL has none, or that of its scheme; it asks for no address.
pub(crate) struct Known(HashMap<String, SocketAddr>);

// ===== impl Known =====

impl Known {
    pub(crate) fn new(names: &Names) -> Self {
        Self(names.iter().map(|(host, address)| (host.to_owned(), address)).collect())
    }
}

impl Resolve for Known {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str();
        let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
        let address = match self.0.get(&host) {
            Some(address) => Some(*address),
            // The port is that of the scheme.
            None => (host == "localhost").then_some((Ipv4Addr::LOCALHOST, 0).into()),
        };
        Box::pin(ready(match address {
            Some(address) => Ok(Box::new(std::iter::once(address)) as Addrs),
            None => {
                let message = format!("no address is known for the host {host:?}");
                Err(io::Error::new(io::ErrorKind::NotFound, message).into())
            }
        }))
    }
}
