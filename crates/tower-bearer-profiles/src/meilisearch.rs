//! What is particular to Meilisearch, which everybody runs on a host of their own.
//!
//! No key gets a 401; a key that is none, or may not do this, gets a 403. [`layer_at`](ApiProfile::layer_at) says where it is. There
//! is no variable for clients: `MEILI_MASTER_KEY` is the server's own.

use tower_bearer::ApiProfile;

/// Meilisearch.
// Header: https://www.meilisearch.com/docs/reference/api/authorization
// Refusals: https://www.meilisearch.com/docs/reference/errors/error_codes; the codes need no rule.
pub const API: ApiProfile =
    ApiProfile::self_hosted("Meilisearch").docs("https://www.meilisearch.com/docs/reference/api/authorization");
