use http::StatusCode;

use crate::error::AuthErrorKind;

/// A rule of one API, as const data: an answer with this status and this text means that.
///
/// ```
/// use http::StatusCode;
/// use tower_bearer::{AuthErrorKind, classify::ProfileRule};
///
/// const RULES: &[ProfileRule] = &[
///     ProfileRule::new(AuthErrorKind::InvalidKey).with_text("Invalid API key"),
///     ProfileRule::new(AuthErrorKind::PlanRequired).with_status(StatusCode::FORBIDDEN).with_text("Scale plan"),
/// ];
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ProfileRule {
    kind: AuthErrorKind,
    status: Option<StatusCode>,
    text: Option<&'static str>,
}

// ===== impl ProfileRule =====

impl ProfileRule {
    /// Any refusal means `kind`, unless a condition is added.
    pub const fn new(kind: AuthErrorKind) -> Self {
        Self {
            kind,
            status: None,
            text: None,
        }
    }

    /// With this status alone.
    #[must_use]
    pub const fn with_status(self, status: StatusCode) -> Self {
        Self {
            status: Some(status),
            ..self
        }
    }

    /// With this text in a code or a message of the body alone, whatever the case of its letters.
    #[must_use]
    pub const fn with_text(self, text: &'static str) -> Self {
        Self {
            text: Some(text),
            ..self
        }
    }

    pub(super) fn kind(&self) -> AuthErrorKind {
        self.kind
    }

    pub(super) fn text(&self) -> Option<&'static str> {
        self.text
    }

    pub(super) fn is_for(&self, status: StatusCode) -> bool {
        self.status.is_none_or(|own| own == status)
    }
}
