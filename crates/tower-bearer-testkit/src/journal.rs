//! What came in, for a test to look at.

mod credential;
mod received;

use std::sync::Mutex;

use http::StatusCode;
use tokio::sync::watch;

pub(crate) use self::received::ReceivedBody;
pub use self::{credential::ReceivedCredential, received::Received};
use crate::sync::lock;

/// All requests since the start or the last [`clear`](Journal::clear), in order.
#[derive(Default)]
pub(crate) struct Journal {
    entries: Mutex<Entries>,
    /// How many there are; for [`received`](Journal::received) to wait on.
    count: watch::Sender<usize>,
}

#[derive(Default)]
struct Entries {
    /// The number of requests that were cleared away.
    cleared: usize,
    list: Vec<Received>,
}

/// The place of a request among all that the server ever got.
#[derive(Clone, Copy)]
pub(crate) struct Ticket(usize);

// ===== impl Journal =====

impl Journal {
    pub(crate) fn push(&self, received: Received) -> Ticket {
        let mut entries = lock(&self.entries);
        entries.list.push(received);
        self.count.send_replace(entries.list.len());
        Ticket(entries.cleared + entries.list.len() - 1)
    }

    /// Does nothing for a request that was cleared away meanwhile.
    pub(crate) fn answered(&self, ticket: Ticket, status: StatusCode) {
        let mut entries = lock(&self.entries);
        let index = ticket.0.checked_sub(entries.cleared);
        if let Some(received) = index.and_then(|index| entries.list.get_mut(index)) {
            received.answered(status);
        }
    }

    pub(crate) fn list(&self) -> Vec<Received> {
        lock(&self.entries).list.clone()
    }

    pub(crate) fn clear(&self) {
        let mut entries = lock(&self.entries);
        entries.cleared += entries.list.len();
        entries.list.clear();
        self.count.send_replace(0);
    }

    pub(crate) async fn received(&self, n: usize) {
        // Fails when the sender is gone, and that is a field of ours.
        let _ = self.count.subscribe().wait_for(|count| *count >= n).await;
    }
}
