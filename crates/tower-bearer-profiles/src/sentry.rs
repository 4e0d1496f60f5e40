//! What is particular to Sentry's Web API, at sentry.io or self-hosted.
//!
//! This is for auth tokens, and not for the DSN that events are sent with. For a region's host or a server of one's own there is
//! [`layer_at`](ApiProfile::layer_at).

use tower_bearer::ApiProfile;

/// Sentry's Web API.
// Origin, header: https://docs.sentry.io/api/auth/. Variable: https://docs.sentry.io/cli/configuration/. Newer tokens have prefixes and
// older ones none, so none is asked for. The refusals are those of Django REST framework and need no rule.
pub const API: ApiProfile = ApiProfile::new("Sentry", &["https://sentry.io"])
    .variable("SENTRY_AUTH_TOKEN")
    .docs("https://docs.sentry.io/api/auth/");
