//! The profiles that can be named.

use tower_bearer::ApiProfile;
use tower_bearer_profiles::trakkr;

static PROFILES: [(&str, ApiProfile); 1] = [("trakkr", trakkr::API)];

pub(crate) fn find(name: &str) -> Option<&'static ApiProfile> {
    let (_, profile) = PROFILES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    Some(profile)
}

pub(crate) fn unknown(name: &str) -> String {
    let names: Vec<_> = PROFILES.iter().map(|(name, _)| *name).collect();
    format!("there is no profile {name:?}; there are: {}", names.join(", "))
}
