use std::borrow::Cow;

use http::{HeaderMap, StatusCode};

use super::{
    answer::{Answer, CredentialSent},
    fields,
    grpc::GrpcRefusal,
    layers::{Found, Layers},
    matcher::Subject,
    profile_rule::ProfileRule,
    rules::Meaning,
    texts::{self, Texts},
};
use crate::{
    challenge::Limited,
    error::{AuthErrorKind, Certainty, Evidence, Rule, Verdict},
    text::Head,
};

/// What an answer means, or `None` where it is no refusal: any status but 401 and 403, and those of gRPC that say the same.
///
/// `rules` are those of the API's profile; without one, none. [`classify_any`] looks at other statuses too.
pub fn classify(answer: &Answer<'_>, rules: &[ProfileRule]) -> Option<Verdict> {
    answer.is_refusal().then(|| judge(answer, rules).capped())
}

/// What an answer of any status means, or `None` where nothing says that it is an auth failure.
///
/// Some servers refuse a key with 400, 422, 500, or 200 and `"ok": false`. Here a status other than 401 and 403 is never enough:
/// a rule of the profile, the error code of a challenge, a code or a phrase has to name the key, or what it lacks. With a status
/// that says success, the body has to say of itself that it is a failure as well.
///
/// ```
/// use http::{HeaderMap, StatusCode};
/// use tower_bearer::{
///     AuthErrorKind,
///     classify::{Answer, CredentialSent, classify_any},
/// };
///
/// let headers = HeaderMap::new();
/// let answer = |status, body| {
///     let answer = Answer::new(status, &headers).with_credential_sent(CredentialSent::Yes);
///     classify_any(&answer.with_body(body), &[]).map(|verdict| verdict.kind())
/// };
/// let slack = answer(StatusCode::OK, br#"{"ok":false,"error":"token_revoked"}"#);
/// assert_eq!(slack, Some(AuthErrorKind::RevokedKey));
/// assert_eq!(answer(StatusCode::BAD_REQUEST, br#"{"error":"name is too long"}"#), None);
/// assert_eq!(answer(StatusCode::OK, br#"{"text":"the token was revoked"}"#), None);
/// ```
pub fn classify_any(answer: &Answer<'_>, rules: &[ProfileRule]) -> Option<Verdict> {
    judge_any(answer, rules).map(Verdict::capped)
}

fn judge_any(answer: &Answer<'_>, rules: &[ProfileRule]) -> Option<Verdict> {
    if answer.is_refusal() {
        return Some(judge(answer, rules));
    }
    let head = Head::of(answer.headers);
    let answer = &answer.with_head(&head.headers, head.is_cut);
    let body = texts::utf8(answer.readable_body());
    let read = Texts::of(&body, true);
    let is_failure = read.is_failure;
    // A body that says 401 in place of the status line means it.
    let said = read.status.and_then(|status| StatusCode::from_u16(status).ok());
    let challenges = Limited::of(answer.headers);
    let layers = Layers::new(answer, &challenges.challenges, read);
    // The profile's rules name the status that was answered, whatever the body says of another.
    let by_profile = layers.profile(rules);
    let status_meant = match said.filter(|_| is_failure && answer.status.is_success()) {
        None if answer.status.is_success() && is_failure && layers.is_bare() => {
            Some(match layers.vague().map(|found| found.meaning) {
                Some(Meaning::Denied) => StatusCode::FORBIDDEN,
                _ => StatusCode::UNAUTHORIZED,
            })
        }
        said => said,
    };
    if let Some(status) = status_meant.filter(|_| by_profile.is_none()) {
        return Some(judge(&Answer { status, ..*answer }, rules));
    }
    let found = by_profile.or_else(|| {
        let said = || layers.said().or_else(|| layers.vague());
        let found = layers.challenge().or_else(said)?;
        speaks_for_itself(&found, answer.status, is_failure).then_some(found)
    })?;
    let message = layers.message(&found);
    Some(verdict(answer, found, message, challenges))
}

/// Whether it means an auth failure with a status that does not say so.
fn speaks_for_itself(found: &Found, status: StatusCode, is_failure: bool) -> bool {
    use AuthErrorKind::{
        Blocked, ExpiredKey, Forbidden, InsufficientScope, InvalidKey, MalformedKey, MissingKey, RevokedKey,
        StepUpRequired,
    };

    let is_code = found.rule != Rule::Phrase;
    let is_unauthenticated = found.meaning == Meaning::Unauthenticated;
    let is_about_key = match found.meaning {
        Meaning::Is(MissingKey | MalformedKey | InvalidKey | RevokedKey | ExpiredKey) | Meaning::MissingOrInvalid => {
            true
        }
        Meaning::Is(InsufficientScope | StepUpRequired) => is_code || found.subject == Subject::Key,
        _ => false,
    };
    match status.as_u16() {
        200..=299 => {
            is_failure
                && (is_about_key && found.subject != Subject::Other
                    || is_unauthenticated
                    || matches!(found.meaning, Meaning::Is(Blocked | Forbidden | InsufficientScope)))
        }
        // Laravel says so of a CSRF token, and of nothing else.
        419 => found.meaning == Meaning::Is(Blocked) || is_about_key,
        // There is no such page; too many requests; a proxy's own credentials; what another server said.
        404 | 405 | 407 | 409 | 410 | 424 | 429 | 502..=504 => found.rule == Rule::Challenge,
        400 | 422 if is_unauthenticated => true,
        _ => {
            is_about_key
                && (found.subject == Subject::Key
                    || matches!(found.meaning, Meaning::Is(InsufficientScope | StepUpRequired)))
        }
    }
}

