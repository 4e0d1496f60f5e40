//! A key that an input can have planted wherever it likes, and that may come out nowhere.

use std::error::Error;

/// What stands for the key in an input.
const MARK: &[u8] = b"{KEY}";

/// No input has it by chance.
pub(crate) const KEY: &str = "sk_live_9Fq2Xv7LpR4tZw8mKd3H";

/// A piece of it that is no prefix of other keys.
const PIECE: usize = 8;

/// The input with the key in the place of each mark.
pub(crate) fn in_place_of_marks(input: &[u8]) -> Vec<u8> {
    let mut planted = Vec::with_capacity(input.len());
    let mut rest = input;
    while let Some((first, after)) = rest.split_first() {
        match rest.strip_prefix(MARK) {
            Some(after) => {
                planted.extend_from_slice(KEY.as_bytes());
                rest = after;
            }
            None => {
                planted.push(*first);
                rest = after;
            }
        }
    }
    planted
}

/// No piece of the key is in any text, whatever its case.
#[track_caller]
pub(crate) fn assert_hidden(said: &str) {
    let (said, key) = (said.to_ascii_lowercase(), KEY.to_ascii_lowercase());
    let secret = key.strip_prefix("sk_live_").unwrap_or(&key);
    for at in 0..=secret.len() - PIECE {
        assert!(!said.contains(&secret[at..at + PIECE]), "{said}");
    }
}

/// The whole key is in no text, whatever its case.
#[track_caller]
pub(crate) fn assert_cut(said: &str) {
    let (said, key) = (said.to_ascii_lowercase(), KEY.to_ascii_lowercase());
    assert!(!said.contains(&key), "{said}");
}

/// All that an error and what it was caused by say.
pub(crate) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut said = format!("{error} {error:?} {error:#?}");
    let mut next = error.source();
    while let Some(error) = next {
        said.push_str(&format!("{error} {error:?}"));
        next = error.source();
    }
    said
}
