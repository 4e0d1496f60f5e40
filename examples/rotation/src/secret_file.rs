use std::{fs, io, path::PathBuf};

use secrecy::ExposeSecret;
use tempfile::TempDir;
use tower_bearer::ApiKey;

/// A file that holds the current key, and is replaced as a whole: a reader sees the old key or the new one, and never half of one.
pub(crate) struct SecretFile {
    folder: TempDir,
}

// ===== impl SecretFile =====

impl SecretFile {
    pub(crate) fn new(key: &ApiKey) -> io::Result<Self> {
        let file = Self {
            folder: tempfile::tempdir()?,
        };
        file.publish(key)?;
        Ok(file)
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("trakkr-api-key")
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "this plays whoever manages the secret: it writes the key down"
    )]
    pub(crate) fn publish(&self, key: &ApiKey) -> io::Result<()> {
        let next = self.folder.path().join("next");
        fs::write(&next, format!("{}\n", key.expose_secret()))?;
        fs::rename(next, self.path())
    }
}
