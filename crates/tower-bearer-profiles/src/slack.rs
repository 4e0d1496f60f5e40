//! What is particular to Slack's Web API.
//!
//! Refusals come with a 200, `"ok": false` and a code in `error`, so they are responses unless they are looked at:
//! `API.layer(keys).peek_bodies()`. With a 200, that field alone counts. `invalid_auth` is also said of an address that may not use
//! the token.

use http::StatusCode;
use tower_bearer::{ApiProfile, AuthErrorKind, KeyFormat, classify::ProfileRule};

/// Slack's Web API.
// Origin, header: https://docs.slack.dev/apis/web-api/. Variable: https://docs.slack.dev/tools/bolt-python/building-an-app
// Prefixes: https://docs.slack.dev/authentication/tokens, the two common ones first; `xox` is what the older and the rotated ones share.
// Codes: https://docs.slack.dev/reference/methods/auth.test
pub const API: ApiProfile = ApiProfile::new("Slack", &["https://slack.com"])
    .variable("SLACK_BOT_TOKEN")
    .key_format(KeyFormat::new(&["xoxb-", "xoxp-", "xapp-", "xox", "xwfp-"]))
    .rules(&[
        said(AuthErrorKind::MissingKey, "not_authed"),
        said(AuthErrorKind::InvalidKey, "invalid_auth"),
        said(AuthErrorKind::RevokedKey, "token_revoked"),
        said(AuthErrorKind::ExpiredKey, "token_expired"),
        said(AuthErrorKind::InsufficientScope, "missing_scope"),
        said(AuthErrorKind::InsufficientScope, "not_allowed_token_type"),
        said(AuthErrorKind::StepUpRequired, "two_factor_setup_required"),
        said(AuthErrorKind::Blocked, "accesslimited"),
        said(AuthErrorKind::Forbidden, "account_inactive"),
        said(AuthErrorKind::Forbidden, "access_denied"),
        said(AuthErrorKind::Forbidden, "no_permission"),
        said(AuthErrorKind::Forbidden, "team_access_not_granted"),
    ])
    .docs("https://docs.slack.dev/authentication/tokens");

const fn said(kind: AuthErrorKind, code: &'static str) -> ProfileRule {
    ProfileRule::new(kind)
        .with_status(StatusCode::OK)
        .with_field("/error")
        .with_text(code)
}
