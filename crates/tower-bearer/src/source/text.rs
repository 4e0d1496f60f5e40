//! From the text that a source found to a key.

use super::{SourceError, SourceErrorKind};
use crate::key::{ApiKey, ApiKeyError, ApiKeyErrorKind, KeyFormat};

/// Where a text was found, for whoever has to mend it.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// Begins the sentence: `TRAKKR_API_KEY`.
    pub(super) name: &'a str,
    /// What to do where it is empty.
    pub(super) fill: &'static str,
}

// ===== impl Place =====

impl Place<'_> {
    /// The key that `text` is.
    pub(super) fn key(&self, text: &[u8], format: KeyFormat) -> Result<ApiKey, SourceError> {
        self.checked(text, format, |text| ApiKey::new(text))
    }

    /// The key that `text` is, by the rules of `check`.
    pub(super) fn checked(
        &self,
        text: &[u8],
        format: KeyFormat,
        check: impl FnOnce(&str) -> Result<ApiKey, ApiKeyError>,
    ) -> Result<ApiKey, SourceError> {
        let Self { name, fill } = self;
        let Ok(text) = std::str::from_utf8(text) else {
            return Err(SourceError::said(
                SourceErrorKind::Terminal,
                format!("{name} is not text: keys are ASCII; copy the key again"),
            ));
        };
        check(text)
            .and_then(|key| format.check(&key).map(|()| key))
            .map_err(|error| match error.kind() {
                ApiKeyErrorKind::Empty => SourceError::nothing(format!("{name} is empty: {fill}")),
                _ => SourceError::said(
                    SourceErrorKind::Terminal,
                    format!("{name} holds no usable key: {error}"),
                ),
            })
    }
}

/// Without the one line end that editors, `echo` and most programs put at the end (B4).
#[cfg(any(feature = "command", feature = "file"))]
pub(super) fn without_line_end(text: &[u8]) -> &[u8] {
    match text {
        [text @ .., b'\r', b'\n'] | [text @ .., b'\n'] => text,
        text => text,
    }
}
