//! The rules that hold for any API, as data: codes by name, and phrases by the words that they have.

use crate::error::AuthErrorKind::{self, *};

/// A phrase rule: the text has a word of each group of `all`, and no word of `none`. A word that ends in `*` is a beginning.
#[derive(Debug)]
pub(super) struct Phrase {
    pub(super) kind: AuthErrorKind,
    all: &'static [&'static [&'static str]],
    none: &'static [&'static str],
}

/// Error codes of OAuth 2 challenges: RFC 6750, section 3.1; RFC 9470, section 3; RFC 9449, section 7.1 and 9.
/// `invalid_request` and codes that are not here say too little: the next layer is asked.
pub(super) const CHALLENGE_CODES: [(&str, AuthErrorKind); 6] = [
    ("invalid_token", InvalidKey),
    ("insufficient_scope", InsufficientScope),
    ("insufficient_user_authentication", StepUpRequired),
    ("insufficient_claims", StepUpRequired),
    ("use_dpop_nonce", StepUpRequired),
    ("invalid_dpop_proof", MalformedKey),
];

/// What the thing is called that authenticates.
const KEY: &[&str] = &[
    "key",
    "apikey",
    "apikeys",
    "keys",
    "token",
    "tokens",
    "credential",
    "credentials",
    "jwt",
    "bearer",
    "session",
    "secret",
    "signature",
    "certificate",
];
const HEADER: &[&str] = &["authorization", "authentication", "auth", "header", "x api key"];
const KEY_OR_HEADER: &[&str] = &[
    "key",
    "apikey",
    "token",
    "credential",
    "credentials",
    "jwt",
    "bearer",
    "authorization",
    "authentication",
    "auth",
];

