//! What is particular to DigitalOcean's API.

use tower_bearer::ApiProfile;

/// DigitalOcean's API.
// Origin, header: https://docs.digitalocean.com/reference/api/. Variable: https://docs.digitalocean.com/reference/doctl/
// Tokens have begun with `dop_v1_` and `doo_v1_` since 2022 and older ones with nothing in particular, so no prefix:
// https://gitlab.com/gitlab-org/security-products/analyzers/secrets/-/merge_requests/178
pub const API: ApiProfile = ApiProfile::new("DigitalOcean", &["https://api.digitalocean.com"])
    .variable("DIGITALOCEAN_ACCESS_TOKEN")
    .docs("https://docs.digitalocean.com/reference/api/create-personal-access-token/");
