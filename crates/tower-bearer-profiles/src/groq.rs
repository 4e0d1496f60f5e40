//! What is particular to Groq's API.

use tower_bearer::ApiProfile;

/// Groq's API.
// Origin, header, variable: https://console.groq.com/docs/quickstart
// Refusals: https://console.groq.com/docs/errors; "invalid_api_key" needs no rule.
pub const API: ApiProfile = ApiProfile::new("Groq", &["https://api.groq.com"])
    .variable("GROQ_API_KEY")
    .docs("https://console.groq.com/docs/errors");
