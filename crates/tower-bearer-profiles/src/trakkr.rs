//! What is particular to Trakkr's API.
//!
//! # What its documentation says
//!
//! - The key is in `Authorization: Bearer <key>`, at `https://api.trakkr.ai`, and begins with `sk_live_`.
//! - The environment variable for it is `TRAKKR_API_KEY`.
//! - Keys are there on the Scale plan and above.
//! - A key that does not exist or was revoked gets "Invalid API key", with a 401 by its text and example, and with a 403 by its
//!   table. Both are [`InvalidKey`](AuthErrorKind::InvalidKey) here, so both may cause a refresh.
//! - No key gets a 401, "Missing API key".
//!
//! Any other refusal is classified as that of any API.
//!
//! # Examples
//!
//! ```
//! use http::{HeaderMap, StatusCode};
//! use tower_bearer::{AuthErrorKind, Keys};
//! use tower_bearer_profiles::trakkr;
//!
//! let keys = Keys::fixed(trakkr::API.key("sk_live_9aF31kQ")?);
//! let layer = trakkr::API.layer(keys);
//! # let _ = layer;
//!
//! let error = trakkr::API.key("sk_live_xxxxxxxxxxxx").unwrap_err();
//! assert_eq!(error.to_string(), "the key is the placeholder of a documentation page: put your own key in its place");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use tower_bearer::{
    ApiProfile, AuthErrorKind, KeyFormat,
    classify::ProfileRule,
    source::{self, EnvSource},
};

/// Trakkr's API.
pub const API: ApiProfile = ApiProfile::new("Trakkr", &["https://api.trakkr.ai"])
    .variable(VARIABLE)
    .key_format(KEY_FORMAT)
    .rules(&[
        // With any status: the documentation says 401 in one place and 403 in another.
        ProfileRule::new(AuthErrorKind::InvalidKey).with_text("Invalid API key"),
        ProfileRule::new(AuthErrorKind::MissingKey).with_text("Missing API key"),
    ])
    .plan("API keys are available on the Scale plan and above");

const VARIABLE: &str = "TRAKKR_API_KEY";

const KEY_FORMAT: KeyFormat = KeyFormat::new(&["sk_live_"]);

/// The key in `TRAKKR_API_KEY`, which has to look like one of Trakkr's: the same as [`API.env()`](ApiProfile::env).
pub fn env() -> EnvSource {
    source::env(VARIABLE).with_format(KEY_FORMAT)
}
