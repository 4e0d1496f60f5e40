use std::fmt::Write;

use zeroize::Zeroizing;

/// Makes text of a server safe to show: the secret cut out, control characters escaped, the length capped.
pub(crate) struct Cleaner {
    /// In lower case, since a server may change the case of what it repeats, and a parser does.
    secret: Option<Zeroizing<String>>,
}

/// What stands where the key stood.
const CUT: &str = "[API key]";

/// In characters.
const CAP: usize = 512;

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
        self.secret.as_ref().is_some_and(|secret| cut(text, secret) != text)
    }

    pub(crate) fn clean(&self, text: &str) -> String {
        match &self.secret {
            Some(secret) => escaped(&cut(text, secret)),
            None => escaped(text),
        }
    }
}

/// `secret` is in lower case.
fn cut(text: &str, secret: &str) -> String {
    // Every byte keeps its place, so what is found in the one stands in the other.
    let lower = text.to_ascii_lowercase();
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for (at, found) in lower.match_indices(secret) {
        kept.push_str(&text[from..at]);
        kept.push_str(CUT);
        from = at + found.len();
    }
    let rest = &lower[from..];
    // Keys are ASCII, so every length is a character's boundary.
    let partial = (PARTIAL_MIN..secret.len())
        .rev()
        .find(|&len| rest.ends_with(&secret[..len]));
    match partial {
        Some(len) => {
            kept.push_str(&text[from..text.len() - len]);
            kept.push_str(CUT);
        }
        None => kept.push_str(&text[from..]),
    }
    kept
}

fn escaped(text: &str) -> String {
    let text = text.trim();
    let head = text.get(..CAP).unwrap_or(text);
    // Nearly every text is like this, and of these a byte is a character.
    if head.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        let end = if head.len() < text.len() { "…" } else { "" };
        return [head, end].concat();
    }
    let mut clean = String::with_capacity(text.len().min(CAP));
    let mut characters = text.chars();
    for character in characters.by_ref().take(CAP) {
        match character {
            '\n' | '\r' | '\t' => clean.push(' '),
            _ if character.is_control() || is_invisible(character) => {
                // Writing to a String cannot fail.
                let _ = write!(clean, "{}", character.escape_unicode());
            }
            _ => clean.push(character),
        }
    }
    if characters.next().is_some() {
        clean.push('…');
    }
    clean
}

/// Characters that turn the direction of the text around them or that nobody sees: they make a log line lie.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let text = format!("{}{secret}", "a".repeat(CAP - 4));
        let clean = Cleaner::new(Some(&secret)).clean(&text);
        assert!(!clean.contains('k'), "{clean}");
        assert_eq!(clean.chars().count(), CAP + 1);
    }

    #[test]
    fn control_characters_and_turns_of_direction_are_escaped() {
        let clean = Cleaner::new(None).clean(" a\u{1b}[31m\u{202e}b\nc\u{0} ");
        assert_eq!(clean, "a\\u{1b}[31m\\u{202e}b c\\u{0}");
    }
}
