use std::{error::Error, fmt, sync::Arc};

/// Why a source gave no key.
///
/// `Display` says what is wrong and what to do, and never a key; the cause, where there is one, is in
/// [`source`](Error::source).
///
/// # Clone
///
/// A clone is the same error: all who waited for one load share it.
#[derive(Clone)]
pub struct SourceError {
    inner: Arc<Inner>,
}

struct Inner {
    kind: SourceErrorKind,
    message: String,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

/// Whether another try can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SourceErrorKind {
    /// Not before somebody changes something: a key that is none, a login that was refused.
    Terminal,
    /// It may: a server that did not answer.
    Transient,
    /// The source is in order and has no key: a variable that is not set.
    Nothing,
}

// ===== impl SourceError =====

impl SourceError {
    /// Another try cannot help before somebody changes something.
    pub fn terminal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::caused(
            SourceErrorKind::Terminal,
            String::from("the key source failed"),
            cause.into(),
        )
    }

    /// Another try may help.
    pub fn transient(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::caused(
            SourceErrorKind::Transient,
            String::from("the key source failed for now"),
            cause.into(),
        )
    }

    /// There is no key here; `message` says where one was looked for.
    pub fn nothing(message: impl Into<String>) -> Self {
        Self::said(SourceErrorKind::Nothing, message)
    }

    pub(crate) fn said(kind: SourceErrorKind, message: impl Into<String>) -> Self {
        let inner = Inner {
            kind,
            message: message.into(),
            cause: None,
        };
        Self { inner: Arc::new(inner) }
    }

    /// Only for causes that cannot hold a key: whoever prints the chain prints them too.
    pub(crate) fn caused(kind: SourceErrorKind, message: String, cause: Box<dyn Error + Send + Sync>) -> Self {
        let inner = Inner {
            kind,
            message,
            cause: Some(cause),
        };
        Self { inner: Arc::new(inner) }
    }

    /// The same, where somebody said that the key is to be had here: nothing is then no answer, and another try may help.
    #[cfg(feature = "file")]
    pub(crate) fn expected(self) -> Self {
        match self.kind() {
            SourceErrorKind::Nothing => Self::said(SourceErrorKind::Transient, self.to_string()),
            SourceErrorKind::Terminal | SourceErrorKind::Transient => self,
        }
    }

    /// Whether another try can help.
    pub fn kind(&self) -> SourceErrorKind {
        self.inner.kind
    }
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.inner.message)
    }
}

impl fmt::Debug for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SourceError")
            .field("kind", &self.inner.kind)
            .field("message", &self.inner.message)
            .field("cause", &self.inner.cause)
            .finish()
    }
}

impl Error for SourceError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.inner.cause {
            Some(cause) => Some(&**cause),
            None => None,
        }
    }
}
