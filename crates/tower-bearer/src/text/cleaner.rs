use std::borrow::Cow;

use http::{HeaderMap, HeaderValue};
use zeroize::Zeroizing;

use super::escaped::escaped;

/// Makes text of a server safe to show: the secret cut out, control characters escaped, the length capped.
///
/// Before an answer is judged the secret is [hidden](Self::hide) in it, so that no text that is made on the way is a copy of it.
pub(crate) struct Cleaner {
    /// In lower case, since a server may change the case of what it repeats, and a parser does.
    secret: Option<Zeroizing<String>>,
}

/// What stands where the key stood.
const CUT: &str = "[API key]";

/// What stands there while the answer is judged: a word that no rule knows, and that changes the structure of no format.
const STAND_IN: &str = "qxzvqxzv";

/// At the end of the text this many first characters of a key are taken for the start of one that was cut off.
const PARTIAL_MIN: usize = 8;

// ===== impl Cleaner =====

impl Cleaner {
    pub(crate) fn new(secret: Option<&str>) -> Self {
        let secret = secret.filter(|secret| !secret.is_empty());
        Self {
            secret: secret.map(|secret| Zeroizing::new(secret.to_ascii_lowercase())),
        }
    }

    /// Whether the secret stands in `text`, as far as [`clean`](Self::clean) would cut it out.
    pub(crate) fn finds(&self, text: &str) -> bool {
        let Some(secret) = self
            .secret
            .as_ref()
            .filter(|secret| secret.len().min(PARTIAL_MIN) <= text.len())
        else {
            return false;
        };
        #[cfg(test)]
        super::steps::add(text.len());
        let lower = Zeroizing::new(text.to_ascii_lowercase());
        lower.contains(secret.as_str()) || partial(&lower, secret).is_some()
    }

    pub(crate) fn clean(&self, text: &str) -> String {
        #[cfg(test)]
        super::steps::add(text.len());
        match &self.secret {
            Some(secret) => escaped(&cut(text, secret).replace(STAND_IN, CUT)),
            None => escaped(text),
        }
    }

    /// A body without the secret, where that is as it was sent; an echo in other characters, such as the escapes of JSON, is left to
    /// [`clean`](Self::clean).
    pub(crate) fn hide<'a>(&self, body: &'a [u8]) -> Cow<'a, [u8]> {
        let may_be_there = |secret: &&Zeroizing<String>| secret.len() <= body.len() && is_hidden(secret);
        let Some(secret) = self.secret.as_ref().filter(may_be_there) else {
            return Cow::Borrowed(body);
        };
        #[cfg(test)]
        super::steps::add(body.len());
        let lower = Zeroizing::new(body.to_ascii_lowercase());
        let (mut hidden, mut from, mut chunk_at) = (Vec::new(), 0, 0);
        for chunk in lower.utf8_chunks() {
            for at in found(chunk.valid(), secret) {
                hidden.extend_from_slice(&body[from..chunk_at + at]);
                hidden.extend_from_slice(STAND_IN.as_bytes());
                from = chunk_at + at + secret.len();
            }
            chunk_at += chunk.valid().len() + chunk.invalid().len();
        }
        if from == 0 {
            return Cow::Borrowed(body);
        }
        hidden.extend_from_slice(&body[from..]);
        Cow::Owned(hidden)
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
    secret.len() >= PARTIAL_MIN && secret.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// `secret` is in lower case.
fn cut(text: &str, secret: &str) -> String {
    // Every byte keeps its place, so what is found in the one stands in the other.
    let lower = Zeroizing::new(text.to_ascii_lowercase());
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for at in found(&lower, secret) {
        kept.push_str(&text[from..at]);
        kept.push_str(CUT);
        from = at + secret.len();
    }
    match partial(&lower[from..], secret) {
        Some(len) => {
            kept.push_str(&text[from..text.len() - len]);
            kept.push_str(CUT);
        }
        None => kept.push_str(&text[from..]),
    }
    kept
}

/// Where the secret stands in a text; both are in lower case. What is shorter, as most is, is not searched: to set about it takes
/// longer than that.
fn found<'a>(text: &'a str, secret: &'a str) -> impl Iterator<Item = usize> {
    let found = (secret.len() <= text.len()).then(|| text.match_indices(secret));
    found.into_iter().flatten().map(|(at, _)| at)
}

/// How many of the first characters of `secret` are the last ones of `rest`; both are in lower case.
fn partial(rest: &str, secret: &str) -> Option<usize> {
    // Keys are ASCII, so every length is a character's boundary.
    // No more than there is: a line may have thousands of short texts.
    (PARTIAL_MIN..secret.len().min(rest.len() + 1))
        .rev()
        .find(|&len| rest.ends_with(&secret[..len]))
}

#[cfg(test)]
mod tests {
    use super::{super::escaped::SHOWN_MAX, *};

    #[test]
    fn an_echoed_key_is_cut_out_wherever_it_stands() {
        // B57
        let cleaner = Cleaner::new(Some("sk_live_51HxQ"));
        assert_eq!(
            cleaner.clean("bad key sk_live_51HxQ, sk_live_51HxQ!"),
            "bad key [API key], [API key]!"
        );
        assert_eq!(cleaner.clean("SK_LIVE_51HXQ, sk_live_51hxq"), "[API key], [API key]");
        assert_eq!(cleaner.clean("cut off in sk_live_51H"), "cut off in [API key]");
        assert_eq!(cleaner.clean("a prefix sk_live_ is none"), "a prefix sk_live_ is none");
    }

    #[test]
    fn a_long_text_is_capped_after_the_key_was_cut_out() {
        let secret = "k".repeat(40);
        let text = format!("{}{secret}", "a".repeat(SHOWN_MAX - 4));
        let clean = Cleaner::new(Some(&secret)).clean(&text);
        assert!(!clean.contains('k'), "{clean}");
        assert_eq!(clean.chars().count(), SHOWN_MAX + 1);
    }
}
