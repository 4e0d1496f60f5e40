//! What servers call things, as data: each row is a concept and the terms that stand for it, with bars between.
//!
//! A term is one word or more, in lower case and as [`words`](super::words) makes them. One that begins with `^` counts at
//! the start of a sentence alone. Terms overlap: `not valid` is [`INVALID`], and `valid` in it
//! is [`VALID`] all the same, so rules that ask for the narrower concept come first.

use std::ops::BitOrAssign;

mod grammar;
mod keys;
mod obstacles;
mod permissions;
mod states;

/// A set of concepts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Concepts(pub(super) u64);

macro_rules! concepts {
    ($($(#[$doc:meta])* $name:ident)*) => {
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "numbers the concepts, nothing else")]
        #[derive(Clone, Copy)]
        enum Number { $($name),* }
        $($(#[$doc])* pub(super) const $name: Concepts = Concepts(1 << Number::$name as u64);)*
    };
}

concepts! {
    /// What authenticates.
    KEY
    /// The same in words that are only used of it, whatever the status.
    API_KEY
    /// The word `token`.
    TOKEN
    /// Names of a person or a program.
    ID
    /// Where it stands, or the act.
    AUTH
    /// The word `header`.
    HEADER
    /// Name and password, or the client of OAuth.
    LOGIN
    /// What is called a key or a token and does not authenticate.
    OTHER_TOKEN
    /// Parameters of the request.
    PARAMETER
    /// Plain words for what authenticates, and for much else: a stream has a key, and an upload a session.
    NOUN
    /// What stands before such a word where it means what authenticates.
    BEFORE_NOUN
    /// Such a word with another before it, as [`Terms`](super::terms::Terms) finds them.
    COMPOUND
    /// Another system, or somebody else's account.
    ELSEWHERE
    /// A key and that it is invalid, in words that stand together.
    INVALID_KEY
    INVALID
    VALID
    NOT_YET
    EXPIRED
    NOT_EXPIRED
    REVOKED
    OFF
    NOT_OFF
    ACCOUNT
    FEATURE_OFF
    MISSING
    /// No key, in words that stand together.
    NO_KEY
    REQUIRED
    MALFORMED
    /// Malformed, whatever it is said of: nothing else has segments.
    MALFORMED_KEY
    WRONG_TYPE
    OR
    /// The same between two states: "invalid or expired".
    EITHER
    /// What expires and is no key.
    THING
    SIGNATURE
    NOT_APPROVED
    /// Not allowed, whoever asks being known.
    NOT_ALLOWED
    SSO
    MONTH
    HEDGE
    ADVICE
    RATE
    FORGERY
    WALL
    ADDRESS
    REFUSED
    SECOND_FACTOR
    MONEY
    LIMIT
    /// Words of money that also stand in other sentences.
    PLAN
    SCOPE
    PERMISSION
    LACK
    DENIED
    TARGET
    AUTH_FAILED
    NOT_AUTHENTICATED
    UNAUTHORIZED
    /// The page of a web server itself.
    GATEWAY
    UPGRADE_CLIENT
    NO_ROUTE
}

/// A concept, and the terms that stand for it.
pub(super) type Row = (Concepts, &'static str);

/// All rows, by what they are about.
pub(super) const VOCABULARY: [&[Row]; 5] = [
    keys::ROWS,
    states::ROWS,
    obstacles::ROWS,
    permissions::ROWS,
    grammar::ROWS,
];

// ===== impl Concepts =====

impl Concepts {
    pub(super) const NONE: Self = Self(0);

    /// Whether all of `wanted` are among these.
    pub(super) const fn has(self, wanted: Self) -> bool {
        self.0 & wanted.0 == wanted.0
    }

    /// Whether any of `others` is among these.
    pub(super) const fn has_any(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }
}

impl BitOrAssign for Concepts {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}
