//! What sentences and codes mean, as data: the first row whose concepts are all there, and none of its exceptions, speaks.
//!
//! What says that something else is in the way comes first, since "your IP address is not allowed for this API key" names a key
//! and does not reject it. Then come sentences that name several causes, and then each state of a key.

use super::vocabulary::*;
use crate::error::AuthErrorKind::{self, *};

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct PhraseRule {
    pub(super) means: Meaning,
    all: Concepts,
    none: Concepts,
}

/// What a sentence or a code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// This went wrong.
    Is(AuthErrorKind),
    /// The key is missing or was not accepted: whether one was sent says which.
    MissingOrInvalid,
    /// Authentication failed; it says no more, and gives way to any sentence that does.
    Unauthenticated,
    /// Whoever asked is not allowed; it says no more, and gives way to any sentence that does.
    Denied,
    /// `Unauthorized`, which servers say of either; the status is asked.
    Vague,
    /// It is about something else.
    Unrelated,
}

/// What another cause would be than the key.
const SEVERAL: Concepts = INVALID_KEY.and(OR);

#[rustfmt::skip]
pub(super) const RULES: &[PhraseRule] = &[
    rule(Meaning::Unrelated, OTHER_TOKEN, Concepts::NONE),
    rule(Meaning::Is(Forbidden), NO_ROUTE, Concepts::NONE),

    // In the way, whatever the key.
    rule(Meaning::Is(PlanRequired), RATE.and(MONTH), Concepts::NONE),
    rule(Meaning::Is(RateLimited), RATE, Concepts::NONE),
    rule(Meaning::Is(Blocked), FORGERY, Concepts::NONE),
    rule(Meaning::Is(InsufficientScope), WALL.and(PERMISSION).and(LACK), NO_KEY),
    rule(Meaning::Is(Blocked), WALL, INVALID_KEY.and(FEATURE_OFF).and(MONEY)),
    rule(Meaning::Is(Blocked), GATEWAY, Concepts::NONE),
    rule(Meaning::Is(InvalidKey), SEVERAL.and(ADDRESS), Concepts::NONE),
    rule(Meaning::Is(InvalidKey), SEVERAL.and(PERMISSION), Concepts::NONE),
    rule(Meaning::Is(InvalidKey), SEVERAL.and(SCOPE), Concepts::NONE),
    rule(Meaning::Is(Blocked), ADDRESS.and(REFUSED), INVALID_KEY),
    rule(Meaning::Is(StepUpRequired), SECOND_FACTOR, Concepts::NONE),
    rule(Meaning::Is(StepUpRequired), SSO, EXPIRED.and(INVALID_KEY)),
    rule(Meaning::Is(PlanRequired), MONEY, INVALID_KEY.and(UPGRADE_CLIENT).and(NO_KEY).and(AUTH_FAILED)),
    rule(Meaning::Is(PlanRequired), PLAN.and(REQUIRED), KEY.and(SCOPE).and(PERMISSION)),
    rule(Meaning::Is(PlanRequired), PLAN.and(DENIED), KEY.and(OFF).and(SCOPE).and(PERMISSION).and(INVALID)),
    rule(Meaning::Is(PlanRequired), PLAN.and(EXPIRED), KEY),
    rule(Meaning::Is(PlanRequired), LIMIT.and(PLAN), KEY),
    rule(Meaning::Is(RateLimited), LIMIT, KEY.and(SCOPE).and(PERMISSION).and(EXPIRED)),

    // What the key may do.
    rule(Meaning::Is(InsufficientScope), SCOPE, NO_KEY),
    rule(Meaning::Is(InsufficientScope), PERMISSION.and(LACK), NO_KEY),
    rule(Meaning::Is(InsufficientScope), PERMISSION.and(KEY).and(DENIED), INVALID.and(NO_KEY).and(OFF)),
    // "… denied on resource x (or it may not exist)"
    rule(Meaning::Is(InsufficientScope), PERMISSION.and(DENIED).and(HEDGE).and(INVALID), INVALID_KEY.and(NO_KEY)),
    rule(Meaning::Is(InsufficientScope), PERMISSION.and(UNAUTHORIZED), INVALID.and(NO_KEY)),

    // Several causes in a sentence.
    rule(Meaning::MissingOrInvalid, EITHER.and(INVALID).and(MISSING).and(KEY), Concepts::NONE),
    rule(Meaning::MissingOrInvalid, EITHER.and(INVALID).and(MISSING).and(AUTH), Concepts::NONE),
    rule(Meaning::MissingOrInvalid, EITHER.and(EXPIRED).and(MISSING).and(KEY), Concepts::NONE),
    rule(Meaning::MissingOrInvalid, EITHER.and(INVALID).and(NO_KEY), Concepts::NONE),
    rule(Meaning::MissingOrInvalid, EITHER.and(MALFORMED).and(MISSING).and(AUTH), Concepts::NONE),
    rule(Meaning::MissingOrInvalid, OR.and(AUTH_FAILED).and(MISSING), Concepts::NONE),
    rule(Meaning::Is(InvalidKey), EITHER.and(INVALID).and(EXPIRED), OTHER_TOKEN),
    rule(Meaning::Is(InvalidKey), EITHER.and(INVALID).and(REVOKED), OTHER_TOKEN),
    rule(Meaning::Is(InvalidKey), EITHER.and(EXPIRED).and(REVOKED), OTHER_TOKEN),
    rule(Meaning::Is(InvalidKey), EITHER.and(INVALID).and(OFF).and(KEY), Concepts::NONE),
    rule(Meaning::Is(InvalidKey), EITHER.and(EXPIRED).and(OFF).and(KEY), Concepts::NONE),
    rule(Meaning::Is(InvalidKey), EITHER.and(INVALID).and(MALFORMED).and(KEY), Concepts::NONE),
    rule(Meaning::Is(InvalidKey), HEDGE.and(EXPIRED).and(KEY), NOT_EXPIRED),
    rule(Meaning::Is(InvalidKey), HEDGE.and(REVOKED), NOT_OFF),
    rule(Meaning::Is(InvalidKey), NOT_YET.and(KEY), EXPIRED),

    // What was switched off around the key.
    rule(Meaning::Is(Forbidden), FEATURE_OFF, Concepts::NONE),

    // The key itself.
    rule(Meaning::Is(Forbidden), NOT_APPROVED, INVALID_KEY.and(EXPIRED)),
    rule(Meaning::Is(RevokedKey), REVOKED, NOT_OFF.and(ADVICE)),
    rule(Meaning::Is(Forbidden), ACCOUNT.and(OFF), EXPIRED.and(REVOKED).and(INVALID)),
    rule(Meaning::Is(ExpiredKey), EXPIRED.and(KEY), NOT_EXPIRED),
    rule(Meaning::Is(ExpiredKey), EXPIRED.and(AUTH), NOT_EXPIRED),
    rule(Meaning::Is(ExpiredKey), EXPIRED, NOT_EXPIRED.and(THING).and(PLAN).and(ACCOUNT).and(ADVICE).and(INVALID)),
    rule(Meaning::Is(RevokedKey), OFF.and(KEY), NOT_OFF.and(INVALID_KEY).and(ADVICE)),
    rule(Meaning::Is(MalformedKey), MALFORMED_KEY, Concepts::NONE),
    rule(Meaning::Is(InvalidKey), SIGNATURE, MISSING),
    rule(Meaning::Is(MissingKey), NO_KEY, VALID.and(INVALID_KEY)),
    rule(Meaning::MissingOrInvalid, VALID.and(MISSING).and(KEY), INVALID),
    rule(Meaning::MissingOrInvalid, VALID.and(NO_KEY), INVALID),
    rule(Meaning::Is(MissingKey), MISSING.and(KEY), INVALID_KEY.and(MALFORMED).and(PERMISSION)),
    rule(Meaning::Is(MissingKey), MISSING.and(AUTH), INVALID.and(MALFORMED).and(PERMISSION)),
    rule(Meaning::Is(MissingKey), MISSING.and(HEADER), INVALID.and(MALFORMED).and(PERMISSION)),
    rule(Meaning::Is(MissingKey), MISSING.and(LOGIN), INVALID.and(MALFORMED).and(PERMISSION)),
    rule(Meaning::Is(MalformedKey), MALFORMED.and(KEY), Concepts::NONE),
    rule(Meaning::Is(MalformedKey), MALFORMED.and(AUTH), Concepts::NONE),
    rule(Meaning::Is(MalformedKey), MALFORMED.and(HEADER), Concepts::NONE),
    rule(Meaning::Is(MalformedKey), WRONG_TYPE, INVALID_KEY.and(INVALID)),
    rule(Meaning::Is(InvalidKey), INVALID_KEY, Concepts::NONE),
    rule(Meaning::Is(InsufficientScope), KEY.and(DENIED).and(TARGET), INVALID.and(ADVICE).and(AUTH_FAILED).and(NOT_AUTHENTICATED)),
    rule(Meaning::Is(InvalidKey), INVALID.and(KEY), PARAMETER),
    rule(Meaning::Is(InvalidKey), INVALID.and(LOGIN), PARAMETER),
    rule(Meaning::Is(InvalidKey), INVALID.and(ID).and(AUTH), PARAMETER.and(DENIED)),
    rule(Meaning::Is(MalformedKey), INVALID.and(HEADER), PARAMETER),
    rule(Meaning::Is(InvalidKey), INVALID.and(AUTH), PARAMETER.and(DENIED)),
    rule(Meaning::MissingOrInvalid, VALID.and(REQUIRED).and(KEY), Concepts::NONE),
    rule(Meaning::MissingOrInvalid, VALID.and(KEY).and(ADVICE), Concepts::NONE),
    rule(Meaning::Is(MissingKey), REQUIRED.and(KEY), DENIED.and(AUTH_FAILED).and(ADVICE)),
    rule(Meaning::Is(MissingKey), REQUIRED.and(HEADER), DENIED.and(ADVICE)),

    // Who asks.
    rule(Meaning::Is(Forbidden), NOT_ALLOWED, KEY.and(AUTH).and(INVALID)),
    rule(Meaning::Unauthenticated, AUTH_FAILED, Concepts::NONE),
    rule(Meaning::Unauthenticated, NOT_AUTHENTICATED, DENIED.and(HEDGE)),
    rule(Meaning::Is(Forbidden), PERMISSION.and(DENIED), Concepts::NONE),
    rule(Meaning::MissingOrInvalid, ADVICE.and(KEY), Concepts::NONE),
    rule(Meaning::Denied, DENIED, Concepts::NONE),
    rule(Meaning::Vague, UNAUTHORIZED, Concepts::NONE),
];

