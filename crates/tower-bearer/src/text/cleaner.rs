use std::{borrow::Cow, mem};

use http::{HeaderMap, HeaderValue};
use zeroize::{Zeroize, Zeroizing};

use super::{
    escaped::{SHOWN_MAX, escaped},
    octets::latin1,
    secrets::{PIECE, Secrets},
};

/// Makes text of a server safe to show: what it repeats of the secrets that were sent cut out, what is not to be seen escaped, the length
/// capped.
///
/// Before an answer is judged the secrets are [hidden](Self::hide) in it, so that no text that is made on the way is a copy of one.
pub(crate) struct Cleaner {
    secrets: Secrets,
}

/// What stands where the key stood.
const CUT: &str = "[API key]";

/// What stands there while the answer is judged: a word that no rule knows, and that changes the structure of no format.
const STAND_IN: &str = "qxzvqxzv";

/// How much of a text is looked at, in bytes, to show the beginning: as many characters, and some that are cut out.
const LOOKED_AT: usize = 8 * SHOWN_MAX;

// ===== impl Cleaner =====

impl Cleaner {
    pub(crate) fn new<'a>(secrets: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let secrets: Vec<_> = secrets.into_iter().collect();
        // A caller may have written other bytes than a key has, and a header is read as a text of which each byte is a character.
        let others = secrets.iter().filter(|secret| !secret.is_ascii());
        let others: Vec<_> = others.map(|secret| Zeroizing::new(latin1(secret))).collect();
        let others = others.iter().map(|secret| secret.as_bytes());
        Self {
            secrets: Secrets::new(secrets.iter().copied().chain(others)),
        }
    }

    /// Whether `bytes` repeat of a secret what [`clean`](Self::clean) would cut out.
    pub(crate) fn finds(&self, bytes: &[u8]) -> bool {
        self.secrets.are_in(bytes)
    }

    /// `text` without what it repeats of a secret, [escaped] and capped.
    pub(crate) fn clean(&self, text: &str) -> String {
        if self.secrets.is_empty() {
            return escaped(text);
        }
        let text = text.trim();
        let head = head(text, LOOKED_AT);
        let mut kept = self.cut(head).replace(STAND_IN, CUT);
        if head.len() < text.len() {
            kept.push('…');
        }
        escaped(&kept)
    }

    /// The secrets that are a text, in lower case.
    fn whole(&self) -> impl Iterator<Item = &str> {
        self.secrets
            .whole()
            .filter_map(|secret| std::str::from_utf8(secret).ok())
    }

    fn cut(&self, text: &str) -> String {
        let mut found = self.secrets.found(text.as_bytes());
        // Shorter than a piece, and so found where it is whole.
        let short = self.whole().filter(|secret| secret.len() < PIECE);
        for secret in short {
            let lower = Zeroizing::new(text.to_ascii_lowercase());
            found.extend(lower.match_indices(secret).map(|(at, _)| at..at + secret.len()));
        }
        found.sort_unstable_by_key(|range| range.start);
        let mut kept = String::with_capacity(text.len());
        let mut from = 0;
        for range in found {
            // What is no ASCII may be repeated from the middle of a character on.
            let start = (from..=range.start)
                .rev()
                .find(|at| text.is_char_boundary(*at))
                .unwrap_or(from);
            let end = (range.end..=text.len())
                .find(|at| text.is_char_boundary(*at))
                .unwrap_or(text.len());
            if end > from {
                kept.push_str(&text[from..start]);
                kept.push_str(CUT);
                from = end;
            }
        }
        kept.push_str(&text[from..]);
        kept
    }

    /// A body without the secrets, where they are whole and as they were sent; an echo in other characters, such as the escapes of JSON,
    /// is left to [`clean`](Self::clean).
    pub(crate) fn hide<'a>(&self, body: &'a [u8]) -> Cow<'a, [u8]> {
        let may_be_there = |secret: &&str| secret.len() <= body.len() && is_hidden(secret);
        let mut hidden = Cow::Borrowed(body);
        for secret in self.whole().filter(may_be_there) {
            if let Some(without) = without(&hidden, secret) {
                if let Cow::Owned(mut before) = mem::replace(&mut hidden, Cow::Owned(without)) {
                    before.zeroize();
                }
            }
        }
        hidden
    }

    /// Headers likewise.
    pub(crate) fn hide_in_headers<'a>(&self, headers: &'a HeaderMap) -> Cow<'a, HeaderMap> {
        let mut headers = Cow::Borrowed(headers);
        if headers
            .values()
            .any(|value| matches!(self.hide(value.as_bytes()), Cow::Owned(_)))
        {
            for value in headers.to_mut().values_mut() {
                // No byte is new to a header.
                if let Ok(hidden) = HeaderValue::from_bytes(&self.hide(value.as_bytes())) {
                    *value = hidden;
                }
            }
        }
        headers
    }
}

/// Shorter ones are no keys and may be words of a rule; and what is no word may be a number of JSON.
fn is_hidden(secret: &str) -> bool {
    secret.len() >= PIECE && secret.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// `body` with something else in the place of `secret`, which is in lower case; `None` where it is not in it.
fn without(body: &[u8], secret: &str) -> Option<Vec<u8>> {
    #[cfg(test)]
    super::steps::add(body.len());
    // Every byte keeps its place, so what is found in the one stands in the other.
    let lower = Zeroizing::new(body.to_ascii_lowercase());
    let (mut hidden, mut from, mut chunk_at) = (Vec::new(), 0, 0);
    for chunk in lower.utf8_chunks() {
        for (at, _) in chunk.valid().match_indices(secret) {
            hidden.extend_from_slice(&body[from..chunk_at + at]);
            hidden.extend_from_slice(STAND_IN.as_bytes());
            from = chunk_at + at + secret.len();
        }
        chunk_at += chunk.valid().len() + chunk.invalid().len();
    }
    if from == 0 {
        return None;
    }
    hidden.extend_from_slice(&body[from..]);
    Some(hidden)
}

/// As much of the beginning as `max` bytes have room for.
fn head(text: &str, max: usize) -> &str {
    let end = (0..=max.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

#[cfg(test)]
mod tests;
