//! Runs the program, and keeps what it prints in memory that is wiped.

use std::{io, process::Stdio};

use futures_util::future::try_join3;
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    process::Command,
};
use zeroize::Zeroizing;

use crate::{
    source::{
        SourceError, SourceErrorKind,
        wiped::{TEXT_MAX, Wiped},
    },
    text::{Cleaner, SHOWN_MAX},
};

/// How much of standard error is kept, in bytes: more than is shown, whatever its characters are.
const STDERR_MAX: usize = 8 * SHOWN_MAX;

/// What the program printed before it ended well.
pub(super) async fn output(program: &str, mut command: Command) -> Result<Wiped, SourceError> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| not_started(program, error))?;
    let (Some(stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) else {
        return Err(SourceError::transient("the output of the program could not be caught"));
    };
    let failed = |error: io::Error| {
        let message = format!("`{program}` was run, and its output could not be read");
        SourceError::caused(SourceErrorKind::Transient, message, error.into())
    };
    let wait = async { child.wait().await.map_err(failed) };
    let (stdout, stderr, status) = try_join3(
        async { whole(stdout).await.map_err(failed)?.ok_or_else(|| too_long(program)) },
        async { beginning(stderr).await.map_err(failed) },
        wait,
    )
    .await?;
    if status.success() {
        return Ok(stdout);
    }
    let said = said(&stderr, &stdout);
    Err(SourceError::said(
        SourceErrorKind::Transient,
        format!("`{program}` failed ({status}), with {said}"),
    ))
}

/// What may be said of standard error. What has a key in it cannot be told from other text, as there is no end of ways to write one; so
/// nothing is shown of it once there is something that may be a key.
fn said(stderr: &[u8], stdout: &[u8]) -> String {
    let is_blank = |text: &[u8]| text.trim_ascii().is_empty();
    if is_blank(stderr) {
        String::from("nothing on its standard error")
    } else if is_blank(stdout) {
        let shown = Cleaner::new([]).clean(&String::from_utf8_lossy(stderr));
        format!("on its standard error: {shown}")
    } else {
        String::from("something on its standard error that is not shown, since it may repeat the key that was printed")
    }
}

/// All of it; `None` if that is too long.
async fn whole(mut output: impl AsyncRead + Unpin) -> io::Result<Option<Wiped>> {
    let mut text = Wiped::with_capacity(TEXT_MAX + 1);
    while !text.is_full() {
        match output.read(text.spare()).await? {
            0 => return Ok(Some(text)),
            bytes => text.advance(bytes),
        }
    }
    Ok(None)
}

/// As much as is shown. The rest is read too, since a program stops where nobody reads what it writes.
async fn beginning(mut output: impl AsyncRead + Unpin) -> io::Result<Wiped> {
    let mut text = Wiped::with_capacity(STDERR_MAX);
    let mut rest = Zeroizing::new([0; 1024]);
    loop {
        let bytes = if text.is_full() {
            output.read(&mut *rest).await?
        } else {
            let bytes = output.read(text.spare()).await?;
            text.advance(bytes);
            bytes
        };
        if bytes == 0 {
            return Ok(text);
        }
    }
}

fn not_started(program: &str, error: io::Error) -> SourceError {
    let (kind, message) = match error.kind() {
        io::ErrorKind::NotFound => (
            SourceErrorKind::Terminal,
            format!("`{program}` was not found: install it, or give its whole path"),
        ),
        io::ErrorKind::PermissionDenied => (
            SourceErrorKind::Terminal,
            format!("`{program}` may not be run: make it executable"),
        ),
        _ => (SourceErrorKind::Transient, format!("`{program}` could not be run")),
    };
    SourceError::caused(kind, message, error.into())
}

fn too_long(program: &str) -> SourceError {
    SourceError::said(
        SourceErrorKind::Terminal,
        format!("`{program}` printed more than 64 KiB: have it print the key alone"),
    )
}
