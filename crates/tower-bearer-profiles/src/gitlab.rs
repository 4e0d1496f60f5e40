//! What is particular to GitLab's REST API, at gitlab.com or self-managed.
//!
//! Personal, project and group access tokens are in `PRIVATE-TOKEN`. For a server of one's own there is
//! [`layer_at`](ApiProfile::layer_at).

use tower_bearer::ApiProfile;

/// GitLab's REST API.
// Origin, header, the 401: https://docs.gitlab.com/api/rest/authentication/. Variable: https://docs.gitlab.com/cli/
// Tokens begin with `glpat-` unless an administrator chose another prefix, so none is asked for:
// https://docs.gitlab.com/administration/settings/account_and_limit_settings/
pub const API: ApiProfile = ApiProfile::new("GitLab", &["https://gitlab.com"])
    .header("private-token", "")
    .variable("GITLAB_TOKEN")
    .docs("https://docs.gitlab.com/api/rest/authentication/");
