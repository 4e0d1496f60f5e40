//! What is particular to DeepSeek's API.

use tower_bearer::{ApiProfile, AuthErrorKind, classify::ProfileRule};

/// DeepSeek's API.
// Origin, header, variable: https://api-docs.deepseek.com
// Refusals: https://api-docs.deepseek.com/quick_start/error_codes, and https://github.com/deepseek-ai/DeepSeek-R1/issues/82
pub const API: ApiProfile = ApiProfile::new("DeepSeek", &["https://api.deepseek.com"])
    .variable("DEEPSEEK_API_KEY")
    .rules(&[ProfileRule::new(AuthErrorKind::InvalidKey).with_text("Authentication Fails")])
    .docs("https://api-docs.deepseek.com/quick_start/error_codes");
