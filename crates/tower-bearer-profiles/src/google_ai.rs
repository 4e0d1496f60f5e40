//! What is particular to Google's Gemini API.
//!
//! - A key that is none, or has expired, gets a 400: a response, unless it is looked at with `API.layer(keys).peek_bodies()`.
//! - No key gets a 403.
//! - A key that is good and restricted to other APIs gets a 403 that says "blocked".

use http::StatusCode;
use tower_bearer::{ApiProfile, AuthErrorKind, classify::ProfileRule};

/// Google's Gemini API.
// Origin, header, variable: https://ai.google.dev/gemini-api/docs/api-key. Two kinds of keys, so no prefix.
// Codes: https://cloud.google.com/docs/authentication/api-keys and `ErrorReason` in
// https://github.com/googleapis/googleapis/blob/master/google/api/error_reason.proto
pub const API: ApiProfile = ApiProfile::new("Google AI", &["https://generativelanguage.googleapis.com"])
    .header("x-goog-api-key", "")
    .variable("GEMINI_API_KEY")
    .rules(&[
        // The code beside it is that of any key that is none.
        ProfileRule::new(AuthErrorKind::ExpiredKey)
            .with_status(StatusCode::BAD_REQUEST)
            .with_text("API key expired"),
        ProfileRule::new(AuthErrorKind::InvalidKey)
            .with_status(StatusCode::BAD_REQUEST)
            .with_text("API_KEY_INVALID"),
        ProfileRule::new(AuthErrorKind::MissingKey).with_text("unregistered callers"),
        ProfileRule::new(AuthErrorKind::InsufficientScope).with_text("API_KEY_SERVICE_BLOCKED"),
        ProfileRule::new(AuthErrorKind::Blocked).with_text("API_KEY_IP_ADDRESS_BLOCKED"),
        ProfileRule::new(AuthErrorKind::Blocked).with_text("API_KEY_HTTP_REFERRER_BLOCKED"),
        ProfileRule::new(AuthErrorKind::Blocked).with_text("API_KEY_ANDROID_APP_BLOCKED"),
        ProfileRule::new(AuthErrorKind::Blocked).with_text("API_KEY_IOS_APP_BLOCKED"),
        ProfileRule::new(AuthErrorKind::PlanRequired).with_text("BILLING_DISABLED"),
        ProfileRule::new(AuthErrorKind::Forbidden).with_text("SERVICE_DISABLED"),
    ])
    .docs("https://ai.google.dev/gemini-api/docs/api-key");