/// In order: the first that fits wins. What says that something else is in the way comes first, since a text such as "your IP
/// is not allowed for this API key" names a key and does not reject it.
pub(super) const PHRASES: &[Phrase] = &[
    // In the way whatever the key.
    phrase(
        RateLimited,
        &[&[
            "rate limit*",
            "ratelimit*",
            "too many requests",
            "throttl*",
            "abuse detection",
            "too many attempts",
            "slow down",
        ]],
        &[],
    ),
    phrase(
        Blocked,
        &[&[
            "csrf",
            "xsrf",
            "captcha",
            "user agent",
            "waf",
            "firewall",
            "cors",
            "geo*",
            "vpn",
        ]],
        &[],
    ),
    phrase(
        Blocked,
        &[
            &["ip", "ip address", "country", "region", "territory", "location"],
            &[
                "not",
                "blocked",
                "denied",
                "disallowed",
                "restricted",
                "unsupported",
                "banned",
                "forbidden",
            ],
        ],
        &["invalid", "endpoint"],
    ),
    phrase(
        StepUpRequired,
        &[&[
            "two factor",
            "2fa",
            "mfa",
            "multi factor",
            "otp",
            "step up",
            "sso",
            "saml",
        ]],
        &[],
    ),
    phrase(
        PlanRequired,
        &[&[
            "quota", "credits", "billing", "payment", "premium", "upgrade", "trial", "paid",
        ]],
        &["rate"],
    ),
    phrase(
        PlanRequired,
        &[&["plan", "plans", "subscription", "subscribed", "tier"]],
        &["key", "apikey", "invalid", "missing"],
    ),
    phrase(
        PlanRequired,
        &[
            &["plan"],
            &[
                "not include",
                "does not include",
                "requires",
                "required",
                "above",
                "available",
            ],
        ],
        &["invalid", "missing"],
    ),
    // The permission, not the key.
    phrase(
        InsufficientScope,
        &[
            &["scope", "scopes"],
            &[
                "missing",
                "required",
                "requires",
                "insufficient",
                "not",
                "lack*",
                "invalid",
                "granted",
                "hasnt",
                "does not",
                "lacks",
                "requirement",
                "approval",
            ],
        ],
        &[],
    ),
    phrase(
        InsufficientScope,
        &[
            &["permission", "permissions", "privilege", "privileges"],
            &[
                "insufficient",
                "missing",
                "lack*",
                "additional",
                "higher",
                "required",
                "requires",
                "need",
                "needed",
            ],
        ],
        &[],
    ),
    // Several things at once: no detail is certain.
    phrase(InvalidKey, &[&["or"], &["invalid"], &["expired", "revoked"]], &[]),
    phrase(InvalidKey, &[&["or"], &["expired"], &["revoked"]], &[]),
    // The key itself.
    phrase(
        ExpiredKey,
        &[
            &["expired", "expiration time"],
            &[
                "key",
                "apikey",
                "token",
                "session",
                "jwt",
                "credential",
                "credentials",
                "signature",
                "certificate",
                "password",
                "access token",
                "exp",
            ],
        ],
        &["not expired"],
    ),
    phrase(
        RevokedKey,
        &[
            &[
                "revoked",
                "disabled",
                "deactivated",
                "inactive",
                "deleted",
                "leaked",
                "suspended",
                "invalidated",
                "blacklisted",
            ],
            KEY,
        ],
        &["not"],
    ),
    phrase(
        MissingKey,
        &[&["missing", "empty", "absent", "without"], KEY_OR_HEADER],
        &[
            "or invalid",
            "invalid or",
            "scope",
            "scopes",
            "permission",
            "permissions",
        ],
    ),
    phrase(
        MissingKey,
        &[
            &["no"],
            &[
                "key",
                "apikey",
                "token",
                "credentials",
                "authorization",
                "authentication",
                "auth",
            ],
            &[
                "found",
                "provided",
                "supplied",
                "present",
                "given",
                "sent",
                "included",
                "in request",
                "specified",
            ],
        ],
        &[],
    ),
    phrase(
        MissingKey,
        &[
            &[
                "not provided",
                "not provide",
                "not supplied",
                "not include",
                "not included",
                "not present",
                "not found in request",
                "not pass",
                "not specified",
                "were not",
            ],
            KEY_OR_HEADER,
        ],
        &["valid", "invalid"],
    ),
    phrase(
        MissingKey,
        &[&["login required", "no authorization", "auth missing", "not logged in"]],
        &[],
    ),
    phrase(
        MalformedKey,
        &[
            &[
                "malformed",
                "parse*",
                "unparsable",
                "decod*",
                "illegal base64",
                "badly formed",
                "wrong format",
                "format is",
                "invalid format",
                "header format",
                "space delimited",
                "3 parts",
                "three parts",
            ],
            &[
                "key",
                "apikey",
                "token",
                "jwt",
                "header",
                "authorization",
                "credentials",
                "base64",
                "bearer",
                "authentication",
            ],
        ],
        &[],
    ),
    phrase(MalformedKey, &[&["illegal base64", "format is authorization"]], &[]),
    phrase(
        InvalidKey,
        &[
            &[
                "invalid",
                "incorrect",
                "unknown",
                "wrong",
                "bad",
                "not valid",
                "unrecognized",
                "unrecognised",
                "does not exist",
                "not exist",
                "not found",
                "not recognized",
                "not recognised",
                "could not be verified",
                "verification fail*",
                "fail* to verify",
                "not verified",
                "check",
            ],
            KEY,
        ],
        &["user agent", "parameter", "argument", "claim"],
    ),
    phrase(
        InvalidKey,
        &[
            &["invalid", "incorrect", "unknown", "wrong", "bad", "not valid"],
            HEADER,
        ],
        &["user agent", "missing", "method"],
    ),
    phrase(
        InvalidKey,
        &[
            &["invalid", "incorrect", "wrong"],
            &["password", "username", "login", "client"],
        ],
        &[],
    ),
    phrase(
        InvalidKey,
        &[&[
            "not pass a valid",
            "not provide a valid",
            "could not be authenticated",
            "unable to authenticate",
            "authorization failed",
            "authentication failed",
            "login failed",
        ]],
        &[],
    ),
];

const fn phrase(kind: AuthErrorKind, all: &'static [&'static [&'static str]], none: &'static [&'static str]) -> Phrase {
    Phrase { kind, all, none }
}

// ===== impl Phrase =====

impl Phrase {
    /// Whether it fits `words`, which are normalised: lower case, one blank around each.
    pub(super) fn fits(&self, words: &str) -> bool {
        self.all.iter().all(|group| group.iter().any(|word| has(words, word)))
            && !self.none.iter().any(|word| has(words, word))
    }
}

fn has(words: &str, word: &str) -> bool {
    let (word, is_beginning) = match word.strip_suffix('*') {
        Some(beginning) => (beginning, true),
        None => (word, false),
    };
    words.match_indices(word).any(|(at, _)| {
        let after = &words[at + word.len()..];
        words[..at].ends_with(' ') && (is_beginning || after.starts_with(' '))
    })
}
