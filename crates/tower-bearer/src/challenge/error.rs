use std::{error::Error, fmt};

/// Where a field line breaks the grammar of `WWW-Authenticate`, and what was expected there. It contains nothing of the line.
///
/// ```
/// use tower_bearer::Challenge;
///
/// let error = Challenge::parse_strict(b"Bearer scope=read:all").unwrap_err();
/// assert_eq!(error.to_string(), "expected a comma at byte 17");
/// assert_eq!(error.position(), 17);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChallengeError {
    position: usize,
    fault: Fault,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    NoScheme,
    NoParameter,
    NoEquals,
    NoValue,
    NoComma,
    QuotedCharacter,
    Unterminated,
    Repeated,
}

// ===== impl ChallengeError =====

impl ChallengeError {
    pub(super) fn at(position: usize, fault: Fault) -> Self {
        Self { position, fault }
    }

    /// Where, in bytes from the start of the line, counted from 0; the length of the line if something is missing at its end.
    pub fn position(&self) -> usize {
        self.position
    }
}

impl fmt::Display for ChallengeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fault = match self.fault {
            Fault::NoScheme => "expected an auth-scheme",
            Fault::NoParameter => "expected a token68 or a parameter",
            Fault::NoEquals => "expected an equals sign",
            Fault::NoValue => "expected a token or a quoted-string",
            Fault::NoComma => "expected a comma",
            Fault::QuotedCharacter => "a quoted-string has a control character",
            Fault::Unterminated => "a quoted-string has no end, it starts",
            Fault::Repeated => "a parameter is repeated",
        };
        write!(f, "{fault} at byte {}", self.position)
    }
}

impl Error for ChallengeError {}
