//! What is printed by `tracing`, and by `log`, at its finest.

use std::{
    io,
    sync::{Arc, Mutex, Once, OnceLock},
};

use tracing::{Dispatch, subscriber::NoSubscriber};
use tracing_log::LogTracer;
use tracing_subscriber::{filter::LevelFilter, fmt::MakeWriter, util::SubscriberInitExt};

/// Beside a single subscriber, `tracing` asks that of the thread which comes to an event first whether anybody wants it, and keeps the
/// answer: that thread may have none. With a second one it asks all that there are.
static SECOND: OnceLock<Dispatch> = OnceLock::new();

#[derive(Clone, Default)]
struct Printed(Arc<Mutex<Vec<u8>>>);

/// All that this thread prints while `future` runs, and its outcome.
pub(crate) async fn while_running<F: Future>(future: F) -> (F::Output, String) {
    static LOG: Once = Once::new();

    // What is written to `log` goes on to the subscriber of the thread.
    LOG.call_once(|| LogTracer::init().unwrap());
    SECOND.get_or_init(|| Dispatch::new(NoSubscriber::default()));
    let printed = Printed::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(printed.clone());
    let guard = subscriber.finish().set_default();
    let outcome = future.await;
    drop(guard);
    let text = String::from_utf8_lossy(&printed.0.lock().unwrap()).into_owned();
    (outcome, text)
}

impl io::Write for Printed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Printed {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}
