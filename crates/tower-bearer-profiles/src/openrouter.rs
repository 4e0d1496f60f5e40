//! What is particular to OpenRouter's API.

use tower_bearer::{ApiProfile, AuthErrorKind, KeyFormat, classify::ProfileRule};

/// OpenRouter's API.
// Origin, header, keys (an access token is a JSON web token): https://openrouter.ai/docs/guides/overview/auth/api-keys
// Variable: https://openrouter.ai/docs/quickstart
pub const API: ApiProfile = ApiProfile::new("OpenRouter", &["https://openrouter.ai"])
    .variable("OPENROUTER_API_KEY")
    .key_format(KeyFormat::new(&["sk-or-v1-", "eyJ"]))
    .rules(&[
        // Said of a key that is none: https://github.com/apurvsinghgautam/robin/issues/103
        ProfileRule::new(AuthErrorKind::InvalidKey).with_text("User not found"),
        ProfileRule::new(AuthErrorKind::MissingKey).with_text("auth credentials found"),
    ])
    .docs("https://openrouter.ai/docs/guides/overview/auth/api-keys");
