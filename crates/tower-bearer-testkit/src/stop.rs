use tokio::sync::watch;

/// Held by whoever may end the server: [`stop`](Stopper::stop) does it, and so does the drop.
pub(crate) struct Stopper(watch::Sender<()>);

/// Held by all that has to end with the server.
#[derive(Clone)]
pub(crate) struct Stop(watch::Receiver<()>);

pub(crate) fn stop() -> (Stopper, Stop) {
    let (sender, receiver) = watch::channel(());
    (Stopper(sender), Stop(receiver))
}

// ===== impl Stopper =====

impl Stopper {
    pub(crate) fn stop(&self) {
        self.0.send_replace(());
    }
}

// ===== impl Stop =====

impl Stop {
    pub(crate) fn stopped(&self) -> impl Future<Output = ()> + Send + 'static {
        // A clone has seen what its original has seen, and no original ever waits: each finds a stop of before its time.
        let mut receiver = self.0.clone();
        async move {
            let _ = receiver.changed().await;
        }
    }
}
