//! Paths that wait until a test lets them go on.

use std::{collections::HashMap, sync::Mutex};

use tokio::sync::watch;

use crate::sync::lock;

/// The paths that are held. Each has a channel that never carries a value: its end is what the requests wait for.
#[derive(Default)]
pub(crate) struct Holds(Mutex<HashMap<String, watch::Sender<()>>>);

// ===== impl Holds =====

impl Holds {
    /// A path that is held already stays so.
    pub(crate) fn hold(&self, path: String) {
        lock(&self.0).entry(path).or_default();
    }

    /// All that wait here go on, also when the path is held anew at once.
    pub(crate) fn release(&self, path: &str) {
        lock(&self.0).remove(path);
    }

    pub(crate) fn release_all(&self) {
        lock(&self.0).clear();
    }

    /// Waits until the path is let go, if it is held.
    pub(crate) async fn pass(&self, path: &str) {
        let gate = lock(&self.0).get(path).map(watch::Sender::subscribe);
        if let Some(mut gate) = gate {
            let _ = gate.changed().await;
        }
    }
}
