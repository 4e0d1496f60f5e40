//! What is particular to Airtable's Web API.
//!
//! A base that is not there and one that the token may not see get the same 403.

use tower_bearer::{ApiProfile, AuthErrorKind, classify::ProfileRule};

/// Airtable's Web API.
// Origin, header, docs: https://airtable.com/developers/web/api/authentication. Keys of several kinds, so no prefix.
// Variable: the README of https://github.com/Airtable/airtable.js
// Refusals: https://support.airtable.com/docs/airtable-api-common-troubleshooting
pub const API: ApiProfile = ApiProfile::new("Airtable", &["https://api.airtable.com"])
    .variable("AIRTABLE_API_KEY")
    .rules(&[
        // Not the key, although "invalid" is in the code.
        ProfileRule::new(AuthErrorKind::Forbidden).with_text("INVALID_PERMISSIONS"),
    ])
    .docs("https://airtable.com/developers/web/api/authentication");