/// What a refusal means.
pub(crate) fn judge(answer: &Answer<'_>, rules: &[ProfileRule]) -> Verdict {
    // What is meant is a matter of the whole head.
    let head = Head::of(answer.headers);
    let answer = &answer.meant().with_head(&head.headers, head.is_cut);
    let body = texts::utf8(answer.readable_body());
    let challenges = Limited::of(answer.headers);
    let layers = Layers::new(answer, &challenges.challenges, Texts::of(&body, false));
    let found = layers
        .profile(rules)
        .or_else(|| layers.challenge())
        .or_else(|| {
            layers
                .said()
                .filter(|found| found.meaning != Meaning::Is(AuthErrorKind::Forbidden))
        })
        .or_else(|| layers.header())
        .or_else(|| layers.said())
        .or_else(|| layers.vague())
        .unwrap_or_else(|| {
            let (field, status) = answer.said_status();
            Found {
                meaning: Meaning::Vague,
                rule: Rule::Status,
                certainty: Certainty::Low,
                field: Cow::Borrowed(field),
                text: status.to_string(),
                subject: Subject::Other,
            }
        });
    let message = layers.message(&found);
    verdict(answer, found, message, challenges)
}

/// Whether a rule names this status and may fit: all that is left to know is the body.
pub(crate) fn is_named(status: StatusCode, headers: &HeaderMap, rules: &[ProfileRule]) -> bool {
    if !rules.iter().any(|rule| rule.names(status)) {
        return false;
    }
    let answer = Answer::new(status, headers);
    !answer.is_encoded() || judge_named(&answer, rules).is_some()
}

/// What an answer that is no refusal means by the rules that name its status; `None` where none of them fits.
pub(crate) fn judge_named(answer: &Answer<'_>, rules: &[ProfileRule]) -> Option<Verdict> {
    let head = Head::of(answer.headers);
    let answer = &answer.with_head(&head.headers, head.is_cut);
    let body = texts::utf8(answer.readable_body());
    let challenges = Limited::of(answer.headers);
    let layers = Layers::unread(answer, &challenges.challenges, Texts::of(&body, false));
    let found = layers.profile(rules)?;
    let message = layers.message(&found);
    Some(verdict(answer, found, message, challenges))
}

/// Whether the status by itself says that a request was refused.
#[inline]
pub(crate) fn is_refusal(status: StatusCode) -> bool {
    matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
}

fn verdict(answer: &Answer<'_>, mut found: Found, message: Option<String>, challenges: Limited) -> Verdict {
    // A 403 says nothing of the key, so what is expired or unknown may be anything.
    if answer.status == StatusCode::FORBIDDEN && found.subject == Subject::Other && is_rejection(found.meaning) {
        found.meaning = Meaning::Denied;
        found.certainty = Certainty::Low;
    }
    let kind = kind(found.meaning, answer.status, answer.credential_sent);
    Verdict::new(
        kind,
        Evidence::new(found.rule, found.certainty, found.field, found.text),
    )
    .with_message(message)
    .with_challenges(challenges.challenges)
    .with_head_cut(answer.is_head_cut || challenges.is_cut)
    .with_grpc_status(answer.grpc.map(GrpcRefusal::code))
    .with_retry_after(fields::retry_after(answer.headers))
    .with_request_id(fields::request_id(answer.headers))
}

fn is_rejection(meaning: Meaning) -> bool {
    match meaning {
        Meaning::Is(kind) => kind.is_key_rejected(),
        Meaning::MissingOrInvalid | Meaning::Unauthenticated => true,
        Meaning::Denied | Meaning::Vague | Meaning::Unrelated => false,
    }
}

/// What was said, seen with what was sent. A key that was not sent was not rejected, whatever the server calls it, and whoever
/// sent none is told to send one; a key that was sent was not missing: the server did not find it where it looked.
fn kind(meaning: Meaning, status: StatusCode, sent: CredentialSent) -> AuthErrorKind {
    use AuthErrorKind::*;
    use CredentialSent::{No, Unknown, Yes};

    let is_forbidden = status == StatusCode::FORBIDDEN;
    match (meaning, sent) {
        (Meaning::Is(MissingKey), Yes) => MalformedKey,
        (Meaning::Is(kind), No) if kind.is_key_rejected() => MissingKey,
        (Meaning::Is(MalformedKey | InsufficientScope | Forbidden), No) => MissingKey,
        (Meaning::Is(kind), _) => kind,
        (_, No) => MissingKey,
        (Meaning::MissingOrInvalid | Meaning::Unauthenticated, Yes) => InvalidKey,
        (Meaning::MissingOrInvalid | Meaning::Unauthenticated, Unknown) => Unauthorized,
        (Meaning::Denied | Meaning::Vague | Meaning::Unrelated, _) if is_forbidden => Forbidden,
        (_, Yes) => InvalidKey,
        (_, Unknown) => Unauthorized,
    }
}
