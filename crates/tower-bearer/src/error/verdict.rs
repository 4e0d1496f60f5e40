use std::time::{Duration, SystemTime};

use super::{AuthErrorKind, Evidence};
use crate::{challenge::Challenge, text::Cleaner};

/// What an answer was taken for: the kind, why, and what else the server said.
#[derive(Clone, Debug)]
pub struct Verdict {
    kind: AuthErrorKind,
    evidence: Evidence,
    message: Option<String>,
    challenges: Vec<Challenge>,
    retry_after: Option<RetryAfter>,
    request_id: Option<String>,
    grpc_status: Option<u16>,
    is_head_cut: bool,
}

/// When to ask again, as the server put it (RFC 9110, section 10.2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryAfter {
    /// So long after the answer was received.
    Delay(Duration),
    /// At this time of the server's clock.
    At(SystemTime),
}

// ===== impl Verdict =====

impl Verdict {
    pub(crate) fn new(kind: AuthErrorKind, evidence: Evidence) -> Self {
        Self {
            kind,
            evidence,
            message: None,
            challenges: Vec::new(),
            retry_after: None,
            request_id: None,
            grpc_status: None,
            is_head_cut: false,
        }
    }

    pub(crate) fn with_message(self, message: Option<String>) -> Self {
        Self { message, ..self }
    }

    pub(crate) fn with_challenges(self, challenges: Vec<Challenge>) -> Self {
        Self { challenges, ..self }
    }

    pub(crate) fn with_retry_after(self, retry_after: Option<RetryAfter>) -> Self {
        Self { retry_after, ..self }
    }

    pub(crate) fn with_request_id(self, request_id: Option<String>) -> Self {
        Self { request_id, ..self }
    }

    pub(crate) fn with_grpc_status(self, grpc_status: Option<u16>) -> Self {
        Self { grpc_status, ..self }
    }

    pub(crate) fn with_head_cut(self, is_head_cut: bool) -> Self {
        Self { is_head_cut, ..self }
    }

    /// What went wrong.
    pub fn kind(&self) -> AuthErrorKind {
        self.kind
    }

    /// Why it was taken for that.
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// The server's own words, if it had any.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The challenges of all `WWW-Authenticate` lines, in order.
    pub fn challenges(&self) -> &[Challenge] {
        &self.challenges
    }

    /// When to ask again.
    pub fn retry_after(&self) -> Option<RetryAfter> {
        self.retry_after
    }

    /// What the server calls this request, to name when asking its people.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The `grpc-status` by which a gRPC server refused: 16 (`UNAUTHENTICATED`) or 7 (`PERMISSION_DENIED`). `None` where the HTTP
    /// status did.
    pub fn grpc_status(&self) -> Option<u16> {
        self.grpc_status
    }

    /// Whether the headers of the answer go on behind what was read of them: see [`AuthError::is_head_cut`](crate::AuthError::is_head_cut).
    pub fn is_head_cut(&self) -> bool {
        self.is_head_cut
    }

    /// Caps and escapes the text of the server, where no key is known that would have to be cut out of it. Challenges stay as they
    /// were sent.
    pub(crate) fn capped(self) -> Self {
        let cleaner = Cleaner::new([]);
        let clean = |text: &str| cleaner.clean(text);
        let evidence = &self.evidence;
        Self {
            evidence: Evidence::new(
                evidence.rule(),
                evidence.certainty(),
                clean(evidence.field()),
                clean(evidence.text()),
            ),
            message: self.message.as_deref().map(clean),
            request_id: self.request_id.as_deref().map(clean),
            ..self
        }
    }

    /// Makes all text of the server safe to show.
    pub(crate) fn cleaned(self, cleaner: &Cleaner) -> Self {
        let clean = |text: &str| cleaner.clean(text);
        Self {
            evidence: self.evidence.map_text(clean),
            message: self.message.as_deref().map(clean),
            challenges: self
                .challenges
                .into_iter()
                .map(|challenge| challenge.map_text(clean))
                .collect(),
            request_id: self.request_id.as_deref().map(clean),
            ..self
        }
    }
}

// ===== impl RetryAfter =====

impl RetryAfter {
    /// How long from `now` on; zero when the time is past.
    pub fn delay(self, now: SystemTime) -> Duration {
        match self {
            Self::Delay(delay) => delay,
            Self::At(at) => at.duration_since(now).unwrap_or_default(),
        }
    }
}
