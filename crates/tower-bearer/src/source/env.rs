use std::{borrow::Cow, env::VarError, fmt};

use zeroize::Zeroize;

use super::{Credential, KeySource, SourceError, SourceErrorKind};
use crate::key::{ApiKey, ApiKeyErrorKind, KeyFormat};

/// The key in the environment variable `variable`.
///
/// The variable is read at each load. One that is not set, or is empty, is [nothing here](SourceErrorKind::Nothing); one with a
/// stray line break, in quotes, or with a documentation page's placeholder is an error that names the variable and says what to
/// do.
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
        variable: variable.into(),
        format: KeyFormat::ANY,
    }
}

/// Reads an environment variable; see [`env()`].
#[derive(Clone)]
pub struct EnvSource {
    variable: Cow<'static, str>,
    format: KeyFormat,
}

// ===== impl EnvSource =====

impl EnvSource {
    /// Also checks that the key looks like one of this API.
    #[must_use]
    pub fn with_format(self, format: KeyFormat) -> Self {
        Self { format, ..self }
    }

    fn read(&self) -> Result<ApiKey, SourceError> {
        let variable = &self.variable;
        let refuse = |kind, said: &str| Err(SourceError::said(kind, format!("{variable} {said}")));
        let text = match std::env::var(&**variable) {
            Ok(text) => text,
            Err(VarError::NotPresent) => {
                return refuse(
                    SourceErrorKind::Nothing,
                    "is not set: export it with the key that the API issued",
                );
            }
            Err(VarError::NotUnicode(text)) => {
                text.into_encoded_bytes().zeroize();
                return refuse(
                    SourceErrorKind::Terminal,
                    "is not text: keys are ASCII; copy the key again",
                );
            }
        };
        let checked = ApiKey::new(text).and_then(|key| self.format.check(&key).map(|()| key));
        match checked {
            Ok(key) => Ok(key),
            Err(error) if error.kind() == ApiKeyErrorKind::Empty => refuse(
                SourceErrorKind::Nothing,
                "is empty: export it with the key that the API issued",
            ),
            Err(error) => refuse(SourceErrorKind::Terminal, &format!("holds no usable key: {error}")),
        }
    }
}

impl KeySource for EnvSource {
    async fn load(&self) -> Result<Credential, SourceError> {
        self.read().map(Credential::new)
    }
}

impl fmt::Debug for EnvSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnvSource")
            .field("variable", &self.variable)
            .finish_non_exhaustive()
    }
}
