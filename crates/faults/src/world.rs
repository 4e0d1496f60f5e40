//! What a run takes place in: servers, the proxy before one of them, a source and its keys.

use std::{
    sync::{
        Arc, Weak,
        atomic::{
            AtomicBool, AtomicU64,
            Ordering::{AcqRel, Acquire, Relaxed, Release},
        },
    },
    time::Duration,
};

use http::StatusCode;
use tokio::runtime::Handle;
use tower_bearer::{ApiKey, Keys, Origins, error::BoxError};
use tower_bearer_testkit::{
    Answer, Authority, FaultProxy, Faults, TestApi,
    conformance::{Auth, Client, FrontEnd, Setup, Transport},
};

use crate::{
    bound::{FRUITLESS_INTERVAL, LOAD_TIMEOUT},
    draw::{ACCEPT, BRANDS, BUSY, OPEN, REFUSED_SLOWLY, SILENT, Server, Sites},
    ledger::Ledger,
    life::Life,
    run::Plan,
    source::{FaultSource, Orders},
    violation::Violations,
};

pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) patience: Duration,
    pub(crate) sites: Sites,
    pub(crate) can_stream: bool,
    pub(crate) api: TestApi,
    pub(crate) foreign: TestApi,
    pub(crate) proxy: FaultProxy,
    pub(crate) orders: Orders,
    pub(crate) life: Life,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) violations: Violations,
    /// The first key.
    pub(crate) key: ApiKey,
    /// Gone when the source is.
    pub(crate) source: Weak<()>,
    /// How many tasks the servers have where nobody is connected.
    pub(crate) tasks: usize,
    numbers: AtomicU64,
    is_over: AtomicBool,
}

/// What a list of brands is: several packets of the proxy.
pub(crate) static LIST: [u8; 2_000] = [b'b'; 2_000];
pub(crate) const ACCEPTED: &[u8] = b"accepted";

/// For how long a client waits for a response of the transport.
const TIME_LIMIT: Duration = Duration::from_secs(3);
/// Of 1000 answers to good keys that are refusals. Those of keys that are bad come on top.
const REFUSALS: u16 = 30;

// ===== impl World =====

impl World {
    /// All of it, and a client with keys that are loaded.
    pub(crate) async fn new(
        front_end: &dyn FrontEnd,
        plan: Plan,
        violations: Violations,
    ) -> Result<(Self, Client), BoxError> {
        let seed = plan.seed;
        let authority = Authority::new()?;
        let ledger = Arc::new(Ledger::new(seed, front_end.retries(), violations.clone()));
        let api = server(Server::Api, front_end.transport(), &authority, &ledger).await?;
        let foreign = server(Server::Foreign, front_end.transport(), &authority, &ledger).await?;
        let proxy = FaultProxy::start(api.address(), faults(seed)).await?;
        let tasks = Handle::current().metrics().num_alive_tasks();
        let scheme = match front_end.transport() {
            Transport::Tls => "https",
            _ => "http",
        };
        let sites = Sites {
            api: format!("{scheme}://{}", proxy.address()),
            foreign: foreign.origin(),
        };

        let (key, alive) = (api.issue(), Arc::new(()));
        let (orders, source) = (Orders::new(key.clone()), Arc::downgrade(&alive));
        let keys = Keys::builder(FaultSource::new(orders.clone(), Arc::clone(&ledger), alive))
            .load_timeout(LOAD_TIMEOUT)
            .fruitless_interval(FRUITLESS_INTERVAL)
            .load()
            .await?;
        // In one half of the runs they are refreshed in the background, and in the other on demand.
        if seed % 2 == 0 {
            keys.spawn_refresh()?;
        }
        api.refuse_at_random(seed, REFUSALS);
        let auth = Auth::new(keys, Origins::new([&*sites.api])?)
            .replaying()
            .with_body_timeout(Duration::from_millis(50));
        let setup = Setup::new(auth)
            .trusting(&authority)
            .following_redirects()
            .untapped()
            .limited_to(TIME_LIMIT);
        let client = front_end.client(&setup)?;
        let world = Self {
            seed,
            patience: plan.patience,
            sites,
            // reqwest-retry refuses what it cannot copy.
            can_stream: !front_end.retries(),
            api,
            foreign,
            proxy,
            orders,
            life: Life::default(),
            ledger,
            violations,
            key,
            source,
            tasks,
            numbers: AtomicU64::new(0),
            is_over: AtomicBool::new(false),
        };
        Ok((world, client))
    }

    /// Of the next request.
    pub(crate) fn number(&self) -> u64 {
        let number = self.numbers.fetch_add(1, AcqRel);
        if number % 1000 == 0 {
            // The ledger has looked at them.
            self.api.clear_journal();
            self.foreign.clear_journal();
        }
        number
    }

    pub(crate) fn requests(&self) -> u64 {
        self.numbers.load(Acquire)
    }

    pub(crate) fn is_over(&self) -> bool {
        self.is_over.load(Acquire)
    }

    /// No new requests.
    pub(crate) fn end(&self) {
        self.is_over.store(true, Release);
    }

    /// Nothing goes wrong from now on. What has, stays so: connections that are broken, and keys that were refused.
    pub(crate) fn calm(&self) {
        self.proxy.calm();
        self.api.refuse_at_random(self.seed, 0);
    }

    /// Per mille of the API's answers that were refusals.
    pub(crate) fn refusals(&self) -> u64 {
        let refusals = self.ledger.refusals.load(Relaxed);
        1000 * refusals / self.ledger.answers.load(Relaxed).max(1)
    }
}

async fn server(
    server: Server,
    transport: Transport,
    authority: &Authority,
    ledger: &Arc<Ledger>,
) -> Result<TestApi, BoxError> {
    let (of_heads, of_answers) = (Arc::clone(ledger), Arc::clone(ledger));
    let builder = TestApi::builder()
        .on_head(move |received| of_heads.head(server, received))
        .on_answer(move |received| of_answers.answer(server, received));
    let builder = match transport {
        Transport::Tls => builder.tls(authority),
        _ => builder,
    };
    let api = builder.start().await?;
    let ok = Answer::new(StatusCode::OK);
    api.set_answer(BRANDS, ok.clone().body(&LIST[..]).behind_auth());
    api.set_answer(ACCEPT, ok.clone().body(ACCEPTED).behind_auth());
    api.set_answer(SILENT, ok.clone().stalled("").behind_auth());
    api.set_answer(OPEN, ok.body(ACCEPTED));
    api.set_answer(BUSY, Answer::new(StatusCode::SERVICE_UNAVAILABLE).behind_auth());
    let slowly = Answer::new(StatusCode::UNAUTHORIZED).stalled(r#"{"error":"Invalid API key","#);
    api.set_answer(REFUSED_SLOWLY, slowly.behind_auth());
    Ok(api)
}

/// In 1000 steps of 128 bytes on an average: an exchange in plain text is some 25 of them, a handshake of TLS some 20.
fn faults(seed: u64) -> Faults {
    Faults::seeded(seed)
        .cuts(1)
        .truncations(1)
        .resets(1)
        .delays(10)
        .longest_delay(Duration::from_millis(5))
}
