mod faults;
mod relay;
mod report;

use std::{
    fmt, io,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::{net::TcpListener, select};

pub use self::{faults::Faults, report::Report};
use crate::{running::Running, sync::lock};

/// A TCP proxy on loopback that cuts, truncates, resets and delays connections at random, from a seed.
///
/// It knows nothing of HTTP or TLS: put it between a client and a [`TestApi`](crate::TestApi) of either kind. What goes wrong is
/// said by [`Faults`]; what did go wrong by [`report`](Self::report).
///
/// # Rules
///
/// - A connection of the proxy has one to the target, as long as both are well. Without faults the bytes, the end of either way
///   and a reset pass as they are.
/// - Each way of a connection is a row of steps, of 1 to 256 bytes. Before each step, the first one included, one fault is drawn, or
///   none.
/// - Seed, order of the connections and bytes decide on the faults, and not how the bytes arrive: the same client gets the same
///   faults at the same bytes, with the same version of this crate and of fastrand.
/// - A target that cannot be reached is a reset.
/// - It ends with the last handle, with all that is connected: by a reset. It runs on the Tokio runtime that started it.
///
/// # Clone
///
/// A clone is another handle to the same proxy.
///
/// ```
/// use std::time::Duration;
///
/// use tower_bearer_testkit::{FaultProxy, Faults, TestApi};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let api = TestApi::start().await?;
/// let seed = 7; // print it, so that a failure can be run again
/// let faults = Faults::seeded(seed)
///     .cuts(5) // of 1000 steps
///     .truncations(5)
///     .resets(5)
///     .delays(50)
///     .longest_delay(Duration::from_millis(20));
/// let proxy = FaultProxy::start(api.address(), faults).await?;
///
/// let _url = format!("http://{}/get-brands", proxy.address());
/// // Let the client under test call it again and again; then look whether it still can:
/// proxy.calm();
/// println!("{:?}", proxy.report());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct FaultProxy {
    handle: Arc<Handle>,
}

struct Handle {
    address: SocketAddr,
    target: SocketAddr,
    running: Running,
    shared: Arc<Shared>,
}

/// What the handles and the connections share.
#[derive(Default)]
struct Shared {
    report: Mutex<Report>,
    is_calm: AtomicBool,
}

// ===== impl FaultProxy =====

impl FaultProxy {
    /// Starts a proxy on a free port.
    ///
    /// # Errors
    ///
    /// - [`InvalidInput`](io::ErrorKind::InvalidInput) if there are to be more than 1000 faults in 1000 steps.
    /// - Whatever the system has against another port.
    ///
    /// # Panics
    ///
    /// Outside of a Tokio runtime, or in one without its I/O and time drivers.
    pub async fn start(target: SocketAddr, faults: Faults) -> io::Result<Self> {
        if !faults.is_valid() {
            let message = "the rates of all faults together exceed 1000 per mille";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        let mut schedules = faults.schedules();
        let of_connections = shared.clone();
        let running = Running::spawn(listener, move |client, stop| {
            let (both_ways, shared) = (schedules.next(), of_connections.clone());
            async move {
                select! {
                    () = stop.stopped() => {}
                    () = relay::relay(client, target, both_ways, &shared) => {}
                }
            }
        });
        Ok(Self {
            handle: Arc::new(Handle {
                address,
                target,
                running,
                shared,
            }),
        })
    }

    /// Where it listens, in place of the target.
    pub fn address(&self) -> SocketAddr {
        self.handle.address
    }

    /// What it has done so far.
    pub fn report(&self) -> Report {
        *lock(&self.handle.shared.report)
    }

    /// No new faults from now on, on connections under way neither.
    pub fn calm(&self) {
        self.handle.shared.is_calm.store(true, Ordering::Relaxed);
    }

    /// Stops listening, resets all connections, and returns when no task is left. Other handles see the same proxy stop.
    pub async fn shutdown(&self) {
        self.handle.running.shutdown().await;
    }
}

impl fmt::Debug for FaultProxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FaultProxy")
            .field("address", &self.handle.address)
            .field("target", &self.handle.target)
            .field("report", &self.report())
            .finish_non_exhaustive()
    }
}

// ===== impl Shared =====

impl Shared {
    fn count(&self, what: impl FnOnce(&mut Report)) {
        what(&mut lock(&self.report));
    }

    fn is_calm(&self) -> bool {
        self.is_calm.load(Ordering::Relaxed)
    }
}
