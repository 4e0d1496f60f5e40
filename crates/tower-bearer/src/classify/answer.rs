use http::{HeaderMap, StatusCode, header};

use super::grpc::{GrpcRefusal, is_refused};

/// What a server answered, and what is known of the request: all that a classification looks at.
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    pub(super) status: StatusCode,
    pub(super) headers: &'a HeaderMap,
    /// Whether the head goes on behind `headers`.
    pub(super) is_head_cut: bool,
    pub(super) body: &'a [u8],
    pub(super) credential_sent: CredentialSent,
    /// What its status stands for, once [`meant`](Self::meant) has asked.
    pub(super) grpc: Option<GrpcRefusal>,
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
            is_head_cut: false,
            body: &[],
            credential_sent: CredentialSent::Unknown,
            grpc: None,
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

    /// The same answer with its head as far as that is [read](crate::text::Head), or with what was made of that.
    #[must_use]
    pub(crate) fn with_head<'b>(&self, headers: &'b HeaderMap, is_cut: bool) -> Answer<'b>
    where
        'a: 'b,
    {
        Answer {
            headers,
            is_head_cut: self.is_head_cut || is_cut,
            ..*self
        }
    }

    /// Whether its head says that the request was refused.
    pub(super) fn is_refusal(&self) -> bool {
        is_refused(self.status, self.headers)
    }

    /// The answer with the status that is meant: a gRPC server answers with 200.
    pub(crate) fn meant(&self) -> Self {
        match GrpcRefusal::of(self.status, self.headers) {
            Some(grpc) => Self {
                status: grpc.status(),
                grpc: Some(grpc),
                ..*self
            },
            None => *self,
        }
    }

    /// Where the status stands, and what it is there.
    pub(super) fn said_status(&self) -> (&'static str, u16) {
        match self.grpc {
            Some(grpc) => ("grpc-status", grpc.code()),
            None => ("status", self.status.as_u16()),
        }
    }

    /// The body as far as it can be read: not at all where it is encoded, or made of gRPC's messages.
    pub(super) fn readable_body(&self) -> &'a [u8] {
        if self.grpc.is_some() || self.is_encoded() {
            &[]
        } else {
            self.body
        }
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
