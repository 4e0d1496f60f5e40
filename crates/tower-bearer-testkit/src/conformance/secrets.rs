//! What is said of a key.

use std::error::Error;

/// All that an error and its causes say, for people and for programmers.
pub(super) fn said_by(error: &(dyn Error + 'static)) -> Vec<String> {
    let causes = std::iter::successors(Some(error), |&error| error.source());
    causes
        .map(|error| format!("{error} {error:#} {error:?} {error:#?}"))
        .collect()
}
