//! What is particular to Linear's GraphQL API, with personal API keys.
//!
//! The key is in `Authorization` with nothing before it. An OAuth token is behind `Bearer ` and not for this profile. A bad key gets
//! a 401, a 400, or a 200 with an error in it, as GraphQL servers do: `API.layer(keys).peek_bodies()` looks at these too.

use http::StatusCode;
use tower_bearer::{ApiProfile, AuthErrorKind, classify::ProfileRule};

/// Linear's GraphQL API.
// Origin, header: https://linear.app/developers/graphql. Variable: what programs that use its SDK agree on.
pub const API: ApiProfile = ApiProfile::new("Linear", &["https://api.linear.app"])
    .header("authorization", "")
    .variable("LINEAR_API_KEY")
    .rules(&[
        AUTHENTICATION,
        AUTHENTICATION.with_status(StatusCode::BAD_REQUEST),
        AUTHENTICATION.with_status(StatusCode::OK),
    ])
    .docs("https://linear.app/developers/graphql");

// In this field alone: with a 200 the same words may stand in an issue.
const AUTHENTICATION: ProfileRule = ProfileRule::new(AuthErrorKind::InvalidKey)
    .with_text("AUTHENTICATION_ERROR")
    .with_field("/errors/0/extensions/code");
