use std::{
    fs,
    future::poll_fn,
    path::{Path, PathBuf},
    pin::Pin,
    process,
    sync::atomic::{AtomicU32, Ordering},
    task::Poll,
};

use tower_bearer::{
    KeyId,
    source::{KeySource, SourceError, SourceErrorKind},
};

pub(crate) use crate::child::with_variables;

/// Makes the kind and the text of a failure comparable.
pub(crate) async fn failure(source: impl KeySource) -> (SourceErrorKind, String) {
    let error = source.load().await.map(|credential| credential.key().id()).unwrap_err();
    (error.kind(), error.to_string())
}

/// The fingerprint of the key that is loaded.
pub(crate) async fn id(source: &impl KeySource) -> Result<KeyId, SourceError> {
    source.load().await.map(|credential| credential.key().id())
}

/// An error and all that led to it, as a careless program prints it.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut chain = format!("{error} {error:?}");
    if let Some(source) = error.source() {
        chain.push_str(&self::chain(source));
    }
    chain
}

/// A directory of one test's own, gone with it.
pub(crate) struct Directory(PathBuf);

impl Directory {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);

        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("sources-{}-{count}", process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, contents).unwrap();
        path
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        // What is left is below the target directory.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs a future where there is no timer, no IO and nothing but this thread and those for blocking work.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(future)
}

/// Whether the future is over after one more poll.
pub(crate) async fn is_over(mut future: Pin<&mut impl Future>) -> bool {
    poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx).is_ready())).await
}
