//! What is particular to Replicate's API.

use tower_bearer::{ApiProfile, KeyFormat};

/// Replicate's API.
// Origin, header, variable, prefix: https://replicate.com/docs/topics/security/api-tokens. The refusals need no rule.
pub const API: ApiProfile = ApiProfile::new("Replicate", &["https://api.replicate.com"])
    .variable("REPLICATE_API_TOKEN")
    .key_format(KeyFormat::new(&["r8_"]))
    .docs("https://replicate.com/docs/topics/security/api-tokens");
