mod json;
mod output;
mod run;

use std::{ffi::OsString, fmt, time::SystemTime};

use tokio::process::Command;

use super::{Credential, KeySource, SourceError};
use crate::key::KeyFormat;

/// The key that `program` prints when it is run with `arguments`.
///
/// For what only another program knows: a vault's command line, a password manager, a credential helper like those of git and
/// kubectl. It is run at each load: at the start, ahead of the expiry that it printed, and once a server rejects the key.
///
/// On its standard output it prints either the key alone, with or without a line end, or one JSON object:
///
/// ```json
/// { "key": "sk_live_51Hx" }
/// { "access_token": "eyJhbGciOi…", "expires_in": 3600 }
/// { "token": "eyJhbGciOi…", "expires_at": "2030-01-01T00:00:00Z" }
/// { "kind": "ExecCredential", "status": { "token": "eyJhbGciOi…", "expirationTimestamp": "2030-01-01T00:00:00Z" } }
/// ```
///
/// - `key` is any API key; `token` and `access_token` are token68, as OAuth 2 tokens are (RFC 6750, section 2.1). There is exactly
///   one of the three.
/// - `expires_in` is in seconds. `expires_at` is a date by RFC 3339, or in seconds since 1970. There is at most one of the two;
///   a key without either is not asked for again before a server rejects it.
/// - The last form is the [`ExecCredential`] of Kubernetes, with a token; its client certificates are not for this crate.
/// - Other members are passed over, and so are members that are `null`. What begins with `{` is JSON, and never a bare key.
///
/// The program is run without a shell. It inherits the environment, the working directory and nothing to read on its standard input,
/// so one that wants to ask somebody for something has to do so elsewhere. It is looked for on the `PATH`, unless a directory is
/// given.
///
/// # Errors
///
/// Where the program ends well and prints nothing, there is [nothing here](crate::source::SourceErrorKind::Nothing). A program that is
/// not there or may not be run, more than 64 KiB (65,536 bytes) of output, and output that is none of the above are
/// [terminal](crate::source::SourceErrorKind::Terminal). A key that has already expired is
/// [transient](crate::source::SourceErrorKind::Transient), and so is an exit status other than 0: that error has
/// the status and the first 512 characters of its standard error, escaped as the [text of a server](crate::error#text-of-a-server) is.
/// Where the program had printed something by then, no standard error is shown, since it may repeat the key, in whatever way. Standard
/// output itself is in no error.
///
/// # Cancel safety
///
/// When a load is dropped, as when its [time limit](crate::KeysBuilder::load_timeout) is over, the program is killed, and the runtime
/// collects what is left of it. Programs that it started in turn are not killed; one that holds standard output open keeps the load
/// waiting until its time is over.
///
/// # Runtime
///
/// A load needs a Tokio runtime with its IO driver enabled, and panics on another; [`Keys`](crate::Keys) makes that an error.
///
/// # Examples
///
/// ```no_run
/// use tower_bearer::{Keys, source};
///
/// # async fn run() -> Result<(), source::SourceError> {
/// let source = source::command("vault", ["read", "-field=key", "secret/trakkr"]);
/// let keys = Keys::load(source).await?;
/// # Ok(()) }
/// ```
///
/// [`ExecCredential`]: https://kubernetes.io/docs/reference/config-api/client-authentication.v1/
pub fn command<A>(program: impl Into<OsString>, arguments: A) -> CommandSource
where
    A: IntoIterator,
    A::Item: Into<OsString>,
{
    CommandSource {
        program: program.into(),
        arguments: arguments.into_iter().map(Into::into).collect(),
        format: KeyFormat::ANY,
    }
}

/// Reads what a program printed: for a fuzzer, which cannot run one for each input.
///
/// # Errors
///
/// As for [`command`].
#[cfg(fuzzing)]
#[doc(hidden)]
pub fn read_output(output: &[u8]) -> Result<Credential, SourceError> {
    output::Reader::new("program", KeyFormat::ANY, SystemTime::now()).credential(output)
}

/// Runs a program; see [`command`].
#[derive(Clone)]
pub struct CommandSource {
    program: OsString,
    arguments: Vec<OsString>,
    format: KeyFormat,
}

// ===== impl CommandSource =====

impl CommandSource {
    /// Also checks that the key looks like one of this API.
    #[must_use]
    pub fn with_format(self, format: KeyFormat) -> Self {
        Self { format, ..self }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments);
        command
    }
}

impl KeySource for CommandSource {
    async fn load(&self) -> Result<Credential, SourceError> {
        let program = self.program.to_string_lossy();
        let output = run::output(&program, self.command()).await?;
        output::Reader::new(&program, self.format, SystemTime::now()).credential(&output)
    }
}

/// Arguments can be anything, so they are not shown.
impl fmt::Debug for CommandSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CommandSource")
            .field("program", &self.program)
            .field("arguments", &self.arguments.len())
            .finish_non_exhaustive()
    }
}
