use std::{fs, path::Path};

use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

thread_local! {
    static RUNTIME: Runtime = Builder::new_current_thread().enable_all().build().unwrap();
    static DIRECTORY: TempDir = TempDir::new().unwrap();
}

pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    RUNTIME.with(|runtime| runtime.block_on(future))
}

/// Calls `act` with the path of a file that holds `contents`.
pub(crate) fn with_file<T>(contents: &[u8], act: impl FnOnce(&Path) -> T) -> T {
    DIRECTORY.with(|directory| {
        let path = directory.path().join("input");
        fs::write(&path, contents).unwrap();
        act(&path)
    })
}
