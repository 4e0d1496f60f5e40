use std::{
    error::Error,
    fmt,
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::time::advance;

use super::*;
use crate::{keys::flight::Outcome, source::KeySource};

#[tokio::test(start_paused = true)]
async fn what_a_source_made_is_dropped_without_the_lock() {
    let guarded = Arc::new(Guarded::default());
    let cell = Arc::new(Cell::new(
        None,
        Some(Arc::new(Failing(Arc::clone(&guarded)))),
        settings(),
    ));
    guarded.cell.get_or_init(|| Arc::clone(&cell));
    // Each of these errors and of these loads is taken out of the cell by the next one, or by the time limit.
    for _ in 0..4 {
        match cell.pick(Want::Current) {
            Pick::Wait(waiting) => drop(waiting.await),
            _ => panic!("there is a key, or none to be had"),
        }
        advance(Duration::from_secs(40)).await;
    }
    for _ in 0..4 {
        guarded.hangs.store(1, Ordering::Relaxed);
        if let Pick::Wait(waiting) = cell.pick(Want::Current) {
            let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
            let _ = Box::pin(waiting).as_mut().poll(&mut cx);
        }
        advance(Duration::from_secs(40)).await;
    }
    assert!(guarded.free.load(Ordering::Relaxed) >= 6, "{:?}", guarded.free);
    assert_eq!(guarded.locked.load(Ordering::Relaxed), 0);
}

fn settings() -> Settings {
    Settings {
        has_jitter: false,
        ..Settings::default()
    }
}

/// Looks whether the lock is free whenever something of the source is dropped.
#[derive(Default)]
struct Guarded {
    cell: OnceLock<Arc<Cell>>,
    hangs: AtomicUsize,
    free: AtomicUsize,
    locked: AtomicUsize,
}

struct Failing(Arc<Guarded>);

struct Dropped(Arc<Guarded>);

impl KeySource for Failing {
    async fn load(&self) -> Outcome {
        let dropped = Dropped(Arc::clone(&self.0));
        if self.0.hangs.load(Ordering::Relaxed) > 0 {
            std::future::pending::<()>().await;
        }
        Err(SourceError::transient(dropped))
    }
}

impl Drop for Dropped {
    fn drop(&mut self) {
        let is_free = self.0.cell.get().is_some_and(|cell| cell.slow.try_lock().is_ok());
        let count = if is_free { &self.0.free } else { &self.0.locked };
        count.fetch_add(1, Ordering::Relaxed);
    }
}

impl fmt::Debug for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dropped")
    }
}

impl fmt::Display for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it is dropped")
    }
}

impl Error for Dropped {}
