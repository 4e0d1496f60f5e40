use std::{error::Error, iter::successors, sync::LazyLock};

use tower_bearer_testkit::Canary;

/// A random key, the same for all tests of this process.
pub(crate) fn canary() -> &'static Canary {
    static CANARY: LazyLock<Canary> = LazyLock::new(|| Canary::new().unwrap());

    &CANARY
}

/// All that an error and what it was caused by say, for people and for programmers.
pub(crate) fn said_by(error: &(dyn Error + 'static)) -> Vec<String> {
    let chain = successors(Some(error), |&error| error.source());
    chain
        .flat_map(|error| [format!("{error} {error:#}"), format!("{error:?} {error:#?}")])
        .collect()
}
