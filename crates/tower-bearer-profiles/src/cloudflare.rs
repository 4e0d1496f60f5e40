//! What is particular to Cloudflare's API, with API tokens.
//!
//! - "Authentication error" is a token that is none with a 401, and a token without the permission with a 403.
//! - A token that cannot be one gets a 400: `API.layer(keys).peek_bodies()` looks at these.
//!
//! The older pair of `X-Auth-Email` and `X-Auth-Key` is two headers and not for this profile.

use http::StatusCode;
use tower_bearer::{ApiProfile, AuthErrorKind, classify::ProfileRule};

/// Cloudflare's API.
// Origin, header: https://developers.cloudflare.com/fundamentals/api/how-to/make-api-calls/
// Variable: https://developers.cloudflare.com/workers/wrangler/system-environment-variables/
// The 400: https://github.com/jeessy2/ddns-go/issues/916
pub const API: ApiProfile = ApiProfile::new("Cloudflare", &["https://api.cloudflare.com"])
    .variable("CLOUDFLARE_API_TOKEN")
    .rules(&[
        ProfileRule::new(AuthErrorKind::InsufficientScope)
            .with_status(StatusCode::FORBIDDEN)
            .with_text("Authentication error"),
        ProfileRule::new(AuthErrorKind::InsufficientScope).with_text("Unauthorized to access requested resource"),
        ProfileRule::new(AuthErrorKind::MalformedKey)
            .with_status(StatusCode::BAD_REQUEST)
            .with_text("Invalid format for Authorization header"),
    ])
    .docs("https://developers.cloudflare.com/fundamentals/api/get-started/create-token/");