const fn rule(means: Meaning, all: Concepts, none: Concepts) -> PhraseRule {
    PhraseRule { means, all, none }
}

// ===== impl PhraseRule =====

impl PhraseRule {
    pub(super) fn fits(&self, concepts: Concepts) -> bool {
        concepts.has(self.all) && !concepts.has_any(self.none)
    }
}

/// Error codes of OAuth 2 challenges: RFC 6750, section 3.1; RFC 9470, section 3; RFC 9449, section 7.1 and 9.
/// `invalid_request` and codes that are not here are read as words.
pub(super) const CHALLENGE_CODES: [(&str, AuthErrorKind); 7] = [
    ("invalid_token", InvalidKey),
    ("insufficient_scope", InsufficientScope),
    ("insufficient_user_authentication", StepUpRequired),
    ("insufficient_claims", StepUpRequired),
    ("interaction_required", StepUpRequired),
    ("use_dpop_nonce", StepUpRequired),
    ("invalid_dpop_proof", MalformedKey),
];

/// How long the codes below are: bit `n` is for `n` bytes. Most texts are as long as none of them, and are compared with none.
pub(super) const CODE_LENGTHS: u64 = {
    let (mut lengths, mut at) = (0, 0);
    while at < CODES.len() {
        assert!(CODES[at].0.len() < u64::BITS as usize);
        lengths |= 1 << CODES[at].0.len();
        at += 1;
    }
    lengths
};

