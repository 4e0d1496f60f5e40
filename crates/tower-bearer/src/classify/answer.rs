use http::{HeaderMap, StatusCode, header};

/// What a server answered, and what is known of the request: all that a classification looks at.
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    pub(super) status: StatusCode,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: &'a [u8],
    pub(super) credential_sent: CredentialSent,
}

/// Whether the request carried a credential when it left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "yes, no, or not known: there is no fourth")]
pub enum CredentialSent {
    /// It did.
    Yes,
    /// It did not.
    No,
    /// Whoever asks could not see the request.
    #[default]
    Unknown,
}

// ===== impl Answer =====

impl<'a> Answer<'a> {
    /// An answer without a body, to a request of which nothing is known.
    pub fn new(status: StatusCode, headers: &'a HeaderMap) -> Self {
        Self {
            status,
            headers,
            body: &[],
            credential_sent: CredentialSent::Unknown,
        }
    }

    /// The body, or its first bytes: a JSON text that was cut off is read as far as it goes.
    #[must_use]
    pub fn with_body(self, body: &'a [u8]) -> Self {
        Self { body, ..self }
    }

    /// Whether the request carried a credential.
    #[must_use]
    pub fn with_credential_sent(self, credential_sent: CredentialSent) -> Self {
        Self {
            credential_sent,
            ..self
        }
    }

    /// The body as far as it can be read: not at all where it is encoded.
    pub(super) fn readable_body(&self) -> &'a [u8] {
        if self.is_encoded() { &[] } else { self.body }
    }

    /// By a `Content-Encoding` (RFC 9110, section 8.4).
    pub(super) fn is_encoded(&self) -> bool {
        let encoding = self.headers.get(header::CONTENT_ENCODING);
        encoding.is_some_and(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity"))
    }
}

impl std::fmt::Debug for Answer<'_> {
    /// Without headers and body: a server may echo the key in them.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .field("credential_sent", &self.credential_sent)
            .finish_non_exhaustive()
    }
}
