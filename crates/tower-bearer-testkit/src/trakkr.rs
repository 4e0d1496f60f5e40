//! What Trakkr says, in the words of its documentation where that has any.

use http::{HeaderValue, StatusCode, header};

use crate::{answer::Answer, keyring::Verdict};

/// What the box says in `WWW-Authenticate` when it refuses a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChallengeStyle {
    /// Nothing, as Trakkr does.
    #[default]
    Silent,
    /// As RFC 6750, section 3, asks for: `Bearer realm="trakkr"`, with `error="invalid_token"` when a key was sent and was bad.
    Rfc6750,
}

/// Why a request is refused.
#[derive(Clone, Copy)]
pub(crate) enum Refusal {
    Missing,
    Ambiguous,
    Invalid,
    Expired,
    PlanTooLow,
}

/// How refusals look; a test can change it at any time.
#[derive(Clone, Copy)]
pub(crate) struct Manners {
    pub(crate) invalid_key_status: StatusCode,
    pub(crate) challenge: ChallengeStyle,
}

pub(crate) fn brands() -> Answer {
    Answer::new(StatusCode::OK).json(r#"[{"id":"brd_1","name":"Acme"},{"id":"brd_2","name":"Globex"}]"#)
}

pub(crate) fn not_found() -> Answer {
    error(StatusCode::NOT_FOUND, "Not found")
}

pub(crate) fn method_not_allowed() -> Answer {
    error(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed")
        .header(header::ALLOW, HeaderValue::from_static("GET, HEAD"))
}

pub(crate) fn error(status: StatusCode, message: &str) -> Answer {
    Answer::new(status).json(serde_json::json!({ "error": message }).to_string())
}

// ===== impl Refusal =====

impl Refusal {
    pub(crate) fn of(verdict: Verdict) -> Option<Self> {
        match verdict {
            Verdict::Good => None,
            Verdict::Invalid => Some(Self::Invalid),
            Verdict::Expired => Some(Self::Expired),
            Verdict::PlanTooLow => Some(Self::PlanTooLow),
        }
    }

    pub(crate) fn answer(self, manners: Manners) -> Answer {
        let answer = match self {
            Self::Missing => error(StatusCode::UNAUTHORIZED, "Missing API key"),
            Self::Ambiguous => error(StatusCode::BAD_REQUEST, "More than one API key"),
            Self::Invalid => error(manners.invalid_key_status, "Invalid API key"),
            Self::Expired => error(StatusCode::UNAUTHORIZED, "API key expired"),
            Self::PlanTooLow => error(StatusCode::FORBIDDEN, "API access requires the Scale plan or above"),
        };
        match (manners.challenge, self.challenge()) {
            (ChallengeStyle::Rfc6750, Some(challenge)) => {
                answer.header(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
            }
            _ => answer,
        }
    }

    /// No error code where no key was sent (RFC 6750, section 3.1), no challenge where another key would not help.
    fn challenge(self) -> Option<&'static str> {
        match self {
            Self::Missing => Some(r#"Bearer realm="trakkr""#),
            Self::Invalid | Self::Expired => Some(r#"Bearer realm="trakkr", error="invalid_token""#),
            Self::Ambiguous | Self::PlanTooLow => None,
        }
    }
}

// ===== impl Manners =====

impl Default for Manners {
    fn default() -> Self {
        Self {
            invalid_key_status: StatusCode::UNAUTHORIZED,
            challenge: ChallengeStyle::default(),
        }
    }
}
