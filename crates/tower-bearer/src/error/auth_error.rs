use std::{error::Error as StdError, fmt, io, sync::OnceLock};

use bytes::Bytes;
use http::{Response, StatusCode};

use super::{
    AuthErrorKind, BoxError, Certainty, Evidence, RetryAfter, Rule, Verdict, echo,
    hint::{self, Facts, Withheld},
};
use crate::{challenge::Challenge, key::KeyId, text::Cleaner};

/// A failure of authentication: refused by the server, or stopped on this side before anything was sent.
///
/// One word wide; what it holds is on the heap, since failures are rare. `Display` is one line for a log, [`hint`](Self::hint)
/// one sentence for a person. Neither, nor `Debug`, ever shows the key.
///
/// ```
/// use tower_bearer::AuthError;
///
/// // From a service: `Error::Auth(error)`, or from any wrapper around it:
/// fn report(error: &(dyn std::error::Error + 'static)) {
///     if let Some(auth) = AuthError::find(error) {
///         eprintln!("{auth}\n  {}", auth.hint());
///     }
/// }
/// ```
pub struct AuthError(Box<Inner>);

struct Inner {
    verdict: Verdict,
    facts: Facts,
    withheld: Option<Withheld>,
    /// `None`: nothing was sent.
    answer: Option<Answer>,
    key_id: Option<KeyId>,
    /// Written on the way out, through a borrow.
    replaced_key_id: OnceLock<KeyId>,
    refresh_failure: OnceLock<BoxError>,
    cause: Option<BoxError>,
    hint: OnceLock<String>,
}

struct Answer {
    response: Response<Bytes>,
    is_cut: bool,
}

/// A refusal that is about to become an [`AuthError`]: all that a front end knows of it.
pub(crate) struct Refusal<'a> {
    pub(crate) verdict: Verdict,
    pub(crate) facts: Facts,
    pub(crate) withheld: Option<Withheld>,
    pub(crate) response: Response<Bytes>,
    pub(crate) is_cut: bool,
    /// The key that was sent, without its prefix.
    pub(crate) secret: Option<&'a [u8]>,
    pub(crate) cleaner: &'a Cleaner,
}

// ===== impl AuthError =====

