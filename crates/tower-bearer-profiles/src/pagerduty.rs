//! What is particular to PagerDuty's REST API.
//!
//! The token is behind `Token token=`. The Events API has another host, and its key in the body. There is no variable that all use.

use tower_bearer::ApiProfile;

/// PagerDuty's REST API.
// Origin, header, the 401: https://github.com/PagerDuty/developer-docs, docs/REST-API/01-Overview.md and 02-Authentication.md
pub const API: ApiProfile = ApiProfile::new("PagerDuty", &["https://api.pagerduty.com"])
    .header("authorization", "Token token=")
    .docs("https://developer.pagerduty.com/docs/authentication");
