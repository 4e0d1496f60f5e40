mod variables;

use std::{borrow::Cow, fmt};

pub(super) use self::variables::{Lookup, Variables, key};
use super::{Credential, KeySource, SourceError};
use crate::key::KeyFormat;

/// The key in the environment variable `variable`.
///
/// For programs that get their key from whoever starts them. The variable is read at each load, which is at the start and once a
/// server rejects the key.
///
/// # Errors
///
/// A variable that is not set, or is empty, is [nothing here](crate::source::SourceErrorKind::Nothing); one with a stray line break,
/// in quotes, or with a documentation page's placeholder is [terminal](crate::source::SourceErrorKind::Terminal). The error names the
/// variable and says what to do.
///
/// # Cancel safety
///
/// A load is over at its first poll.
///
/// # Examples
///
/// ```no_run
/// use tower_bearer::{Keys, source};
///
/// # async fn run() -> Result<(), source::SourceError> {
/// let keys = Keys::load(source::env("TRAKKR_API_KEY")).await?;
/// # Ok(()) }
/// ```
pub fn env(variable: impl Into<Cow<'static, str>>) -> EnvSource {
    EnvSource {
        variables: Variables::new(variable.into()),
        format: KeyFormat::ANY,
    }
}

/// Reads an environment variable; see [`env()`].
#[derive(Clone)]
pub struct EnvSource {
    variables: Variables,
    format: KeyFormat,
}

// ===== impl EnvSource =====

impl EnvSource {
    /// Looks for a key of this environment first: for `staging`, at `TRAKKR_API_KEY_STAGING` before `TRAKKR_API_KEY`.
    ///
    /// The name is put in capitals, with `_` in place of all but ASCII letters and digits: `eu-west` is `…_EU_WEST`. An environment
    /// with an empty name is a terminal error at the load, since it is a variable that somebody forgot.
    #[must_use]
    pub fn for_environment(self, environment: impl Into<String>) -> Self {
        Self {
            variables: self.variables.for_environment(environment.into()),
            ..self
        }
    }

    /// Also checks that the key looks like one of this API.
    #[must_use]
    pub fn with_format(self, format: KeyFormat) -> Self {
        Self { format, ..self }
    }

    fn read(&self) -> Result<Credential, SourceError> {
        let mut lookup = Lookup::default();
        for name in self.variables.names()? {
            if let Some(text) = lookup.text(&name) {
                return key(&name, &text, self.format).map(Credential::new);
            }
        }
        Err(lookup.nothing())
    }
}

impl KeySource for EnvSource {
    async fn load(&self) -> Result<Credential, SourceError> {
        self.read()
    }
}

impl fmt::Debug for EnvSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnvSource")
            .field("variable", &self.variables.name)
            .field("environment", &self.variables.environment)
            .finish_non_exhaustive()
    }
}