impl AuthError {
    /// The failure of authentication in `error` or in what it was caused by ([`source`](StdError::source)), however deep.
    pub fn find<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a Self> {
        let mut next = Some(error);
        while let Some(error) = next {
            if let Some(found) = error.downcast_ref() {
                return Some(found);
            }
            // An `io::Error` names the cause of what it wraps, not what it wraps.
            let wrapped = error.downcast_ref().and_then(io::Error::get_ref);
            next = match wrapped {
                Some(wrapped) => Some(wrapped as &'a (dyn StdError + 'static)),
                None => error.source(),
            };
        }
        None
    }

    pub(crate) fn refused(mut refusal: Refusal<'_>) -> Self {
        echo::hide(refusal.response.headers_mut(), refusal.cleaner);
        Self(Box::new(Inner {
            verdict: refusal.verdict.cleaned(refusal.cleaner),
            facts: refusal.facts,
            withheld: refusal.withheld,
            answer: Some(Answer {
                response: refusal.response,
                is_cut: refusal.is_cut,
            }),
            key_id: refusal.secret.map(KeyId::of),
            replaced_key_id: OnceLock::new(),
            refresh_failure: OnceLock::new(),
            cause: None,
            hint: OnceLock::new(),
        }))
    }

    /// Nothing was sent: there was no key to send, for the reason `cause`.
    pub(crate) fn no_key_to_send(cause: impl Into<BoxError>) -> Self {
        Self(Box::new(Inner {
            cause: Some(cause.into()),
            ..Inner::local(AuthErrorKind::NoKeyToSend, None)
        }))
    }

    /// Nothing was sent: the request goes to an origin that may not have the key.
    pub(crate) fn origin_refused(withheld: Withheld) -> Self {
        Self(Box::new(Inner::local(AuthErrorKind::OriginRefused, Some(withheld))))
    }

    /// What went wrong.
    pub fn kind(&self) -> AuthErrorKind {
        self.0.verdict.kind()
    }

    /// Whether the server rejected the key itself, so that a newer key may help.
    pub fn is_key_rejected(&self) -> bool {
        self.kind().is_key_rejected()
    }

    /// The HTTP status of the answer; `None` when nothing was sent. That of a gRPC server is 200 whatever it says: see
    /// [`grpc_status`](Self::grpc_status).
    pub fn status(&self) -> Option<StatusCode> {
        self.response().map(Response::status)
    }

    /// The `grpc-status` by which a gRPC server refused: 16 (`UNAUTHENTICATED`) or 7 (`PERMISSION_DENIED`). `None` where the HTTP
    /// status did, and when nothing was sent.
    pub fn grpc_status(&self) -> Option<u16> {
        self.0.verdict.grpc_status()
    }

    /// The server's own words, cleaned: at most 512 characters, what is not to be seen escaped, the key that was sent cut out; see
    /// [there](crate::error#text-of-a-server).
    pub fn message(&self) -> Option<&str> {
        self.0.verdict.message()
    }

    /// The challenges of all `WWW-Authenticate` lines, in order (RFC 9110, section 11.6.1).
    pub fn challenges(&self) -> &[Challenge] {
        self.0.verdict.challenges()
    }

    /// When to ask again, if the server said so.
    pub fn retry_after(&self) -> Option<RetryAfter> {
        self.0.verdict.retry_after()
    }

    /// What the server calls this request: name it when you ask its people.
    pub fn request_id(&self) -> Option<&str> {
        self.0.verdict.request_id()
    }

    /// The fingerprint of the key that the refused request carried.
    pub fn key_id(&self) -> Option<KeyId> {
        self.0.key_id
    }

    /// The keys of all attempts in order: one, or two where the request was replayed.
    pub fn attempts(&self) -> impl Iterator<Item = KeyId> {
        self.0.replaced_key_id.get().copied().into_iter().chain(self.0.key_id)
    }

    /// Why there was no newer key after this refusal: what the key source said. Also in [`source`](StdError::source).
    pub fn refresh_failure(&self) -> Option<&(dyn StdError + 'static)> {
        match self.0.refresh_failure.get() {
            Some(failure) => Some(&**failure),
            None => None,
        }
    }

    /// The first word counts: an error is annotated once.
    pub(crate) fn set_replaced_key_id(&self, id: KeyId) {
        let _ = self.0.replaced_key_id.set(id);
    }

    pub(crate) fn set_refresh_failure(&self, failure: impl Into<BoxError>) {
        let _ = self.0.refresh_failure.set(failure.into());
    }

    /// Why the request carried no key, where a [`BearerAuthLayer`](crate::BearerAuthLayer) kept it back.
    pub fn withheld(&self) -> Option<Withheld> {
        self.0.withheld
    }

    /// Why the answer was taken for this kind.
    pub fn evidence(&self) -> &Evidence {
        self.0.verdict.evidence()
    }

    /// What to do next: one sentence for a person. The scopes that the server asks for are shown up to 512 characters.
    pub fn hint(&self) -> &str {
        self.0.hint.get_or_init(|| {
            hint::Situation {
                kind: self.kind(),
                facts: self.0.facts,
                withheld: self.0.withheld,
                challenges: self.challenges(),
                certainty: self.evidence().certainty(),
                cause: self.0.cause.as_ref(),
            }
            .to_string()
        })
    }

    /// The response as the server sent it, with as much of its body as was read; `None` when nothing was sent. Unlike
    /// [`message`](Self::message), nothing is cut out of it; a header in which the server repeats the key is marked as
    /// [sensitive](http::HeaderValue::is_sensitive).
    pub fn response(&self) -> Option<&Response<Bytes>> {
        self.0.answer.as_ref().map(|answer| &answer.response)
    }

    /// Turns the error back into the response, for callers that want to judge it themselves.
    ///
    /// # Errors
    ///
    /// `self`, when nothing was sent.
    pub fn into_response(mut self) -> Result<Response<Bytes>, Self> {
        match self.0.answer.take() {
            Some(answer) => Ok(answer.response),
            None => Err(self),
        }
    }

    /// Whether the headers of [`response`](Self::response) say more than was read of them, so that something may be missing from what
    /// this error says of them. Read are the first 256 fields, as long as they have at most 64 KiB (65,536 bytes) in their names and
    /// values; and of `WWW-Authenticate` among them the first 16 KiB (16,384 bytes), the first 64 challenges, and of each the first 64
    /// parameters. A [challenge](Self::challenges) of which a part was left out is [malformed](Challenge::is_malformed).
    pub fn is_head_cut(&self) -> bool {
        self.0.verdict.is_head_cut()
    }

    /// Whether the body of [`response`](Self::response) ends before the server's did: it was too long, too slow, or broke off.
    pub fn is_body_cut(&self) -> bool {
        self.0.answer.as_ref().is_some_and(|answer| answer.is_cut)
    }
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind())?;
        match (self.grpc_status(), self.status()) {
            (Some(status), _) => write!(f, " (gRPC {status})")?,
            (None, Some(status)) => write!(f, " ({})", status.as_u16())?,
            (None, None) => {}
        }
        match self.message() {
            Some(message) => write!(f, ": \"{message}\""),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthError")
            .field("kind", &self.kind())
            .field("status", &self.status())
            .field("grpc_status", &self.grpc_status())
            .field("message", &self.message())
            .field("evidence", self.evidence())
            .field("key_id", &self.key_id())
            .field("withheld", &self.withheld())
            .field("request_id", &self.request_id())
            .field("retry_after", &self.retry_after())
            .field("cause", &self.0.cause)
            .field("refresh_failure", &self.0.refresh_failure.get())
            .finish_non_exhaustive()
    }
}

impl StdError for AuthError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0.cause {
            Some(cause) => Some(&**cause),
            None => self.refresh_failure(),
        }
    }
}

// ===== impl Inner =====

impl Inner {
    fn local(kind: AuthErrorKind, withheld: Option<Withheld>) -> Self {
        // Known on this side, not read from an answer.
        let evidence = Evidence::new(Rule::Status, Certainty::High, "status", "nothing was sent");
        Self {
            verdict: Verdict::new(kind, evidence),
            facts: Facts::default(),
            withheld,
            answer: None,
            key_id: None,
            replaced_key_id: OnceLock::new(),
            refresh_failure: OnceLock::new(),
            cause: None,
            hint: OnceLock::new(),
        }
    }
}
