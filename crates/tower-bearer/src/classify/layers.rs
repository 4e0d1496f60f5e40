//! The layers that are asked in turn: each looks at one part of the answer, and says what it found there.

use std::borrow::Cow;

use http::StatusCode;

use super::{
    answer::Answer,
    fields,
    matcher::{self, Reading, Subject, is_only_denied, is_other_cause, is_remedy, rank, says_more},
    profile_rule::ProfileRule,
    rules::{CHALLENGE_CODES, Meaning},
    texts::{Sort, Text, Texts},
    words::Words,
};
use crate::{
    challenge::Challenge,
    error::{AuthErrorKind, Certainty, Rule},
};

/// What a layer found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) meaning: Meaning,
    pub(super) rule: Rule,
    pub(super) certainty: Certainty,
    pub(super) field: Cow<'static, str>,
    pub(super) text: String,
    pub(super) subject: Subject,
}

/// An answer taken apart, each text of it read once.
pub(super) struct Layers<'a> {
    answer: Answer<'a>,
    /// The error code of a challenge, if it is a known one.
    code: Option<Found>,
    texts: Vec<(Text<'a>, Option<Reading>)>,
}

/// How the fields of challenges begin.
const CHALLENGE: &str = "WWW-Authenticate";

// ===== impl Layers =====

