use std::{borrow::Cow, time::Duration};

use http::{HeaderMap, StatusCode, header};

use super::{
    answer::{Answer, CredentialSent},
    body::{self, Text},
    profile_rule::ProfileRule,
    table::{CHALLENGE_CODES, PHRASES},
};
use crate::{
    challenge::Challenge,
    error::{AuthErrorKind, Certainty, Evidence, RetryAfter, Rule, Verdict},
};

/// What an answer means, or `None` where it is no refusal: any status but 401 and 403.
///
/// `rules` are those of the API's profile; without one, none.
pub fn classify(answer: &Answer<'_>, rules: &[ProfileRule]) -> Option<Verdict> {
    let is_refusal = matches!(answer.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
    is_refusal.then(|| judge(answer, rules))
}

/// What a refusal means.
pub(crate) fn judge(answer: &Answer<'_>, rules: &[ProfileRule]) -> Verdict {
    let challenges = Challenge::from_headers(answer.headers);
    let texts = body::texts(answer.readable_body());
    let found = by_profile(answer.status, &texts, rules)
        .or_else(|| by_challenge(&challenges, &texts))
        .or_else(|| by_body(&texts, true))
        .or_else(|| by_description(&challenges))
        .or_else(|| by_body(&texts, false))
        .or_else(|| by_header(answer))
        .unwrap_or_else(|| by_status(answer));
    let found = with_what_was_sent(found, answer.credential_sent);
    Verdict::new(
        found.kind,
        Evidence::new(found.rule, found.certainty, found.field, found.text),
    )
    .with_message(message(&texts, &challenges))
    .with_challenges(challenges)
    .with_retry_after(retry_after(answer.headers))
    .with_request_id(request_id(answer.headers))
}

struct Found {
    kind: AuthErrorKind,
    rule: Rule,
    certainty: Certainty,
    field: Cow<'static, str>,
    text: String,
}

fn by_profile(status: StatusCode, texts: &[Text], rules: &[ProfileRule]) -> Option<Found> {
    rules.iter().filter(|rule| rule.is_for(status)).find_map(|rule| {
        let (field, text) = match rule.text() {
            None => (Cow::Borrowed("status"), status.as_u16().to_string()),
            Some(words) => {
                let words = body::normalised(words);
                let text = texts
                    .iter()
                    .find(|text| rule.is_about(&text.field) && body::normalised(&text.text).contains(&words))?;
                (text.field.clone(), text.text.clone())
            }
        };
        Some(Found {
            kind: rule.kind(),
            rule: Rule::Profile,
            certainty: Certainty::High,
            field,
            text,
        })
    })
}

fn by_challenge(challenges: &[Challenge], texts: &[Text]) -> Option<Found> {
    challenges.iter().find_map(|challenge| {
        let code = challenge.error()?;
        let (_, kind) = CHALLENGE_CODES
            .iter()
            .find(|(name, _)| code.eq_ignore_ascii_case(name))?;
        let found = Found {
            kind: *kind,
            rule: Rule::Challenge,
            certainty: Certainty::High,
            field: Cow::Borrowed("WWW-Authenticate: error"),
            text: code.to_owned(),
        };
        // `invalid_token` is said of expired, revoked and even of missing tokens: words beside it say which.
        Some(match kind {
            AuthErrorKind::InvalidKey => detail(
                by_description(challenges)
                    .into_iter()
                    .chain(by_body(texts, true))
                    .chain(by_body(texts, false)),
                found,
            ),
            _ => found,
        })
    })
}

fn by_description(challenges: &[Challenge]) -> Option<Found> {
    challenges
        .iter()
        .filter_map(Challenge::error_description)
        .find_map(|description| {
            Some(Found {
                kind: by_phrase(description)?,
                rule: Rule::Phrase,
                certainty: Certainty::Medium,
                field: Cow::Borrowed("WWW-Authenticate: error_description"),
                text: description.to_owned(),
            })
        })
}

/// By the codes of the body, or by its messages.
fn by_body(texts: &[Text], codes: bool) -> Option<Found> {
    let judge = |text: &Text| {
        Some(Found {
            kind: by_phrase(&text.text)?,
            rule: if text.is_code { Rule::BodyCode } else { Rule::Phrase },
            certainty: if text.is_code {
                Certainty::High
            } else {
                Certainty::Medium
            },
            field: text.field.clone(),
            text: text.text.clone(),
        })
    };
    let found = texts.iter().filter(|text| text.is_code == codes).find_map(judge)?;
    match (found.kind, codes) {
        (AuthErrorKind::InvalidKey, true) => Some(detail(by_body(texts, false), found)),
        _ => Some(found),
    }
}

/// A code that says `invalid` gives way to words beside it that say in which way.
fn detail(finer: impl IntoIterator<Item = Found>, found: Found) -> Found {
    use AuthErrorKind::{ExpiredKey, MalformedKey, MissingKey, RevokedKey};

    let is_finer = |finer: &Found| matches!(finer.kind, ExpiredKey | RevokedKey | MalformedKey | MissingKey);
    finer.into_iter().find(is_finer).unwrap_or(found)
}

fn by_phrase(text: &str) -> Option<AuthErrorKind> {
    let words = body::normalised(text);
    PHRASES
        .iter()
        .find(|phrase| phrase.fits(&words))
        .map(|phrase| phrase.kind)
}

fn by_header(answer: &Answer<'_>) -> Option<Found> {
    let is_spent = |name: &str| answer.headers.get(name).is_some_and(|left| left.as_bytes() == b"0");
    let field = if answer.status == StatusCode::FORBIDDEN && answer.headers.contains_key(header::RETRY_AFTER) {
        "Retry-After"
    } else if is_spent("x-ratelimit-remaining") {
        "X-RateLimit-Remaining"
    } else if is_spent("ratelimit-remaining") {
        "RateLimit-Remaining"
    } else {
        return None;
    };
    let text = answer
        .headers
        .get(field)
        .map(|value| latin1(value.as_bytes()))
        .unwrap_or_default();
    Some(Found {
        kind: AuthErrorKind::RateLimited,
        rule: Rule::Header,
        certainty: Certainty::Medium,
        field: Cow::Borrowed(field),
        text,
    })
}

fn by_status(answer: &Answer<'_>) -> Found {
    let kind = match (answer.status, answer.credential_sent) {
        (StatusCode::UNAUTHORIZED, CredentialSent::Yes) => AuthErrorKind::InvalidKey,
        (StatusCode::UNAUTHORIZED, CredentialSent::Unknown) => AuthErrorKind::Unauthorized,
        (_, CredentialSent::No) => AuthErrorKind::MissingKey,
        _ => AuthErrorKind::Forbidden,
    };
    Found {
        kind,
        rule: Rule::Status,
        certainty: Certainty::Low,
        field: Cow::Borrowed("status"),
        text: answer.status.as_u16().to_string(),
    }
}

/// A key that was not sent was not rejected, whatever the server calls it; and one that was sent was not missing: the server did
/// not find it where it looked.
fn with_what_was_sent(found: Found, sent: CredentialSent) -> Found {
    use AuthErrorKind::{ExpiredKey, InvalidKey, MalformedKey, MissingKey, RevokedKey};

    let kind = match (sent, found.kind) {
        (CredentialSent::No, InvalidKey | RevokedKey | ExpiredKey | MalformedKey) => MissingKey,
        (CredentialSent::Yes, MissingKey) => MalformedKey,
        (_, kind) => kind,
    };
    Found { kind, ..found }
}

/// The server's own words: a message of the body, else the description of a challenge, else a code.
fn message(texts: &[Text], challenges: &[Challenge]) -> Option<String> {
    let of_body = |is_code| {
        texts
            .iter()
            .find(|text| text.is_code == is_code && !text.text.trim().is_empty())
    };
    of_body(false)
        .map(|text| text.text.clone())
        .or_else(|| {
            challenges
                .iter()
                .find_map(Challenge::error_description)
                .map(str::to_owned)
        })
        .or_else(|| of_body(true).map(|text| text.text.clone()))
}

fn retry_after(headers: &HeaderMap) -> Option<RetryAfter> {
    let value = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More seconds than a u64 has: as long as there is.
        return Some(RetryAfter::Delay(Duration::from_secs(
            value.parse().unwrap_or(u64::MAX),
        )));
    }
    httpdate::parse_http_date(value).ok().map(RetryAfter::At)
}

/// Common names, the most common first.
const REQUEST_ID: [&str; 8] = [
    "x-request-id",
    "request-id",
    "x-correlation-id",
    "x-amzn-requestid",
    "x-amz-request-id",
    "x-ms-request-id",
    "x-github-request-id",
    "cf-ray",
];

fn request_id(headers: &HeaderMap) -> Option<String> {
    let value = REQUEST_ID.iter().find_map(|name| headers.get(*name))?;
    Some(latin1(value.as_bytes()))
}

/// Each octet a character: none is lost (RFC 9110, section 5.5).
fn latin1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}
