//! Why the program ended early, for a person to read.

use std::{error::Error, fmt, io};

/// An error with its causes, and what to do about it.
#[derive(Debug)]
pub(crate) struct Failure {
    error: Box<dyn Error>,
    advice: Option<String>,
}

// ===== impl Failure =====

impl Failure {
    pub(crate) fn new(error: impl Into<Box<dyn Error>>, advice: impl Into<String>) -> Self {
        Self {
            error: error.into(),
            advice: Some(advice.into()),
        }
    }

    pub(crate) fn is_broken_pipe(&self) -> bool {
        let error = self.error.downcast_ref::<io::Error>();
        error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// With `?`: nothing is to be done about it here.
impl<E: Into<Box<dyn Error>>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self {
            error: error.into(),
            advice: None,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.error)?;
        let mut cause = self.error.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        match &self.advice {
            Some(advice) => write!(f, "\n{advice}"),
            None => Ok(()),
        }
    }
}