impl<'a> Layers<'a> {
    pub(super) fn new(answer: &Answer<'a>, challenges: &'a [Challenge], body: Texts<'a>) -> Self {
        let Texts { texts, page, .. } = body;
        let mut words = Words::default();
        let read = |text: &Text<'a>| {
            if text.sort == Sort::Page {
                let pieces = page.iter().map(|piece| (piece.text.as_str(), piece.is_block));
                matcher::read(words.read_all(pieces))
            } else {
                matcher::code(&text.text).or_else(|| matcher::read(words.read(&text.text, false)))
            }
        };
        Self::with_readings(answer, challenges, texts, read)
    }

    /// For [`profile`](Self::profile) alone: that looks for texts, whatever they mean to others.
    pub(super) fn unread(answer: &Answer<'a>, challenges: &'a [Challenge], body: Texts<'a>) -> Self {
        Self::with_readings(answer, challenges, body.texts, |_| None)
    }

    fn with_readings(
        answer: &Answer<'a>,
        challenges: &'a [Challenge],
        texts: Vec<Text<'a>>,
        mut read: impl FnMut(&Text<'a>) -> Option<Reading>,
    ) -> Self {
        let texts = challenges
            .iter()
            .flat_map(of_challenge)
            .chain(texts)
            .chain(fields::texts(answer.headers))
            .map(|text| {
                let reading = read(&text);
                (text, reading)
            })
            .collect();
        Self {
            answer: *answer,
            code: challenges.iter().find_map(by_code),
            texts,
        }
    }

    /// The API's own rules, in their order.
    pub(super) fn profile(&self, rules: &[ProfileRule]) -> Option<Found> {
        let status = self.answer.status;
        rules.iter().filter(|rule| rule.is_for(status)).find_map(|rule| {
            let (field, text) = match rule.text() {
                None => {
                    let (field, status) = self.answer.said_status();
                    (Cow::Borrowed(field), status.to_string())
                }
                Some(phrase) => {
                    let is_meant = |text: &Text<'_>| rule.is_about(&text.field) && has_phrase(&text.text, phrase);
                    let text = self.texts.iter().find(|(text, _)| is_meant(text));
                    text.map(|(text, _)| (text.field.clone(), text.text.clone().into_owned()))?
                }
            };
            Some(Found {
                meaning: Meaning::Is(rule.kind()),
                rule: Rule::Profile,
                certainty: Certainty::High,
                field,
                text,
                subject: Subject::Key,
            })
        })
    }

    /// The error code of a challenge. `invalid_token` is said of expired, revoked and even of missing tokens: words beside it
    /// say which.
    pub(super) fn challenge(&self) -> Option<Found> {
        let found = self.code.clone()?;
        Some(self.finer(found, |text| text.sort != Sort::Page))
    }

    /// A code or a phrase that says what went wrong.
    pub(super) fn said(&self) -> Option<Found> {
        let says = |(_, reading): &&(Text<'a>, Option<Reading>)| {
            reading.is_some_and(|reading| rank(reading.meaning) == 2 && !reading.is_advice)
        };
        let by_sort = |sort| self.texts.iter().filter(says).find(|(text, _)| text.sort == sort);
        let (text, reading) = by_sort(Sort::Code)
            .or_else(|| by_sort(Sort::Message))
            .or_else(|| by_sort(Sort::Page))
            .or_else(|| by_sort(Sort::Unknown))?;
        let found = found(text, (*reading)?);
        Some(self.finer(found, |_| true))
    }

    /// A header that says something on its own.
    pub(super) fn header(&self) -> Option<Found> {
        let (kind, field, text) = fields::sign(self.answer.status, self.answer.headers)?;
        Some(Found {
            meaning: Meaning::Is(kind),
            rule: Rule::Header,
            certainty: Certainty::Medium,
            field: Cow::Borrowed(field),
            text,
            subject: Subject::Key,
        })
    }

    /// Words that say no more than the status, or that only give advice.
    pub(super) fn vague(&self) -> Option<Found> {
        let says = |meaning| {
            let is_it = |reading: &Reading| reading.meaning == meaning;
            self.texts
                .iter()
                .find_map(|(text, reading)| Some((text, reading.filter(is_it)?)))
        };
        let (first, second) = match self.answer.status {
            StatusCode::FORBIDDEN => (Meaning::Denied, Meaning::Unauthenticated),
            _ => (Meaning::Unauthenticated, Meaning::Denied),
        };
        let advice = || {
            let is_advice = |reading: &Reading| reading.is_advice && rank(reading.meaning) == 2;
            self.texts
                .iter()
                .find_map(|(text, reading)| Some((text, reading.filter(is_advice)?)))
        };
        let (text, reading) = advice()
            .or_else(|| says(first))
            .or_else(|| says(second))
            .or_else(|| says(Meaning::Vague))?;
        Some(Found {
            certainty: match reading.meaning {
                Meaning::Denied | Meaning::Vague => Certainty::Low,
                _ => Certainty::Medium,
            },
            ..found(text, reading)
        })
    }

    /// Whether a text is nothing but `Unauthorized`, `Forbidden` or the like.
    pub(super) fn is_bare(&self) -> bool {
        let is_word = |text: &str| (1..=3).contains(&text.split([' ', '_', '-']).count());
        let is_vague = |meaning| matches!(meaning, Meaning::Denied | Meaning::Vague);
        self.texts.iter().any(|(text, reading)| {
            reading.is_some_and(|reading| is_vague(reading.meaning)) && is_word(text.text.trim())
        })
    }

    /// The server's own words: of the body those that were found, else a message, else of a challenge, else a code.
    pub(super) fn message(&self, found: &Found) -> Option<String> {
        let first = |is_wanted: &dyn Fn(&Text<'a>) -> bool| {
            let mut texts = self.texts.iter().map(|(text, _)| text);
            texts.find(|text| is_wanted(text) && !text.text.trim().is_empty())
        };
        let is_of_body = |text: &Text<'a>| text.sort != Sort::Code && !text.field.starts_with(CHALLENGE);
        first(&|text| is_of_body(text) && text.field == found.field)
            .or_else(|| first(&|text| is_of_body(text) && text.sort != Sort::Unknown))
            .or_else(|| first(&|text| is_of_body(text) && text.text.trim().contains(' ')))
            .or_else(|| first(&|text| !matches!(text.sort, Sort::Code | Sort::Unknown)))
            .or_else(|| first(&|_| true))
            .map(|text| text.text.clone().into_owned())
    }

    /// `found`, or what another text says in more detail.
    fn finer(&self, first: Found, is_asked: impl Fn(&Text<'a>) -> bool) -> Found {
        self.texts
            .iter()
            .filter(|(text, _)| is_asked(text))
            .fold(first, |first, (text, reading)| {
                let Some(reading) = *reading else { return first };
                let subject = first.subject.max(reading.subject);
                if reading.meaning == first.meaning {
                    return Found { subject, ..first };
                }
                let certainty = first.certainty;
                if is_finer(&first, reading) {
                    Found {
                        certainty,
                        subject,
                        ..found(text, reading)
                    }
                } else {
                    first
                }
            })
    }
}

/// Words beside a code that says `invalid` may name something else that is in the way. They are believed: a key that is taken for
/// good by mistake costs less than one that is taken for bad. Advice is believed only where nothing but a denial stands.
fn is_finer(first: &Found, later: Reading) -> bool {
    let is_invalid_code = first.rule != Rule::Phrase && first.meaning == Meaning::Is(AuthErrorKind::InvalidKey);
    if later.is_advice {
        return is_only_denied(first.meaning) && is_remedy(later.meaning);
    }
    is_invalid_code && is_other_cause(later.meaning) || says_more(later.meaning, first.meaning)
}

fn found(text: &Text<'_>, reading: Reading) -> Found {
    let (rule, certainty) = match text.sort {
        Sort::Code => (Rule::BodyCode, Certainty::High),
        Sort::Message | Sort::Page | Sort::Unknown => (Rule::Phrase, Certainty::Medium),
    };
    Found {
        meaning: reading.meaning,
        rule,
        certainty,
        field: text.field.clone(),
        text: text.text.clone().into_owned(),
        subject: reading.subject,
    }
}

fn has_phrase(text: &str, phrase: &str) -> bool {
    let (mut words, mut wanted) = (Words::default(), Words::default());
    let wanted = wanted.read(phrase, true).trim_ascii();
    let words = words.read(text, true);
    let is_end = |byte: Option<&u8>| byte.is_none_or(|byte| byte.is_ascii_whitespace());
    !wanted.is_empty()
        && words.windows(wanted.len()).enumerate().any(|(at, window)| {
            window == wanted
                && is_end(words.get(at + wanted.len()))
                && is_end(at.checked_sub(1).and_then(|at| words.get(at)))
        })
}

fn by_code(challenge: &Challenge) -> Option<Found> {
    let code = challenge.error()?;
    Some(Found {
        meaning: Meaning::Is(challenge_code(code)?),
        rule: Rule::Challenge,
        certainty: Certainty::High,
        field: Cow::Borrowed("WWW-Authenticate: error"),
        text: code.to_owned(),
        subject: Subject::Key,
    })
}

fn challenge_code(code: &str) -> Option<AuthErrorKind> {
    let mut known = CHALLENGE_CODES.iter();
    known
        .find(|(name, _)| code.eq_ignore_ascii_case(name))
        .map(|(_, kind)| *kind)
}

/// What a challenge says in words, or in a code that is in no list.
fn of_challenge(challenge: &Challenge) -> impl Iterator<Item = Text<'_>> {
    let code = challenge.error().filter(|code| challenge_code(code).is_none());
    let code = code.map(|code| ("WWW-Authenticate: error", code, Sort::Code));
    let words = challenge.error_description();
    let words = words.map(|words| ("WWW-Authenticate: error_description", words, Sort::Message));
    code.into_iter().chain(words).map(|(field, text, sort)| Text {
        field: Cow::Borrowed(field),
        text: Cow::Borrowed(text),
        sort,
    })
}
