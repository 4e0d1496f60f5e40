//! What is particular to OpenAI's API.
//!
//! Its 401 says more than that a key is bad: a scope that is missing, an address that is not allowed, an organisation that is not the
//! key's.

use tower_bearer::{ApiProfile, AuthErrorKind, classify::ProfileRule};

/// OpenAI's API.
// Origin, header, variable: https://platform.openai.com/docs/api-reference/authentication. Keys of several kinds, so no prefix.
// Refusals: https://platform.openai.com/docs/guides/error-codes
pub const API: ApiProfile = ApiProfile::new("OpenAI", &["https://api.openai.com"])
    .variable("OPENAI_API_KEY")
    .rules(&[
        ProfileRule::new(AuthErrorKind::InsufficientScope).with_text("Missing scopes"),
        ProfileRule::new(AuthErrorKind::Forbidden).with_text("member of an organization"),
        // The header `OpenAI-Organization` is not that of the key.
        ProfileRule::new(AuthErrorKind::Forbidden).with_text("mismatched_organization"),
        ProfileRule::new(AuthErrorKind::Blocked).with_text("unsupported_country_region_territory"),
    ])
    .docs("https://platform.openai.com/docs/guides/error-codes");
