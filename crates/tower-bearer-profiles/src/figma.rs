//! What is particular to Figma's API, with personal access tokens.
//!
//! A token that is none, or has expired, gets a 403. There is no variable that all use.

use tower_bearer::{ApiProfile, AuthErrorKind, classify::ProfileRule};

/// Figma's API.
// Origin, header: https://developers.figma.com/docs/rest-api/personal-access-tokens/. Tokens begin with `figd_` today; older ones
// did not, so no prefix. Refusals: https://developers.figma.com/docs/rest-api/errors/
pub const API: ApiProfile = ApiProfile::new("Figma", &["https://api.figma.com"])
    .header("x-figma-token", "")
    .rules(&[
        ProfileRule::new(AuthErrorKind::ExpiredKey).with_text("Token expired"),
        ProfileRule::new(AuthErrorKind::InvalidKey).with_text("Invalid token"),
        ProfileRule::new(AuthErrorKind::InsufficientScope).with_text("Invalid scope"),
    ])
    .docs("https://developers.figma.com/docs/rest-api/personal-access-tokens/");
