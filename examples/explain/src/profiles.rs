//! The profiles that can be named.

use tower_bearer::ApiProfile;
use tower_bearer_profiles::ALL;
pub(crate) use tower_bearer_profiles::find;

pub(crate) fn unknown(name: &str) -> String {
    let names: Vec<_> = ALL.iter().copied().map(ApiProfile::name).collect();
    format!("there is no profile {name:?}; there are: {}", names.join(", "))
}
