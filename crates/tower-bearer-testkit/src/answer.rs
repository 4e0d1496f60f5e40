//! Answers that a test chooses, down to those that no healthy server gives.

mod body;

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};

pub(crate) use self::body::AnswerBody;
use crate::stop::Stop;

/// What [`TestApi::set_answer`](crate::TestApi::set_answer) puts on a path.
///
/// A new answer has an empty body; one of the methods chooses another, and the last one wins. No key is asked for unless
/// [`behind_auth`](Self::behind_auth) says so.
///
/// ```
/// use http::{StatusCode, header};
/// use tower_bearer_testkit::Answer;
///
/// let busy = Answer::new(StatusCode::TOO_MANY_REQUESTS)
///     .header(header::RETRY_AFTER, header::HeaderValue::from_static("30"))
///     .json(r#"{"error":"Slow down"}"#);
/// let broken = Answer::new(StatusCode::UNAUTHORIZED).never_ending("<p>sorry</p>");
/// # let _ = (busy, broken);
/// ```
#[derive(Clone)]
#[must_use]
pub struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: BodyKind,
    behind_auth: bool,
}

#[derive(Clone)]
pub(crate) enum BodyKind {
    Bytes(Bytes),
    NeverEnding(Bytes),
    Stalled(Bytes),
    Cut { sent: Bytes, missing: u64 },
    Echo,
}

// ===== impl Answer =====

impl Answer {
    /// This status, no headers of its own, an empty body.
    pub fn new(status: StatusCode) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: BodyKind::Bytes(Bytes::new()),
            behind_auth: false,
        }
    }

    /// Adds a header; one of the same name stays beside it.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.append(name, value);
        self
    }

    /// These bytes, with their `Content-Length`.
    pub fn body(self, body: impl Into<Bytes>) -> Self {
        self.kind(BodyKind::Bytes(body.into()))
    }

    /// These bytes, and `Content-Type: application/json`.
    pub fn json(self, body: impl Into<Bytes>) -> Self {
        self.with(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .body(body)
    }

    /// This chunk again and again, as fast as the client reads. An empty one counts as one space.
    pub fn never_ending(self, chunk: impl Into<Bytes>) -> Self {
        let chunk = match chunk.into() {
            empty if empty.is_empty() => Bytes::from_static(b" "),
            chunk => chunk,
        };
        self.kind(BodyKind::NeverEnding(chunk))
    }

    /// These bytes, and then nothing, over a connection that stays open.
    pub fn stalled(self, first: impl Into<Bytes>) -> Self {
        self.kind(BodyKind::Stalled(first.into()))
    }

    /// These bytes under a `Content-Length` that promises `missing` bytes more (at least 1), and the end of the connection; over
    /// HTTP/2 of the stream alone.
    pub fn cut(self, sent: impl Into<Bytes>, missing: u64) -> Self {
        self.kind(BodyKind::Cut {
            sent: sent.into(),
            missing: missing.max(1),
        })
    }

    /// The very key that came in, in a JSON body and in a `WWW-Authenticate` header: what a careless server does, and what a
    /// client must not pass on to its log. Without a key in the request the quoted text is empty.
    pub fn echo(self) -> Self {
        self.kind(BodyKind::Echo)
    }

    /// For requests with a good key alone; others get the refusal that any path gives.
    pub fn behind_auth(mut self) -> Self {
        self.behind_auth = true;
        self
    }

    pub(crate) fn is_behind_auth(&self) -> bool {
        self.behind_auth
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// Puts a header in place of all of its name.
    pub(crate) fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// `key` is what an echo repeats.
    pub(crate) fn into_response(self, key: &[u8], stop: &Stop) -> Response<AnswerBody> {
        let answer = match self.body {
            BodyKind::Echo => self.echo_of(&String::from_utf8_lossy(key)),
            BodyKind::Cut { ref sent, missing } => {
                let promised = missing.saturating_add(sent.len() as u64);
                self.with(header::CONTENT_LENGTH, HeaderValue::from(promised))
            }
            _ => self,
        };
        let mut response = Response::new(AnswerBody::new(answer.body, stop));
        *response.status_mut() = answer.status;
        *response.headers_mut() = answer.headers;
        response
    }

    fn echo_of(self, key: &str) -> Self {
        let body = serde_json::json!({ "error": format!("Invalid API key: {key}") });
        let quoted = key.replace('\\', r"\\").replace('"', r#"\""#);
        let challenge =
            format!(r#"Bearer realm="trakkr", error="invalid_token", error_description="{quoted} is unknown""#);
        match HeaderValue::try_from(challenge) {
            Ok(challenge) => self.header(header::WWW_AUTHENTICATE, challenge),
            // What came in a header goes out in one.
            Err(_) => self,
        }
        .json(body.to_string())
    }

    fn kind(mut self, body: BodyKind) -> Self {
        self.body = body;
        self
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("body", &self.body)
            .field("behind_auth", &self.behind_auth)
            .finish_non_exhaustive()
    }
}

/// Sizes and no bytes: a test may well put a key into them.
impl fmt::Debug for BodyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "Bytes({})", bytes.len()),
            Self::NeverEnding(chunk) => write!(f, "NeverEnding({})", chunk.len()),
            Self::Stalled(first) => write!(f, "Stalled({})", first.len()),
            Self::Cut { sent, missing } => write!(f, "Cut({}, {missing})", sent.len()),
            Self::Echo => f.write_str("Echo"),
        }
    }
}
