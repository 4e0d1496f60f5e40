//! What is particular to Stripe's API.
//!
//! Publishable keys, which begin with `pk_`, are for browsers and are refused when a key is loaded.

use tower_bearer::{ApiProfile, KeyFormat};

/// Stripe's API.
// Origin, header: https://docs.stripe.com/api/authentication. Prefixes: https://docs.stripe.com/keys, and `sk_org` in
// https://docs.stripe.com/keys/organization-api-keys. Variable: https://docs.stripe.com/cli/api_keys
// Refusals: https://docs.stripe.com/error-codes; they say what they are, so there is no rule.
pub const API: ApiProfile = ApiProfile::new("Stripe", &["https://api.stripe.com"])
    .variable("STRIPE_API_KEY")
    .key_format(KeyFormat::new(&["sk_", "rk_"]))
    .docs("https://docs.stripe.com/keys");
