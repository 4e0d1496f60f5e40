//! What a refusal means: pure functions from an answer to a [`Verdict`].
//!
//! An [`Answer`] is status, headers, the first bytes of the body, and whether a key was sent; there is no key in it, no I/O, and
//! nothing of tower. [`classify`] asks these layers in this order, and the first that answers wins:
//!
//! 1. the API's own [rules](ProfileRule)
//! 2. the error code of a challenge (RFC 6750, section 3.1; RFC 9470, section 3; RFC 9449, section 9)
//! 3. a code in the body (RFC 9457 problem details and the JSON shapes that are common)
//! 4. a phrase in the body, or in a description beside a challenge
//! 5. a header, such as `Retry-After` with a 403
//! 6. the status, with whether a key was sent
//!
//! A verdict that the key was rejected can cause a refresh, so it is the one that takes the most evidence; where nothing else is
//! said, a 403 means that the key is good. A body with a `Content-Encoding` is not looked into. [`classify_any`] looks at other
//! statuses too. How well all this does is measured in `docs/CLASSIFICATION.md` of the repository.
//!
//! A gRPC server answers with HTTP 200 and says in `grpc-status` what went wrong. Where that is among the headers of the answer
//! ("Trailers-Only"), 16 (`UNAUTHENTICATED`) is judged as a 401 is, 7 (`PERMISSION_DENIED`) as a 403, and `grpc-message` is what the
//! phrases are looked for in. The answer has to say that it is gRPC: `Content-Type: application/grpc`, `application/grpc+proto` and
//! so on, and not `application/grpc-web`.
//!
//! ```
//! use http::{HeaderMap, StatusCode};
//! use tower_bearer::{
//!     AuthErrorKind,
//!     classify::{Answer, CredentialSent, classify},
//! };
//!
//! let headers = HeaderMap::new();
//! let answer = Answer::new(StatusCode::FORBIDDEN, &headers)
//!     .with_body(br#"{"error":"Invalid API key"}"#)
//!     .with_credential_sent(CredentialSent::Yes);
//! let verdict = classify(&answer, &[]).expect("a 403 is a refusal");
//! assert_eq!(verdict.kind(), AuthErrorKind::InvalidKey);
//! assert_eq!(verdict.evidence().field(), "/error");
//! ```

mod answer;
mod fields;
mod grpc;
mod json;
mod judge;
mod layers;
mod markup;
mod matcher;
mod members;
mod profile_rule;
#[cfg(test)]
mod properties;
mod rules;
mod terms;
#[cfg(test)]
mod tests;
mod texts;
mod vocabulary;
mod words;

pub use self::{
    answer::{Answer, CredentialSent},
    judge::{classify, classify_any},
    profile_rule::ProfileRule,
};
pub(crate) use self::{
    grpc::{MayBeGrpc, is_refused, is_success},
    judge::{is_named, is_refusal, judge, judge_named},
};
pub use crate::error::{Certainty, Evidence, RetryAfter, Rule, Verdict};
