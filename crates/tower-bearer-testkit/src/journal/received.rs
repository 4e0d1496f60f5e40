use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, Uri, Version, request};

use super::credential::{self, ReceivedCredential};
use crate::key_header::KeyHeader;

/// A request that came in. It holds no credential: of each it says the header, the auth-scheme and the
/// [`KeyId`](tower_bearer::KeyId).
///
/// # Clone
///
/// A clone is a copy: one that was taken before the answer went out never learns its status.
#[derive(Clone)]
pub struct Received {
    method: Method,
    uri: Uri,
    version: Version,
    headers: HeaderMap,
    credentials: Vec<ReceivedCredential>,
    body: ReceivedBody,
    status: Option<StatusCode>,
}

#[derive(Clone, Default)]
pub(crate) struct ReceivedBody {
    pub(crate) bytes: Bytes,
    pub(crate) is_cut: bool,
}

// ===== impl Received =====

impl Received {
    pub(crate) fn new(parts: &request::Parts, body: ReceivedBody, key_header: &KeyHeader) -> Self {
        let mut headers = parts.headers.clone();
        Self {
            method: parts.method.clone(),
            uri: parts.uri.clone(),
            version: parts.version,
            credentials: credential::take(&mut headers, key_header),
            headers,
            body,
            status: None,
        }
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The request target as it was sent: path and query, as a rule; over HTTP/2 with scheme and authority before them.
    pub fn uri(&self) -> &Uri {
        &self.uri
    }

    /// The HTTP version.
    pub fn version(&self) -> Version {
        self.version
    }

    /// All headers but those in [`credentials`](Self::credentials).
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Every value of `Authorization`, `Proxy-Authorization`, `X-Api-Key` and of the box's own key header, one entry a value.
    pub fn credentials(&self) -> &[ReceivedCredential] {
        &self.credentials
    }

    /// The body: its first MiB (1,048,576 bytes) at most.
    pub fn body(&self) -> &Bytes {
        &self.body.bytes
    }

    /// Whether there was more of the body than is kept.
    pub fn is_body_cut(&self) -> bool {
        self.body.is_cut
    }

    /// The status of the answer; none as long as there is none, as on a path that is held.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    pub(crate) fn answered(&mut self, status: StatusCode) {
        self.status = Some(status);
    }
}

/// The path without its query, names of headers without values, the body's length: a client with a defect can put its key into
/// any of these.
impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("method", &self.method)
            .field("path", &self.uri.path())
            .field("version", &self.version)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("credentials", &self.credentials)
            .field("body_len", &self.body.bytes.len())
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}
