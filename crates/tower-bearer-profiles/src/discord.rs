//! What is particular to Discord's API, for bots.
//!
//! The token is behind `Bot `. An OAuth2 token is behind `Bearer ` and not for this profile. There is no variable that all use.

use tower_bearer::{ApiProfile, AuthErrorKind, classify::ProfileRule};

/// Discord's API, for bots.
// Origin, header: https://discord.com/developers/docs/reference#authentication
// Refusals: https://discord.com/developers/docs/topics/opcodes-and-status-codes
pub const API: ApiProfile = ApiProfile::new("Discord", &["https://discord.com"])
    .header("authorization", "Bot ")
    .rules(&[
        // What the bot may see and do in this place; "missing" is not said of the token.
        ProfileRule::new(AuthErrorKind::Forbidden).with_text("Missing Access"),
        ProfileRule::new(AuthErrorKind::Forbidden).with_text("Missing Permissions"),
    ])
    .docs("https://discord.com/developers/docs/reference#authentication");