/// Codes whose words say nothing or something else: of OAuth, and of programs that number their errors.
#[rustfmt::skip]
pub(super) const CODES: &[(&str, Meaning)] = &[
    ("invalid_grant", Meaning::Is(InvalidKey)),
    ("unauthorized_client", Meaning::Denied),
    ("access_denied", Meaning::Denied),
    ("SignatureDoesNotMatch", Meaning::Is(InvalidKey)),
    ("TokenRefreshRequired", Meaning::Is(ExpiredKey)),
    ("RequestExpired", Meaning::Denied),
    ("RequestTimeTooSkewed", Meaning::Denied),
    // FastAPI, where it finds no credential of the kind that it looks for.
    ("Not authenticated", Meaning::Is(MissingKey)),
    // Salesforce: "Session expired or invalid", which sessions are when their time is over.
    ("INVALID_SESSION_ID", Meaning::Is(ExpiredKey)),
    // Okta.
    ("E0000004", Meaning::Unauthenticated),
    ("E0000005", Meaning::Is(InvalidKey)),
    ("E0000006", Meaning::Denied),
    ("E0000011", Meaning::Is(InvalidKey)),
    ("E0000047", Meaning::Is(RateLimited)),
    // PostgREST; PostgreSQL's `insufficient_privilege`.
    ("PGRST301", Meaning::Is(InvalidKey)),
    ("PGRST302", Meaning::Is(MissingKey)),
    ("42501", Meaning::Is(Forbidden)),
    // WSO2.
    ("900800", Meaning::Is(RateLimited)),
    ("900801", Meaning::Is(RateLimited)),
    ("900802", Meaning::Is(RateLimited)),
    ("900803", Meaning::Is(RateLimited)),
    ("900804", Meaning::Is(RateLimited)),
    ("900901", Meaning::Is(InvalidKey)),
    ("900902", Meaning::Is(MissingKey)),
    ("900903", Meaning::Is(ExpiredKey)),
    ("900904", Meaning::Is(RevokedKey)),
    ("900908", Meaning::Is(Forbidden)),
    ("900909", Meaning::Is(PlanRequired)),
    ("900910", Meaning::Is(InsufficientScope)),
    // Meta's `error_subcode`.
    ("458", Meaning::Is(RevokedKey)),
    ("460", Meaning::Is(RevokedKey)),
    ("463", Meaning::Is(ExpiredKey)),
    ("467", Meaning::Is(InvalidKey)),
];
