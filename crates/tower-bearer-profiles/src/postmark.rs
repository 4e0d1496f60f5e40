//! What is particular to Postmark's API, with a server's token.
//!
//! Account-wide calls have their token in another header, `X-Postmark-Account-Token`, and are not for this profile. There is no
//! variable that all use.

use tower_bearer::{ApiProfile, AuthErrorKind, classify::ProfileRule};

/// Postmark's API.
// Origin, header, codes: https://postmarkapp.com/developer/api/overview
// The sentence beside code 10: https://github.com/PipedreamHQ/pipedream/issues/10254
pub const API: ApiProfile = ApiProfile::new("Postmark", &["https://api.postmarkapp.com"])
    .header("x-postmark-server-token", "")
    .rules(&[ProfileRule::new(AuthErrorKind::InvalidKey).with_text("does not contain a valid Server token")])
    .docs("https://postmarkapp.com/developer/api/overview");
