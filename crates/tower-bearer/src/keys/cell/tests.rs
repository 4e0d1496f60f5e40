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

#[tokio::test(start_paused = true)]
async fn a_due_key_is_read_without_the_lock_while_somebody_drives_its_load_or_it_backs_off() {
    // B27
    let source = Arc::new(Once(AtomicUsize::new(0)));
    let cell = Arc::new(Cell::new(None, Some(source), settings()));
    let Pick::Wait(first) = cell.pick(Want::Current) else {
        panic!("there is a key before the first load");
    };
    first.await.unwrap();
    advance(Duration::from_secs(60)).await;
    assert!(cell.fresh().is_none());
    let Pick::KeyAndDrive(_, mut driver) = cell.pick(Want::Current) else {
        panic!("a due key is sent, and its load driven");
    };
    let locked = cell.slow.lock().unwrap();
    assert!(cell.fresh().is_some());
    drop(locked);

    // Whoever drove it goes: the next one has to look after it.
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    driver.poll(&mut cx);
    drop(driver);
    assert!(cell.fresh().is_none());

    // It is past its time limit when somebody comes again, and fails: until the back-off is over nobody has to do anything.
    advance(cell.settings.load_timeout).await;
    let Pick::KeyAndDrive(_, mut driver) = cell.pick(Want::Current) else {
        panic!("a due key is sent, and its load driven");
    };
    driver.poll(&mut cx);
    advance(cell.settings.load_timeout).await;
    driver.poll(&mut cx);
    drop(driver);
    let locked = cell.slow.lock().unwrap();
    assert!(cell.fresh().is_some());
    drop(locked);
    advance(Duration::from_millis(250)).await;
    assert!(cell.fresh().is_none());
}

/// Brings a key that is due after 50 seconds, and then hangs.
struct Once(AtomicUsize);

impl KeySource for Once {
    async fn load(&self) -> Outcome {
        if self.0.fetch_add(1, Ordering::Relaxed) > 0 {
            std::future::pending::<()>().await;
        }
        let key = ApiKey::new("sk_live_51Hx").unwrap();
        Ok(crate::source::Credential::new(key).expires_in(Duration::from_secs(100)))
    }
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
