//! What the APIs answer, held against what their profiles make of it. The bodies are our own, of the shapes that are documented.
#![cfg(test)]

mod models;
mod services;
mod tools;

use http::{HeaderMap, StatusCode};
use tower_bearer::{
    ApiProfile, AuthErrorKind,
    classify::{Answer, CredentialSent, Rule},
};

/// One answer, and what it means.
struct Said {
    status: u16,
    sent: CredentialSent,
    body: &'static str,
    kind: Option<AuthErrorKind>,
    is_rejected: bool,
    is_own: bool,
}

/// To a request without a key.
fn unkeyed(status: u16, body: &'static str) -> Said {
    Said {
        sent: CredentialSent::No,
        ..said(status, body, Some(AuthErrorKind::MissingKey))
    }
}

/// The key itself is refused, which may cause a refresh.
fn rejected(status: u16, body: &'static str, kind: AuthErrorKind) -> Said {
    Said {
        is_rejected: true,
        ..said(status, body, Some(kind))
    }
}

/// Something else is in the way: another key will not help.
fn spared(status: u16, body: &'static str, kind: AuthErrorKind) -> Said {
    said(status, body, Some(kind))
}

/// It is no refusal.
fn fine(status: u16, body: &'static str) -> Said {
    said(status, body, None)
}

fn said(status: u16, body: &'static str, kind: Option<AuthErrorKind>) -> Said {
    Said {
        status,
        sent: CredentialSent::Yes,
        body,
        kind,
        is_rejected: false,
        is_own: false,
    }
}

impl Said {
    /// And it is a rule of the profile that says so, with or without what is known of APIs in general.
    fn own(self) -> Self {
        Self { is_own: true, ..self }
    }
}

fn check<const N: usize>(profile: &ApiProfile, answers: [Said; N]) {
    let headers = HeaderMap::new();
    for said in answers {
        let text = format!("{} {} {}", profile.name(), said.status, said.body);
        let answer = Answer::new(StatusCode::from_u16(said.status).unwrap(), &headers)
            .with_body(said.body.as_bytes())
            .with_credential_sent(said.sent);
        let verdict = profile.classify(&answer);

        assert_eq!(verdict.as_ref().map(|verdict| verdict.kind()), said.kind, "{text}");
        let Some(verdict) = verdict else { continue };
        assert_eq!(verdict.kind().is_key_rejected(), said.is_rejected, "{text}");
        assert!(!said.is_own || verdict.evidence().rule() == Rule::Profile, "{text}");
    }
}
