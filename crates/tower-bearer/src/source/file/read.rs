//! Reads a small file into memory that is wiped.

use std::{
    fs::{File, Metadata},
    io::{self, Read},
    ops::Deref,
    path::Path,
};

use tokio::runtime::Handle;

use crate::source::{
    SourceError, SourceErrorKind,
    wiped::{TEXT_MAX, Wiped},
};

/// What was in a file.
pub(in crate::source) struct Contents {
    text: Wiped,
    is_readable_by_others: bool,
}

/// Runs `work` on a thread for blocking work. Whoever drops this does not wait for it; its outcome is then dropped there.
pub(in crate::source) async fn off_the_runtime<T>(
    work: impl FnOnce() -> Result<T, SourceError> + Send + 'static,
) -> Result<T, SourceError>
where
    T: Send + 'static,
{
    let runtime = Handle::try_current().map_err(SourceError::terminal)?;
    match runtime.spawn_blocking(work).await {
        Ok(outcome) => outcome,
        Err(stopped) if stopped.is_panic() => Err(SourceError::said(
            SourceErrorKind::Transient,
            "reading the file panicked: see the program's standard error",
        )),
        Err(stopped) => Err(SourceError::transient(stopped)),
    }
}

// ===== impl Contents =====

impl Contents {
    /// Blocks.
    pub(in crate::source) fn of(path: &Path) -> Result<Self, SourceError> {
        Self::read(path).map_err(|error| match error {
            Refusal::System(error) => refused_by_system(path, error),
            Refusal::NotAFile => terminal(path, "is no regular file: give the path of a file"),
            Refusal::TooLong => terminal(
                path,
                "has more than 64 KiB: give the path of a file that holds the key alone",
            ),
        })
    }

    /// Whether others than its owner can read or change the file.
    pub(in crate::source) fn is_readable_by_others(&self) -> bool {
        self.is_readable_by_others
    }

    fn read(path: &Path) -> Result<Self, Refusal> {
        // Looked at before it is opened too: to open a named pipe waits for whoever writes to it.
        check(&path.metadata()?)?;
        let mut file = File::open(path)?;
        let metadata = file.metadata()?;
        check(&metadata)?;
        let mut text = Wiped::with_capacity(TEXT_MAX + 1);
        while !text.is_full() {
            match file.read(text.spare()) {
                Ok(0) => {
                    return Ok(Self {
                        text,
                        is_readable_by_others: is_readable_by_others(&metadata),
                    });
                }
                Ok(bytes) => text.advance(bytes),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Refusal::TooLong)
    }
}

impl Deref for Contents {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.text
    }
}

/// Why a file was not read.
enum Refusal {
    System(io::Error),
    NotAFile,
    TooLong,
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

fn check(metadata: &Metadata) -> Result<(), Refusal> {
    if metadata.is_file() {
        Ok(())
    } else {
        Err(Refusal::NotAFile)
    }
}

#[cfg(unix)]
fn is_readable_by_others(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;

    metadata.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_readable_by_others(_: &Metadata) -> bool {
    false
}

fn refused_by_system(path: &Path, error: io::Error) -> SourceError {
    use io::ErrorKind::{NotADirectory, NotFound, PermissionDenied};

    let path = path.display();
    match error.kind() {
        NotFound | NotADirectory => SourceError::nothing(format!(
            "{path} is not there: write the key that the API issued into it"
        )),
        PermissionDenied => SourceError::caused(
            SourceErrorKind::Terminal,
            format!("{path} may not be read: give its owner's user, or the right to read it"),
            error.into(),
        ),
        _ => SourceError::caused(
            SourceErrorKind::Transient,
            format!("{path} could not be read"),
            error.into(),
        ),
    }
}

fn terminal(path: &Path, said: &str) -> SourceError {
    SourceError::said(SourceErrorKind::Terminal, format!("{} {said}", path.display()))
}
