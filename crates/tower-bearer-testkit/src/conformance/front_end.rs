use tower_bearer::error::BoxError;

use super::{client::Client, setup::Setup};

/// A client library with an adapter for it, which the suite holds to the behaviours.
pub trait FrontEnd: Send + Sync {
    /// What it is called in the table.
    fn name(&self) -> &str;

    /// A client as `setup` says. Each request that leaves our layers is to be shown to its [tap](Setup::tap).
    ///
    /// # Errors
    ///
    /// When it cannot be made. The behaviour under test then fails.
    fn client(&self, setup: &Setup) -> Result<Client, BoxError>;

    /// Over what its servers are to be reached, where a behaviour does not ask for either. Both have to work.
    fn transport(&self) -> Transport {
        Transport::Plain
    }

    /// Whether it sends a request again by itself where the answer is a 429 or a 5xx, as retry middleware does.
    fn retries(&self) -> bool {
        false
    }

    /// The behaviours that it cannot have.
    fn cannot(&self) -> Vec<Cannot> {
        Vec::new()
    }
}

/// What lies below HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Transport {
    /// TCP.
    Plain,
    /// TLS, with certificates of the [authority](Setup::authority).
    Tls,
}

/// A behaviour that a front end cannot have, and why.
#[derive(Clone, Copy, Debug)]
pub struct Cannot {
    id: &'static str,
    reason: &'static str,
}

// ===== impl Cannot =====

impl Cannot {
    /// The behaviour with this id, for this reason: the end of a sentence that begins with "cannot, because".
    pub const fn new(id: &'static str, reason: &'static str) -> Self {
        Self { id, reason }
    }

    /// Which behaviour.
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// Why not.
    pub fn reason(&self) -> &'static str {
        self.reason
    }
}
