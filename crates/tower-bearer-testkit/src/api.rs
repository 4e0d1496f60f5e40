mod builder;
mod server;
mod shared;
mod streams;
mod transport;

use std::{fmt, io, net::SocketAddr, sync::Arc};

use http::{HeaderValue, StatusCode};
use tower_bearer::ApiKey;

pub use self::builder::Builder;
use self::shared::Shared;
use crate::{
    answer::Answer, journal::Received, keyring::Plan, redirect, running::Running, sync::lock, trakkr::ChallengeStyle,
    whim::Whim,
};

/// A handle to a server on loopback that authenticates like Trakkr. See the [crate's page](crate) for what it answers.
///
/// # Clone
///
/// A clone is another handle to the same server, its keys, its journal and its switches. When the last one is dropped the server
/// ends, as by [`shutdown`](Self::shutdown) but without anyone waiting for it.
#[derive(Clone)]
pub struct TestApi {
    handle: Arc<Handle>,
}

struct Handle {
    address: SocketAddr,
    scheme: &'static str,
    running: Running,
    shared: Arc<Shared>,
}

// ===== impl TestApi =====

impl TestApi {
    /// Starts a server on a free port, with all switches as Trakkr has them.
    ///
    /// # Errors
    ///
    /// As [`Builder::start`].
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// For a server on a chosen port, with another key header, or over TLS.
    pub fn builder() -> Builder {
        Builder::default()
    }

    fn new(handle: Handle) -> Self {
        Self {
            handle: Arc::new(handle),
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.handle.address
    }

    /// `http://127.0.0.1:PORT`; `https` over TLS, `[::1]` over IPv6.
    pub fn origin(&self) -> String {
        format!("{}://{}", self.handle.scheme, self.address())
    }

    /// The URL of a path, which begins with `/` and may have a query.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }

    /// The URL that redirects to `to`, with status 301, 302, 303, 307 or 308; it answers 400 for any other.
    pub fn redirect_url(&self, status: StatusCode, to: &str) -> String {
        self.url(&redirect::target(status, to))
    }

    /// Stops listening, lets go of what is held, gives answers under way a second to finish, cuts those that never would, and
    /// returns when no task and no connection is left. Other handles see the same server stop.
    pub async fn shutdown(&self) {
        self.handle.shared.holds.release_all();
        self.handle.running.shutdown().await;
    }
}

/// Keys, which come and go while requests fly.
impl TestApi {
    /// A new key that is good from now on: `sk_live_` and 32 random letters and digits, of the plan [`Scale`](Plan::Scale).
    pub fn issue(&self) -> ApiKey {
        self.issue_for(Plan::Scale)
    }

    /// A new key of an account with this plan.
    pub fn issue_for(&self, plan: Plan) -> ApiKey {
        self.handle.shared.keys.issue(plan)
    }

    /// Makes a key of the caller's good, whatever it was before.
    pub fn accept(&self, key: &ApiKey) {
        self.handle.shared.keys.accept(key);
    }

    /// The key is refused as invalid from now on.
    pub fn revoke(&self, key: &ApiKey) {
        self.handle.shared.keys.revoke(key);
    }

    /// The key is refused as expired from now on; one that is not good to begin with stays invalid.
    pub fn expire(&self, key: &ApiKey) {
        self.handle.shared.keys.expire(key);
    }

    /// A new key of the same plan, and the old one revoked, in one step. For a rotation in which both are good for a while, issue
    /// one and revoke the other later.
    pub fn rotate(&self, old: &ApiKey) -> ApiKey {
        self.handle.shared.keys.rotate(old)
    }

    /// What a client puts into the key header of this server for `key`; marked as sensitive.
    pub fn header_value(&self, key: &ApiKey) -> HeaderValue {
        self.handle.shared.key_header.value(key)
    }
}

/// Switches.
impl TestApi {
    /// The status for a key that is unknown or revoked. Trakkr's documentation says 401 in one place and 403 in another; 401 is
    /// the default.
    pub fn set_invalid_key_status(&self, status: StatusCode) {
        lock(&self.handle.shared.manners).invalid_key_status = status;
    }

    /// What refusals say in `WWW-Authenticate`: nothing by default.
    pub fn set_challenge(&self, challenge: ChallengeStyle) {
        lock(&self.handle.shared.manners).challenge = challenge;
    }

    /// Refuses good keys too, as if they were unknown: `per_mille` of 1000 requests with one, drawn from `seed` in the order in
    /// which they are judged. 0 ends it.
    pub fn refuse_at_random(&self, seed: u64, per_mille: u16) {
        *lock(&self.handle.shared.whim) = Whim::new(seed, per_mille);
    }

    /// Answers every request to exactly this path so, whatever its method and query.
    pub fn set_answer(&self, path: impl Into<String>, answer: Answer) {
        lock(&self.handle.shared.answers).insert(path.into(), answer);
    }

    /// Takes back what [`set_answer`](Self::set_answer) put on this path.
    pub fn clear_answer(&self, path: &str) {
        lock(&self.handle.shared.answers).remove(path);
    }

    /// Requests to exactly this path wait, journaled but not yet judged, until [`release`](Self::release).
    pub fn hold(&self, path: impl Into<String>) {
        self.handle.shared.holds.hold(path.into());
    }

    /// Lets all requests that wait at this path go on, and those that come later through.
    pub fn release(&self, path: &str) {
        self.handle.shared.holds.release(path);
    }
}

/// The journal.
impl TestApi {
    /// All requests since the start or the last [`clear_journal`](Self::clear_journal), in the order in which their last byte
    /// came in.
    pub fn journal(&self) -> Vec<Received> {
        self.handle.shared.journal.list()
    }

    /// Forgets all requests.
    pub fn clear_journal(&self) {
        self.handle.shared.journal.clear();
    }

    /// Waits until the journal has `n` requests or more, and returns it. Requests that are held count.
    ///
    /// # Cancel safety
    ///
    /// It changes nothing, so it can be dropped at any time.
    pub async fn received(&self, n: usize) -> Vec<Received> {
        self.handle.shared.journal.received(n).await;
        self.journal()
    }
}

impl fmt::Debug for TestApi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestApi")
            .field("origin", &self.origin())
            .finish_non_exhaustive()
    }
}

// ===== impl Handle =====

impl Drop for Handle {
    fn drop(&mut self) {
        // The server ends with the field that is dropped next; what is held must not outlive it.
        self.shared.holds.release_all();
    }
}
