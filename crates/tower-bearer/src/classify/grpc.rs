//! What a gRPC answer says of authentication. gRPC answers with HTTP 200 whatever happened; where there is no message to send, the
//! headers are all of the answer, and its `grpc-status` is among them ("Trailers-Only", in gRPC's *PROTOCOL-HTTP2*, "Responses").

use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Version, header};

use super::judge::is_refusal;

/// A refusal by a gRPC server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GrpcRefusal {
    Unauthenticated,
    PermissionDenied,
}

/// Whether the answer to a request may be one of gRPC, and its headers have to be looked at. gRPC is POSTs of HTTP/2, so others cost
/// nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) enum MayBeGrpc {
    No,
    /// If the answer is of HTTP/2: not every client writes the version into its requests.
    ByVersion,
    /// Whatever the version of the answer: a service in the same process may not set it.
    Yes,
}

const GRPC_STATUS: HeaderName = HeaderName::from_static("grpc-status");

/// `application/grpc`, also with the format of its messages behind it; `application/grpc-web` is another protocol.
const CONTENT_TYPE: &[u8] = b"application/grpc";

// ===== impl GrpcRefusal =====

impl GrpcRefusal {
    pub(super) fn of(status: StatusCode, headers: &HeaderMap) -> Option<Self> {
        if status != StatusCode::OK {
            return None;
        }
        match grpc_status(headers)? {
            b"16" => Some(Self::Unauthenticated),
            b"7" => Some(Self::PermissionDenied),
            _ => None,
        }
    }

    /// The HTTP status that means the same.
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::PermissionDenied => StatusCode::FORBIDDEN,
        }
    }

    pub(super) fn code(self) -> u16 {
        match self {
            Self::Unauthenticated => 16,
            Self::PermissionDenied => 7,
        }
    }
}

/// Whether the head of an answer says that the request was refused.
pub(crate) fn is_refused(status: StatusCode, headers: &HeaderMap) -> bool {
    is_refusal(status) || GrpcRefusal::of(status, headers).is_some()
}

/// Whether the head of an answer says that the server did what was asked: a gRPC answer may fail with HTTP 200.
pub(crate) fn is_success(status: StatusCode, headers: &HeaderMap) -> bool {
    status.is_success() && grpc_status(headers).is_none_or(|status| status == b"0")
}

// ===== impl MayBeGrpc =====

impl MayBeGrpc {
    #[inline]
    pub(crate) fn of<B>(request: &Request<B>) -> Self {
        match (request.method(), request.version()) {
            (&Method::POST, Version::HTTP_2) => Self::Yes,
            (&Method::POST, _) => Self::ByVersion,
            _ => Self::No,
        }
    }

    #[inline]
    pub(crate) fn with<B>(self, response: &Response<B>) -> bool {
        match self {
            Self::No => false,
            Self::ByVersion => response.version() == Version::HTTP_2,
            Self::Yes => true,
        }
    }
}

/// That of an answer of gRPC which has one in its head.
fn grpc_status(headers: &HeaderMap) -> Option<&[u8]> {
    let content_type = headers.get(header::CONTENT_TYPE)?.as_bytes();
    let (start, rest) = content_type.split_at_checked(CONTENT_TYPE.len())?;
    // Most are `application/json`, which differs at the end.
    let is_grpc = start.ends_with(b"grpc")
        && start == CONTENT_TYPE
        && matches!(rest.first(), None | Some(b'+' | b';' | b' ' | b'\t'));
    if !is_grpc {
        return None;
    }
    headers.get(GRPC_STATUS).map(HeaderValue::as_bytes)
}
