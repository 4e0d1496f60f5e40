//! Reads texts by the [vocabulary](super::vocabulary) and the [rules](super::rules): one pass over the words of a text.

use super::{
    rules::{CODE_LENGTHS, CODES, Meaning, RULES},
    terms::TERMS,
    vocabulary::{
        ADVICE, API_KEY, AUTH, AUTH_FAILED, COMPOUND, Concepts, ELSEWHERE, EXPIRED, HEADER, HEDGE, INVALID,
        INVALID_KEY, KEY, LACK, LOGIN, MALFORMED_KEY, NO_KEY, NOT_AUTHENTICATED, PARAMETER, REVOKED, SCOPE, SIGNATURE,
        TOKEN, WRONG_TYPE,
    },
};
use crate::error::AuthErrorKind::{
    Blocked, ExpiredKey, Forbidden, InsufficientScope, InvalidKey, MalformedKey, MissingKey, PlanRequired, RateLimited,
    RevokedKey, StepUpRequired,
};

/// What a text says, and how directly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) meaning: Meaning,
    /// Found only where the text gives advice, such as "check that your key has not expired".
    pub(super) is_advice: bool,
    pub(super) subject: Subject,
}

/// What a text says it of; of several texts the greatest counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject {
    /// Of nothing, or of something else than what authenticates: an upload's session, a webhook's secret.
    Other,
    /// Of what may authenticate: a 401 or a 403 says so too.
    Perhaps,
    /// Of what authenticates, in words that are used of nothing else.
    Key,
}

/// A text of more sentences than this is read no further: what a refusal has to say it says at its beginning.
const SENTENCES_MAX: usize = 48;

/// What a text says that [`words`](super::words) has read.
pub(super) fn read(words: &[u8]) -> Option<Reading> {
    #[cfg(test)]
    crate::text::steps::add(words.len());
    let mut best: Option<Reading> = None;
    let mut sentences = 0;
    TERMS.sentences(words, |concepts| {
        if concepts != Concepts::NONE {
            best = better(best, sentence(concepts));
        }
        sentences += 1;
        sentences <= SENTENCES_MAX
    });
    best
}

/// What a code means that no word of it says.
pub(super) fn code(code: &str) -> Option<Reading> {
    let bit = u32::try_from(code.len()).ok().and_then(|len| 1_u64.checked_shl(len))?;
    if CODE_LENGTHS & bit == 0 {
        return None;
    }
    let begins = |known: &str| known.as_bytes().first() == code.as_bytes().first();
    let (_, meaning) = CODES.iter().find(|(known, _)| begins(known) && *known == code)?;
    Some(Reading {
        meaning: *meaning,
        is_advice: false,
        subject: Subject::Key,
    })
}

fn sentence(concepts: Concepts) -> Option<Reading> {
    let rule = RULES.iter().find(|rule| rule.fits(concepts))?;
    Some(Reading {
        meaning: rule.means,
        is_advice: concepts.has(ADVICE),
        subject: subject(concepts),
    })
    .filter(|reading| !(reading.is_advice && concepts.has(HEDGE) && is_state(reading.meaning)))
}

fn is_state(meaning: Meaning) -> bool {
    matches!(meaning, Meaning::Is(ExpiredKey | RevokedKey))
}

/// Of words that are used of much else, a bare `token` has to be said to be bad, and none may have another word before it.
fn subject(concepts: Concepts) -> Subject {
    const PERHAPS: Concepts = KEY
        .and(API_KEY)
        .and(AUTH)
        .and(HEADER)
        .and(LOGIN)
        .and(SIGNATURE)
        .and(MALFORMED_KEY)
        .and(WRONG_TYPE)
        .and(INVALID_KEY)
        .and(NO_KEY)
        .and(AUTH_FAILED)
        .and(NOT_AUTHENTICATED);

    if concepts.has(ELSEWHERE) || concepts.has(COMPOUND) && !concepts.has(API_KEY) {
        return Subject::Other;
    }
    let is_bad = concepts.has_any(INVALID.and(EXPIRED).and(REVOKED));
    let is_named = concepts.has_any(API_KEY.and(MALFORMED_KEY).and(SIGNATURE).and(WRONG_TYPE))
        || concepts.has(TOKEN) && is_bad
        || concepts.has(SCOPE.and(LACK))
        || concepts.has(LOGIN.and(INVALID));
    if is_named && !concepts.has_any(PARAMETER) {
        Subject::Key
    } else if concepts.has_any(PERHAPS) {
        Subject::Perhaps
    } else {
        Subject::Other
    }
}

/// The first reading, unless a later one says more.
fn better(first: Option<Reading>, later: Option<Reading>) -> Option<Reading> {
    match (first, later) {
        (Some(first), Some(later)) => {
            let says_more = match (first.is_advice, later.is_advice) {
                (true, false) => rank(later.meaning) > 0,
                // "You are not entitled to this. Please upgrade your plan."
                (false, true) => is_only_denied(first.meaning) && is_remedy(later.meaning),
                _ => says_more(later.meaning, first.meaning) && is_detail(first.meaning, later.meaning),
            };
            Some(if says_more {
                Reading {
                    is_advice: first.is_advice && later.is_advice,
                    ..later
                }
            } else {
                first
            })
        }
        (first, later) => first.or(later),
    }
}

/// Whether a later sentence of the same text can say it of what the first one says.
fn is_detail(first: Meaning, later: Meaning) -> bool {
    match first {
        Meaning::Is(InvalidKey) | Meaning::MissingOrInvalid => later != Meaning::Is(MissingKey),
        Meaning::Is(ExpiredKey) => false,
        _ => true,
    }
}

/// Whether it says that whoever asked may not, and not why.
pub(super) fn is_only_denied(meaning: Meaning) -> bool {
    rank(meaning) < 2 || meaning == Meaning::Is(Forbidden)
}

/// Whether advice names the cause by what would remove it: an upgrade, another sign-in, time.
pub(super) fn is_remedy(meaning: Meaning) -> bool {
    matches!(meaning, Meaning::Is(PlanRequired | RateLimited | StepUpRequired))
}

/// Whether something else than the key is in the way.
pub(super) fn is_other_cause(meaning: Meaning) -> bool {
    matches!(
        meaning,
        Meaning::Is(Blocked | InsufficientScope | PlanRequired | RateLimited | StepUpRequired)
    )
}

/// Whether what is said later is a detail of what was said first, or says anything where the first said nothing.
pub(super) fn says_more(later: Meaning, first: Meaning) -> bool {
    match (first, later) {
        (
            Meaning::Is(InvalidKey) | Meaning::MissingOrInvalid,
            Meaning::Is(ExpiredKey | RevokedKey | MalformedKey | MissingKey),
        )
        | (Meaning::Is(ExpiredKey), Meaning::Is(RevokedKey)) => true,
        (Meaning::Is(Forbidden), Meaning::Is(kind)) => kind != Forbidden,
        (first, later) => rank(first) < 2 && rank(later) > rank(first),
    }
}

/// How much is said.
pub(super) fn rank(meaning: Meaning) -> u8 {
    match meaning {
        Meaning::Unrelated | Meaning::Vague => 0,
        Meaning::Denied | Meaning::Unauthenticated => 1,
        Meaning::MissingOrInvalid | Meaning::Is(_) => 2,
    }
}
