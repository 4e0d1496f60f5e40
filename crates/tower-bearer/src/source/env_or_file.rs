use std::{borrow::Cow, fmt, path::PathBuf};

use super::{
    Credential, KeySource, SourceError, SourceErrorKind,
    env::{self, Lookup, Variables},
    file::{self, RECHECK, Readers, off_the_runtime},
};
use crate::key::KeyFormat;

/// The key in the environment variable `variable`, or in the file whose path is in the variable `<variable>_FILE`.
///
/// For programs in containers: this is how many images take secrets, since a mounted file shows in no list of processes and is
/// handed down to no child. The variables are read at each load; a file is read again every 30 seconds, as by [`file`](super::file()).
///
/// # Errors
///
/// Where neither is set, or both are empty, there is [nothing here](SourceErrorKind::Nothing), and the error names all variables that
/// were looked at. Where both are set it is [terminal](SourceErrorKind::Terminal) and names both, since one of them is a mistake. A
/// file that is named and not there is [transient](SourceErrorKind::Transient): somebody said that the key is in it. All else is as
/// for [`env`](super::env()) and [`file`](super::file()).
///
/// # Cancel safety
///
/// As for [`file`](super::file()), and so is the need of a Tokio runtime where a file is named.
///
/// # Examples
///
/// ```no_run
/// use tower_bearer::{Keys, source};
///
/// # async fn run() -> Result<(), source::SourceError> {
/// // TRAKKR_API_KEY_FILE=/run/secrets/trakkr
/// let keys = Keys::load(source::env_or_file("TRAKKR_API_KEY")).await?;
/// # Ok(()) }
/// ```
pub fn env_or_file(variable: impl Into<Cow<'static, str>>) -> EnvOrFileSource {
    EnvOrFileSource {
        variables: Variables::new(variable.into()),
        format: KeyFormat::ANY,
        readers: Readers::default(),
    }
}

/// Reads an environment variable, or the file that one names; see [`env_or_file`].
#[derive(Clone)]
pub struct EnvOrFileSource {
    variables: Variables,
    format: KeyFormat,
    readers: Readers,
}

/// What the variables led to.
enum Found {
    Key(Credential),
    File(PathBuf),
}

// ===== impl EnvOrFileSource =====

impl EnvOrFileSource {
    /// Looks for a key of this environment first: for `staging`, at `TRAKKR_API_KEY_STAGING` and `TRAKKR_API_KEY_STAGING_FILE` before
    /// the other two. See [`EnvSource::for_environment`](super::EnvSource::for_environment).
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

    fn find(&self) -> Result<Found, SourceError> {
        let mut lookup = Lookup::default();
        for name in self.variables.names()? {
            let name_of_file = format!("{name}_FILE");
            match (lookup.text(&name), lookup.value(&name_of_file)) {
                (Some(_), Some(_)) => {
                    return Err(SourceError::said(
                        SourceErrorKind::Terminal,
                        format!("both {name} and {name_of_file} are set: keep the one that you mean"),
                    ));
                }
                (Some(text), None) => {
                    return env::key(&name, &text, self.format).map(|key| Found::Key(Credential::new(key)));
                }
                (None, Some(path)) => return Ok(Found::File(path.into())),
                (None, None) => {}
            }
        }
        Err(lookup.nothing())
    }
}

impl KeySource for EnvOrFileSource {
    async fn load(&self) -> Result<Credential, SourceError> {
        let path = match self.find()? {
            Found::Key(credential) => return Ok(credential),
            Found::File(path) => path,
        };
        let (read, format) = (path.clone(), self.format);
        let (key, is_readable) = off_the_runtime(move || file::read_key(&read, format))
            .await
            .map_err(SourceError::expected)?;
        self.readers.note(&path, is_readable);
        Ok(Credential::new(key).recheck_after(RECHECK))
    }
}

impl fmt::Debug for EnvOrFileSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnvOrFileSource")
            .field("variable", &self.variables.name)
            .field("environment", &self.variables.environment)
            .finish_non_exhaustive()
    }
}
