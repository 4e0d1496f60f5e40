use std::{fmt, iter, time::Duration};

use bytes::Bytes;
use http::{Extensions, HeaderMap, HeaderValue, Response, StatusCode, header::GetAll, response};
use memchr::memmem;
use zeroize::Zeroizing;

use super::head::Head;
use crate::{
    classify::{Answer, CredentialSent, ProfileRule, Verdict, is_named, judge, judge_named},
    error::{AuthError, Facts, Refusal, Withheld},
    scheme::AuthScheme,
    text::{self, Cleaner},
};

/// What is the same for every request of a classifier.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) scheme: AuthScheme,
    pub(super) rules: &'static [ProfileRule],
    pub(super) facts: Facts,
    pub(crate) body_limit: usize,
    pub(crate) body_timeout: Option<Duration>,
    /// Whether other answers than refusals are looked at: those with a status that a rule names.
    pub(super) peeks: bool,
}

/// What a request carried.
#[derive(Clone)]
pub(crate) enum Sent {
    /// Sensitive, or not ours, and then not marked; it is read on failure alone. Where a caller wrote several it is all of them, with
    /// [`BETWEEN`] between them: so nothing more is kept and dropped for a request that has one.
    Credential(HeaderValue),
    /// And the reason that a layer outside left, if one did.
    Nothing(Option<Withheld>),
}

const BODY_LIMIT: usize = 64 * 1024;
const BODY_TIMEOUT: Duration = Duration::from_secs(5);

/// In no credential.
const BETWEEN: &[u8] = b"\t,\t";

// ===== impl Settings =====

impl Settings {
    /// What was sent where no header has several values, as in nearly every request.
    #[inline]
    pub(super) fn sent_once(&self, headers: &HeaderMap, extensions: &Extensions) -> Sent {
        match headers.get(self.scheme.header()) {
            // A clone of the value shares its bytes.
            Some(value) => Sent::Credential(value.clone()),
            None => Sent::Nothing(extensions.get().copied()),
        }
    }

    pub(crate) fn sent(&self, headers: &HeaderMap, extensions: &Extensions) -> Sent {
        let values = headers.get_all(self.scheme.header());
        match values.iter().nth(1).and_then(|_| joined(values)) {
            Some(all) => Sent::Credential(all),
            None => self.sent_once(headers, extensions),
        }
    }

    /// The error for an answer with a status of refusal.
    pub(crate) fn refusal(&self, parts: response::Parts, head: Head, sent: &Sent) -> AuthError {
        let cleaner = self.cleaner(sent);
        let verdict = sent.answered(&parts, &head, &cleaner, |answer| judge(answer, self.rules));
        self.error(verdict, parts, head, sent, &cleaner)
    }

    /// Whether a rule may have something to say of an answer that is no refusal.
    pub(crate) fn peeks(&self, status: StatusCode, headers: &HeaderMap) -> bool {
        self.peeks && is_named(status, headers, self.rules)
    }

    /// The error for an answer that is a failure by one of the rules; its parts, where it is none.
    pub(crate) fn named(&self, parts: response::Parts, head: Head, sent: &Sent) -> Result<response::Parts, AuthError> {
        let cleaner = self.cleaner(sent);
        match sent.answered(&parts, &head, &cleaner, |answer| judge_named(answer, self.rules)) {
            Some(verdict) => Err(self.error(verdict, parts, head, sent, &cleaner)),
            None => Ok(parts),
        }
    }

    /// Takes the key that was sent out of what the server says.
    fn cleaner(&self, sent: &Sent) -> Cleaner {
        Cleaner::new(sent.secrets(&self.scheme))
    }

    fn error(&self, verdict: Verdict, parts: response::Parts, head: Head, sent: &Sent, cleaner: &Cleaner) -> AuthError {
        AuthError::refused(Refusal {
            verdict,
            facts: self.facts,
            withheld: match sent {
                Sent::Credential(_) => None,
                Sent::Nothing(withheld) => *withheld,
            },
            response: Response::from_parts(parts, head.bytes),
            is_cut: head.is_cut,
            secret: sent.secrets(&self.scheme).next(),
            cleaner,
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
            peeks: false,
        }
    }
}

// ===== impl Sent =====

impl Sent {
    /// The key, without its prefix; and what else a caller wrote in its place.
    fn secrets(&self, scheme: &AuthScheme) -> impl Iterator<Item = &[u8]> {
        let mut rest = match self {
            Self::Credential(value) => Some(value.as_bytes()),
            Self::Nothing(_) => None,
        };
        iter::from_fn(move || {
            let values = rest?;
            let end = memmem::find(values, BETWEEN);
            rest = end.and_then(|end| values.get(end + BETWEEN.len()..));
            Some(scheme.key_in(values.get(..end.unwrap_or(values.len()))?))
        })
    }

    /// What `judge` says of the answer to it, which does not have the key in it.
    fn answered<T>(
        &self,
        parts: &response::Parts,
        head: &Head,
        cleaner: &Cleaner,
        judge: impl FnOnce(&Answer<'_>) -> T,
    ) -> T {
        let (read, body) = (text::Head::of(&parts.headers), cleaner.hide(&head.bytes));
        let headers = cleaner.hide_in_headers(&read.headers);
        let answer = Answer::new(parts.status, &parts.headers)
            .meant()
            .with_head(&headers, read.is_cut)
            .with_body(&body)
            .with_credential_sent(match self {
                Self::Credential(_) => CredentialSent::Yes,
                Self::Nothing(_) => CredentialSent::No,
            });
        judge(&answer)
    }
}

impl fmt::Debug for Sent {
    /// Without the value: a caller's own is rarely marked as sensitive.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Credential(_) => f.write_str("Credential"),
            Self::Nothing(withheld) => f.debug_tuple("Nothing").field(withheld).finish(),
        }
    }
}

/// Several values as one, which is wiped as a key is; `None` for what cannot be: that they are no value together.
fn joined(values: GetAll<'_, HeaderValue>) -> Option<HeaderValue> {
    let len = values.iter().map(|value| value.len() + BETWEEN.len()).sum();
    let mut all = Zeroizing::new(Vec::with_capacity(len));
    for value in values {
        if !all.is_empty() {
            all.extend_from_slice(BETWEEN);
        }
        all.extend_from_slice(value.as_bytes());
    }
    HeaderValue::from_maybe_shared(Bytes::from_owner(all)).ok()
}
