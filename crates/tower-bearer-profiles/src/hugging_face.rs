//! What is particular to Hugging Face: the Hub, and inference providers through its router.
//!
//! Files of the Hub are redirected to other hosts, which need no key and get none.

use tower_bearer::{ApiProfile, AuthErrorKind, KeyFormat, classify::ProfileRule};

/// Hugging Face's Hub and router.
// Header, keys: https://huggingface.co/docs/hub/security-tokens. Origins: https://huggingface.co/docs/hub/api and
// https://huggingface.co/docs/inference-providers. Variable:
// https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables
pub const API: ApiProfile = ApiProfile::new(
    "Hugging Face",
    &["https://huggingface.co", "https://router.huggingface.co"],
)
.variable("HF_TOKEN")
.key_format(KeyFormat::new(&["hf_"]))
.rules(&[
    // https://huggingface.co/docs/inference-providers: a fine-grained token has to be allowed to.
    ProfileRule::new(AuthErrorKind::InsufficientScope).with_text("sufficient permissions to call Inference Providers"),
])
.docs("https://huggingface.co/docs/hub/security-tokens");
