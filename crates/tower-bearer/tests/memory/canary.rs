//! A key that is nowhere in memory unless somebody puts it there: it is computed, character by character.

use std::{env, ops::Range, sync::OnceLock};

use secrecy::SecretString;
use tower_bearer::ApiKey;
use zeroize::Zeroizing;

/// How long a key is. Each test runs with both.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Canary {
    /// So long that what an allocator writes into memory that it got back leaves most of it.
    Long,
    /// Like most keys: all of it is in the last block of SHA-256.
    Short,
}

pub(crate) const VARIABLE: &str = "MEMORY_TEST_CANARY";

// ===== impl Canary =====

impl Canary {
    pub(crate) const BOTH: [Self; 2] = [Self::Long, Self::Short];

    /// That of this process.
    pub(crate) fn current() -> Self {
        static CURRENT: OnceLock<Canary> = OnceLock::new();

        *CURRENT.get_or_init(|| match &*env::var(VARIABLE).unwrap() {
            "Long" => Self::Long,
            "Short" => Self::Short,
            other => panic!("{other}"),
        })
    }

    pub(crate) fn len(self) -> usize {
        match self {
            Self::Long => 300,
            Self::Short => 48,
        }
    }

    /// The part that is looked for: not what an allocator writes over, and in a long one the end of a block of SHA-256.
    pub(crate) fn needle(self) -> Range<usize> {
        match self {
            Self::Long => 236..276,
            Self::Short => 20..44,
        }
    }

    /// `before`, the canary and `after`: wiped, and in one allocation.
    pub(crate) fn within(self, before: &str, after: &str) -> Zeroizing<Vec<u8>> {
        let mut text = Zeroizing::new(Vec::with_capacity(before.len() + self.len() + after.len()));
        text.extend_from_slice(before.as_bytes());
        text.extend((0..self.len()).map(byte));
        text.extend_from_slice(after.as_bytes());
        text
    }

    /// The canary, in an allocation that never moves, with room for `more` bytes.
    pub(crate) fn string(self, more: usize) -> String {
        let mut text = String::with_capacity(self.len() + more);
        text.extend((0..self.len()).map(|at| char::from(byte(at))));
        text
    }
}

pub(crate) fn byte(at: usize) -> u8 {
    b"abcdefghijklmnopqrstuvwxyz"[(at * at * 7 + at * 31 + at / 26) % 26]
}

/// With room for `more` bytes.
pub(crate) fn string(more: usize) -> String {
    Canary::current().string(more)
}

/// The test's own copy, wiped.
pub(crate) fn text() -> Zeroizing<String> {
    Zeroizing::new(string(0))
}

pub(crate) fn secret() -> SecretString {
    SecretString::from(string(0))
}

pub(crate) fn key() -> ApiKey {
    ApiKey::new(string(0)).unwrap()
}

pub(crate) fn within(before: &str, after: &str) -> Zeroizing<Vec<u8>> {
    Canary::current().within(before, after)
}
