//! What is particular to HashiCorp Vault, which everybody runs on a host of their own.
//!
//! It knows no 401: a token that is none and a policy that is missing are both a 403, and a recent server says in the body which.
//! What says only "permission denied" is not taken for a bad token. [`layer_at`](ApiProfile::layer_at) says where it is.

use http::StatusCode;
use tower_bearer::{ApiProfile, AuthErrorKind, classify::ProfileRule};

/// HashiCorp Vault.
// Header: https://developer.hashicorp.com/vault/api-docs#authentication
// Variable: https://developer.hashicorp.com/vault/docs/commands#environment-variables. Tokens have no prefix that all have.
pub const API: ApiProfile = ApiProfile::self_hosted("Vault")
    .header("x-vault-token", "")
    .variable("VAULT_TOKEN")
    .rules(RULES)
    .docs("https://developer.hashicorp.com/vault/docs/concepts/tokens");

// https://developer.hashicorp.com/vault/docs/concepts/tokens#error-responses; the 400: https://github.com/hashicorp/vault/issues/657
pub(crate) const RULES: &[ProfileRule] = &[
    // Beside "permission denied", which alone means that a policy is missing.
    ProfileRule::new(AuthErrorKind::InvalidKey).with_text("invalid token"),
    ProfileRule::new(AuthErrorKind::MissingKey).with_text("missing client token"),
    ProfileRule::new(AuthErrorKind::MissingKey)
        .with_status(StatusCode::BAD_REQUEST)
        .with_text("missing client token"),
];
