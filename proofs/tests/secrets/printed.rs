//! What is printed by `tracing`, and by `log`, at its finest.

use std::sync::Once;

use tower_bearer_testkit::Printed;
use tracing_log::LogTracer;

/// All that this thread prints while `future` runs, and its outcome.
pub(crate) async fn while_running<F: Future>(future: F) -> (F::Output, String) {
    static LOG: Once = Once::new();

    // What is written to `log` goes on to the subscriber of the thread.
    LOG.call_once(|| LogTracer::init().unwrap());
    let printed = Printed::begin();
    let outcome = future.await;
    (outcome, printed.end())
}
