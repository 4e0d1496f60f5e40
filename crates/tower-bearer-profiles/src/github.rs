//! What is particular to GitHub's REST and GraphQL APIs at github.com.
//!
//! - Several requests with a bad token are answered with a 403 for a while, whatever the token: the key is not what that says.
//! - What a fine-grained token or an app may not do is a 403 too, or a 404.
//!
//! For GitHub Enterprise there is [`layer_at`](ApiProfile::layer_at).

use tower_bearer::{ApiProfile, AuthErrorKind, classify::ProfileRule};

/// GitHub's REST and GraphQL APIs.
// Origins, header: https://docs.github.com/rest/authentication/authenticating-to-the-rest-api, and for uploads
// https://docs.github.com/rest/releases/assets. Variable: https://cli.github.com/manual/gh_help_environment
// Tokens have had prefixes since 2021 and JSON web tokens and older tokens have none, so none is asked for:
// https://github.blog/changelog/2021-03-31-authentication-token-format-updates-are-generally-available
pub const API: ApiProfile = ApiProfile::new("GitHub", &["https://api.github.com", "https://uploads.github.com"])
    .variable("GITHUB_TOKEN")
    .rules(&[
        // https://docs.github.com/rest/authentication/authenticating-to-the-rest-api#failed-login-limit
        ProfileRule::new(AuthErrorKind::RateLimited).with_text("login attempts exceeded"),
        ProfileRule::new(AuthErrorKind::RateLimited).with_text("login attempt exceeded"),
        // https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#resource-not-accessible
        ProfileRule::new(AuthErrorKind::InsufficientScope).with_text("Resource not accessible by"),
        ProfileRule::new(AuthErrorKind::MissingKey).with_text("Requires authentication"),
    ])
    .docs("https://docs.github.com/rest/authentication/authenticating-to-the-rest-api");
