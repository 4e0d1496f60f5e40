//! What is particular to Notion's API.
//!
//! Requests also need `Notion-Version`, which is the caller's to set. There is no variable that all use.

use tower_bearer::{ApiProfile, AuthErrorKind, KeyFormat, classify::ProfileRule};

/// Notion's API.
// Origin, header: https://developers.notion.com/reference/authentication. Refusals:
// https://developers.notion.com/reference/status-codes. Two prefixes, the older one second:
// https://docs.gitguardian.com/secrets-detection/secrets-detection-engine/detectors/specifics/notion_integration_token
pub const API: ApiProfile = ApiProfile::new("Notion", &["https://api.notion.com"])
    .key_format(KeyFormat::new(&["ntn_", "secret_"]))
    .rules(&[ProfileRule::new(AuthErrorKind::Forbidden).with_text("restricted_resource")])
    .docs("https://developers.notion.com/reference/authentication");
