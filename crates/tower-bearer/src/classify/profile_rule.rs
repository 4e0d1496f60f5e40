use http::StatusCode;

use super::is_refusal;
use crate::error::AuthErrorKind;

/// A rule of one API, as const data: an answer with this status and this text means that.
///
/// A rule that names no status is for a 401 and a 403. One that names another is for an API that refuses keys with that: then the
/// status says nothing by itself, so give the rule a text too, and a field where the text may also stand in what was asked for. A layer
/// looks at such answers after [`peek_bodies`](crate::AuthErrorClassifier::peek_bodies) alone.
///
/// ```
/// use http::StatusCode;
/// use tower_bearer::{AuthErrorKind, classify::ProfileRule};
///
/// const RULES: &[ProfileRule] = &[
///     ProfileRule::new(AuthErrorKind::InvalidKey).with_text("Invalid API key"),
///     ProfileRule::new(AuthErrorKind::PlanRequired).with_status(StatusCode::FORBIDDEN).with_text("Scale plan"),
///     ProfileRule::new(AuthErrorKind::RevokedKey).with_status(StatusCode::OK).with_text("token_revoked").with_field("/error"),
/// ];
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ProfileRule {
    kind: AuthErrorKind,
    status: Option<StatusCode>,
    text: Option<&'static str>,
    field: Option<&'static str>,
}

// ===== impl ProfileRule =====

impl ProfileRule {
    /// Any 401 and 403 means `kind`, unless a condition is added.
    pub const fn new(kind: AuthErrorKind) -> Self {
        Self {
            kind,
            status: None,
            text: None,
            field: None,
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

    /// With the text in this field alone, a JSON pointer (RFC 6901) such as `/error/code`; no condition without a text.
    #[must_use]
    pub const fn with_field(self, field: &'static str) -> Self {
        Self {
            field: Some(field),
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
        match self.status {
            Some(own) => own == status,
            None => is_refusal(status),
        }
    }

    /// Whether it is for a status that is no refusal by itself.
    pub(super) fn names(&self, status: StatusCode) -> bool {
        !is_refusal(status) && self.is_for(status)
    }

    pub(super) fn is_about(&self, field: &str) -> bool {
        self.field.is_none_or(|own| own == field)
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::{
        super::{Answer, classify_any},
        *,
    };

    const REVOKED: ProfileRule = ProfileRule::new(AuthErrorKind::RevokedKey)
        .with_text("token_revoked")
        .with_field("/error");

    #[test]
    fn a_rule_without_a_status_is_for_a_401_and_a_403() {
        for (status, is_for) in [(401, true), (403, true), (200, false), (400, false), (404, false)] {
            assert_eq!(
                REVOKED.is_for(StatusCode::from_u16(status).unwrap()),
                is_for,
                "{status}"
            );
        }
    }

    #[test]
    fn another_status_takes_a_rule_that_names_it_and_fits() {
        // A code that says nothing to those who do not know this API.
        const OWN: ProfileRule = ProfileRule::new(AuthErrorKind::RevokedKey)
            .with_text("gone_fishing")
            .with_field("/error");
        const RULES: &[ProfileRule] = &[OWN, OWN.with_status(StatusCode::OK)];
        let kind = |status, body: &'static str, rules| {
            let headers = HeaderMap::new();
            let answer = Answer::new(status, &headers).with_body(body.as_bytes());
            classify_any(&answer, rules).map(|verdict| verdict.kind())
        };
        let refused = r#"{"error":"gone_fishing"}"#;

        assert_eq!(kind(StatusCode::OK, refused, RULES), Some(AuthErrorKind::RevokedKey));
        assert_eq!(kind(StatusCode::OK, refused, &[OWN]), None);
        assert_eq!(kind(StatusCode::BAD_REQUEST, refused, RULES), None);
        for body in [r#"{"message":"gone_fishing"}"#, r#"{"error":"no_such_channel"}"#, ""] {
            assert_eq!(kind(StatusCode::OK, body, RULES), None, "{body}");
        }
    }
}
