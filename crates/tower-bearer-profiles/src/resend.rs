//! What is particular to Resend's API.
//!
//! A 401 is a key that is missing, or one that may send and nothing else; a key that is none gets a 403.

use tower_bearer::{ApiProfile, AuthErrorKind, KeyFormat, classify::ProfileRule};

/// Resend's API.
// Origin, header, prefix, error 1010: https://resend.com/docs/api-reference/introduction. Codes:
// https://resend.com/docs/api-reference/errors. Variable: the README of https://github.com/resend/resend-node
pub const API: ApiProfile = ApiProfile::new("Resend", &["https://api.resend.com"])
    .variable("RESEND_API_KEY")
    .key_format(KeyFormat::new(&["re_"]))
    .rules(&[
        ProfileRule::new(AuthErrorKind::InsufficientScope).with_text("restricted_api_key"),
        // The sender's domain is not verified.
        ProfileRule::new(AuthErrorKind::Forbidden).with_text("validation_error"),
        // There is no `User-Agent`.
        ProfileRule::new(AuthErrorKind::Blocked).with_text("error code 1010"),
    ])
    .docs("https://resend.com/docs/api-reference/errors");
