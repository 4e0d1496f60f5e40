//! What is particular to Mistral AI's API.

use tower_bearer::ApiProfile;

/// Mistral AI's API.
// Origin, header: https://docs.mistral.ai/api/. Variable: the README of https://github.com/mistralai/client-python
// A bad key gets a 401 that says "Unauthorized".
pub const API: ApiProfile = ApiProfile::new("Mistral", &["https://api.mistral.ai"])
    .variable("MISTRAL_API_KEY")
    .docs("https://docs.mistral.ai/api/");
