//! What is particular to Cohere's API.

use tower_bearer::ApiProfile;

/// Cohere's API.
// Origin, header: https://docs.cohere.com/reference/about. Variable: the client of https://github.com/cohere-ai/cohere-python
// Refusals: https://docs.cohere.com/reference/errors, each of which says what it is, so there is no rule.
pub const API: ApiProfile = ApiProfile::new("Cohere", &["https://api.cohere.com"])
    .variable("CO_API_KEY")
    .docs("https://docs.cohere.com/reference/errors");
