//! The background task of [`Keys::spawn_refresh`](super::Keys::spawn_refresh).

use std::{
    error::Error,
    fmt,
    pin::pin,
    sync::{Arc, Weak},
};

use futures_util::future::{Either, select};
use tokio::{
    runtime::Handle,
    sync::Notify,
    time::{Instant, sleep_until},
};

use super::{
    cell::{Cell, Pick},
    decide::Want,
    waiting::Waiting,
};

/// Is there as long as a handle is, and wakes the task when it goes.
pub(super) struct Alive {
    signal: Arc<Notify>,
}

/// [`Keys::spawn_refresh`](super::Keys::spawn_refresh) was called outside of a Tokio runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SpawnError;

/// Spawns the task. It holds no handle: it ends when the last one is dropped, or with its runtime.
pub(super) fn spawn(cell: &Arc<Cell>, alive: &Arc<Alive>) -> Result<(), SpawnError> {
    let runtime = Handle::try_current().map_err(|_| SpawnError)?;
    runtime.spawn(refresh(Arc::clone(cell), Arc::downgrade(alive)));
    Ok(())
}

async fn refresh(cell: Arc<Cell>, alive: Weak<Alive>) {
    while alive.strong_count() > 0 {
        // One time for all questions: a moment that passes between them is then in the future of the next.
        let now = Instant::now();
        if let Some(until) = cell.rests_until(now) {
            select(pin!(sleep_until(until)), pin!(cell.signal.notified())).await;
            continue;
        }
        match cell.pick_at(Want::Current, now) {
            Pick::Wait(waiting) => finish(waiting, &cell.signal, &alive).await,
            Pick::KeyAndDrive(_, driver) => {
                if let Some(waiting) = driver.into_waiting() {
                    finish(waiting, &cell.signal, &alive).await;
                }
            }
            Pick::Key(_) | Pick::None(_) => match cell.changes_at(now) {
                Some(at) => {
                    select(pin!(sleep_until(at)), pin!(cell.signal.notified())).await;
                }
                None => cell.signal.notified().await,
            },
        }
    }
    // The last handle wakes one task: if there are several, each wakes the next.
    cell.signal.notify_one();
}

/// The outcome is in the cell afterwards, unless the last handle goes first.
async fn finish(waiting: Waiting, signal: &Notify, alive: &Weak<Alive>) {
    let mut waiting = pin!(waiting);
    while alive.strong_count() > 0 {
        if let Either::Left(_) = select(waiting.as_mut(), pin!(signal.notified())).await {
            return;
        }
    }
}

// ===== impl Alive =====

impl Alive {
    pub(super) fn new(signal: Arc<Notify>) -> Self {
        Self { signal }
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.signal.notify_one();
    }
}

// ===== impl SpawnError =====

impl fmt::Display for SpawnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no Tokio runtime here to spawn the refresh on: call `spawn_refresh` within one")
    }
}

impl Error for SpawnError {}

#[cfg(test)]
mod tests;
