//! What is particular to OpenBao, which everybody runs on a host of their own.
//!
//! The rules are those of [`vault`], whose API it has. [`layer_at`](ApiProfile::layer_at) says where it is.

use tower_bearer::ApiProfile;

use crate::vault;

/// OpenBao.
// Header: https://openbao.org/api-docs/#authentication. Variable: https://openbao.org/docs/commands/#environment-variables
pub const API: ApiProfile = ApiProfile::self_hosted("OpenBao")
    .header("x-vault-token", "")
    .variable("BAO_TOKEN")
    .rules(vault::RULES)
    .docs("https://openbao.org/docs/concepts/tokens/");
