//! What is particular to Twilio SendGrid's Web API.
//!
//! What a key may not do is a 403, or a 401 where it is sending; a 401 may also be an account without credits.

use tower_bearer::{ApiProfile, AuthErrorKind, KeyFormat, classify::ProfileRule};

/// Twilio SendGrid's Web API.
// Origin, header: https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/authentication
// Prefix: https://github.com/Yelp/detect-secrets/pull/463. Variable: https://github.com/sendgrid/sendgrid-python, TROUBLESHOOTING.md
// Refusals: https://www.twilio.com/docs/api/errors/60604 and
// https://support.sendgrid.com/hc/en-us/articles/18322114821403-4XX-API-Errors-and-Troubleshooting-Suggestions
pub const API: ApiProfile = ApiProfile::new("SendGrid", &["https://api.sendgrid.com"])
    .variable("SENDGRID_API_KEY")
    .key_format(KeyFormat::new(&["SG."]))
    .rules(&[
        ProfileRule::new(AuthErrorKind::InsufficientScope).with_text("not authorized to send mail"),
        ProfileRule::new(AuthErrorKind::InsufficientScope).with_text("access forbidden"),
        ProfileRule::new(AuthErrorKind::PlanRequired).with_text("Maximum credits exceeded"),
        ProfileRule::new(AuthErrorKind::InvalidKey).with_text("authorization grant is invalid"),
    ])
    .docs("https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys");
