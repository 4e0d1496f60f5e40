use std::time::Duration;

use http::{Extensions, HeaderMap, HeaderValue, Response, response};

use super::head::Head;
use crate::{
    classify::{Answer, CredentialSent, ProfileRule, judge},
    error::{AuthError, Facts, Refusal, Withheld},
    scheme::AuthScheme,
};

/// What is the same for every request of a classifier.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) scheme: AuthScheme,
    pub(super) rules: &'static [ProfileRule],
    pub(super) facts: Facts,
    pub(crate) body_limit: usize,
    pub(crate) body_timeout: Option<Duration>,
}

/// What a request carried.
#[derive(Clone, Debug)]
pub(crate) enum Sent {
    /// Sensitive, or not ours; it is read on failure alone.
    Credential(HeaderValue),
    /// And the reason that a layer outside left, if one did.
    Nothing(Option<Withheld>),
}

const BODY_LIMIT: usize = 64 * 1024;
const BODY_TIMEOUT: Duration = Duration::from_secs(5);

// ===== impl Settings =====

impl Settings {
    #[inline]
    pub(crate) fn sent(&self, headers: &HeaderMap, extensions: &Extensions) -> Sent {
        match headers.get(self.scheme.header()) {
            // A clone of the value shares its bytes.
            Some(value) => Sent::Credential(value.clone()),
            None => Sent::Nothing(extensions.get().copied()),
        }
    }

    /// The error for an answer with a status of refusal.
    pub(crate) fn refusal(&self, parts: response::Parts, head: Head, sent: &Sent) -> AuthError {
        let (secret, withheld, credential_sent) = match sent {
            Sent::Credential(value) => (Some(self.scheme.key_in(value)), None, CredentialSent::Yes),
            Sent::Nothing(withheld) => (None, *withheld, CredentialSent::No),
        };
        let answer = Answer::new(parts.status, &parts.headers)
            .with_body(&head.bytes)
            .with_credential_sent(credential_sent);
        let verdict = judge(&answer, self.rules);
        AuthError::refused(Refusal {
            verdict,
            facts: self.facts,
            withheld,
            response: Response::from_parts(parts, head.bytes),
            is_cut: head.is_cut,
            secret,
        })
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            scheme: AuthScheme::bearer(),
            rules: &[],
            facts: Facts::default(),
            body_limit: BODY_LIMIT,
            body_timeout: Some(BODY_TIMEOUT),
        }
    }
}
