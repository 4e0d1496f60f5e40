use std::fmt;

/// What went wrong, as far as the server or this side told.
///
/// [`is_key_rejected`](Self::is_key_rejected) is the question that a refresh asks; the rest is for people and for metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AuthErrorKind {
    /// The request is known to have carried no key.
    MissingKey,
    /// The server could not read the key or the header that it came in.
    MalformedKey,
    /// The key is unknown or was revoked; the server does not say which.
    InvalidKey,
    /// The key was revoked, deleted or disabled.
    RevokedKey,
    /// The key's time is over.
    ExpiredKey,
    /// The key is good and lacks a scope or a permission (RFC 6750, section 3.1).
    InsufficientScope,
    /// The key is good and the person has to prove again, or better, who they are (RFC 9470).
    StepUpRequired,
    /// The plan, the billing or a quota of the account is in the way.
    PlanRequired,
    /// Too many requests, said with a 401 or a 403.
    RateLimited,
    /// Kept out whatever the key: address, region, CSRF, a firewall.
    Blocked,
    /// The server knows who asks, and does not allow it.
    Forbidden,
    /// A 401 where it is unknown whether a key was sent.
    Unauthorized,
    /// This side: there was no key to send, and nothing was sent.
    NoKeyToSend,
    /// This side: the request goes to an origin that is not listed, and nothing was sent.
    OriginRefused,
}

// ===== impl AuthErrorKind =====

impl AuthErrorKind {
    /// Whether the server rejected the key itself, so that a newer key may help: invalid, revoked or expired.
    pub const fn is_key_rejected(self) -> bool {
        matches!(self, Self::InvalidKey | Self::RevokedKey | Self::ExpiredKey)
    }

    /// The name of the variant, for metrics and machine-readable output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MissingKey => "MissingKey",
            Self::MalformedKey => "MalformedKey",
            Self::InvalidKey => "InvalidKey",
            Self::RevokedKey => "RevokedKey",
            Self::ExpiredKey => "ExpiredKey",
            Self::InsufficientScope => "InsufficientScope",
            Self::StepUpRequired => "StepUpRequired",
            Self::PlanRequired => "PlanRequired",
            Self::RateLimited => "RateLimited",
            Self::Blocked => "Blocked",
            Self::Forbidden => "Forbidden",
            Self::Unauthorized => "Unauthorized",
            Self::NoKeyToSend => "NoKeyToSend",
            Self::OriginRefused => "OriginRefused",
        }
    }
}

impl fmt::Display for AuthErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MissingKey => "no API key was sent",
            Self::MalformedKey => "the server could not read the API key",
            Self::InvalidKey => "the API key is invalid",
            Self::RevokedKey => "the API key was revoked",
            Self::ExpiredKey => "the API key has expired",
            Self::InsufficientScope => "the API key lacks a permission",
            Self::StepUpRequired => "a fresh or stronger sign-in is required",
            Self::PlanRequired => "the account's plan does not allow this",
            Self::RateLimited => "too many requests",
            Self::Blocked => "the request was blocked",
            Self::Forbidden => "the request is not allowed",
            Self::Unauthorized => "the request was not authenticated",
            Self::NoKeyToSend => "there is no API key to send",
            Self::OriginRefused => "the request goes to an origin that may not have the API key",
        })
    }
}
