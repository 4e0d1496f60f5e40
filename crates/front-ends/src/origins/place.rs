use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use http::{HeaderName, header::AUTHORIZATION};
use tower_bearer::{AuthScheme, Keys, Origins, error::BoxError};
use tower_bearer_testkit::{
    Answer, Authority, Canary, Names, TestApi,
    conformance::{Auth, Client, FrontEnd, Setup},
};

use super::{
    door::{Behind, Door},
    hosts::{OF_API, OF_OTHERS, SPELLINGS},
    log::{Log, Server},
};

/// The servers for a key in one header: the API's and somebody else's, each over TLS and without, and the ports that lead to them.
pub(super) struct Place {
    scheme: AuthScheme,
    keys: Keys,
    authority: Authority,
    names: Names,
    ports: [(&'static str, String); 3],
    /// The API's and the others'.
    servers: Vec<TestApi>,
    _doors: [Door; 3],
    log: Arc<Log>,
    trips: AtomicUsize,
}

// ===== impl Place =====

impl Place {
    pub(super) async fn new(scheme: AuthScheme) -> Result<Self, BoxError> {
        let (authority, canary, log) = (Authority::new()?, Arc::new(Canary::new()?), Arc::default());
        let mut servers = Vec::new();
        let mut behind = Vec::new();
        for is_api in [true, false] {
            let start = |is_https| start(&authority, &canary, scheme.header(), &log, Server { is_api, is_https });
            let (tls, plain) = (start(true).await?, start(false).await?);
            behind.push(Behind {
                tls: tls.address(),
                plain: plain.address(),
            });
            servers.extend([tls, plain]);
        }
        let home = Door::open(Ipv4Addr::LOCALHOST, behind[0]).await?;
        let home6 = Door::open(Ipv6Addr::LOCALHOST, behind[0]).await?;
        let other = Door::open(Ipv4Addr::LOCALHOST, behind[1]).await?;
        let port = |door: &Door| door.address().port().to_string();
        let names = OF_API
            .iter()
            .fold(Names::new(), |names, host| names.host(host, home.address()));
        let names = OF_OTHERS
            .iter()
            .chain(&SPELLINGS)
            .fold(names, |names, host| names.host(host, other.address()));
        // The same host at another port is somebody else's.
        let names = names.host(&format!("{}:{}", OF_API[0], port(&other)), other.address());
        Ok(Self {
            keys: Keys::fixed(canary.key()),
            ports: [("HOME6", port(&home6)), ("HOME", port(&home)), ("OTHER", port(&other))],
            _doors: [home, home6, other],
            scheme,
            authority,
            names,
            servers,
            log,
            trips: AtomicUsize::new(0),
        })
    }

    /// A client that has the key for what is listed.
    pub(super) fn client(&self, front_end: &dyn FrontEnd, listed: &str) -> Result<Client, BoxError> {
        let auth = Auth::new(self.keys.clone(), Origins::new([self.with_ports(listed)])?);
        let setup = Setup::new(auth.with_scheme(self.scheme.clone()))
            .following_redirects()
            .trusting(&self.authority)
            .knowing(self.names.clone());
        front_end.client(&setup)
    }

    /// `url` with the numbers of the ports in place of their names.
    pub(super) fn with_ports(&self, url: &str) -> String {
        self.ports.iter().fold(url.to_owned(), |url, (name, port)| {
            url.replace(&format!(":{name}"), &format!(":{port}"))
        })
    }

    /// All servers answer this path so.
    pub(super) fn set_answer(&self, path: &str, answer: &Answer) {
        self.servers
            .iter()
            .for_each(|server| server.set_answer(path, answer.clone()));
    }

    pub(super) fn clear_answer(&self, path: &str) {
        self.servers.iter().for_each(|server| server.clear_answer(path));
    }

    /// The number of the next trip.
    pub(super) fn next_trip(&self) -> usize {
        self.trips.fetch_add(1, Ordering::Relaxed)
    }

    pub(super) fn log(&self) -> &Log {
        &self.log
    }
}

/// A server that is whoever a client looks for, and notes what it receives.
async fn start(
    authority: &Authority,
    canary: &Arc<Canary>,
    header: &HeaderName,
    log: &Arc<Log>,
    server: Server,
) -> io::Result<TestApi> {
    let (noted, log, of_key) = (Arc::clone(canary), Arc::clone(log), header.clone());
    let builder = TestApi::builder()
        .key_header(header.clone(), if header == AUTHORIZATION { "Bearer " } else { "" })
        .on_answer(move |received| log.note(server, received, &noted, &of_key));
    let api = match server.is_https {
        true => {
            builder
                .tls_for(authority, OF_API.into_iter().chain(OF_OTHERS))
                .start()
                .await?
        }
        false => builder.start().await?,
    };
    if server.is_api {
        api.accept(&canary.key());
    }
    Ok(api)
}
