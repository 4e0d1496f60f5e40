//! What is particular to Anthropic's API.
//!
//! The key is in `x-api-key`. Requests also need `anthropic-version`, which is no secret and the caller's to set. OAuth tokens go
//! into `Authorization` and are not for this profile.

use tower_bearer::{ApiProfile, KeyFormat};

/// Anthropic's API.
// Origin, header, variable: https://docs.anthropic.com/en/api/overview and src/anthropic/_client.py of
// https://github.com/anthropics/anthropic-sdk-python. Refusals: https://docs.anthropic.com/en/api/errors, which need no rule.
pub const API: ApiProfile = ApiProfile::new("Anthropic", &["https://api.anthropic.com"])
    .header("x-api-key", "")
    .variable("ANTHROPIC_API_KEY")
    .key_format(KeyFormat::new(&["sk-ant-"]))
    .docs("https://docs.anthropic.com/en/api/overview");
