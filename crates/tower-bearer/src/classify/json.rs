//! Reads JSON as far as it goes: what is cut off, repeated or not quite JSON loses only what is broken.
//!
//! A reader for complete documents gives nothing for a body that was cut, and gives the members of an object in an order of its
//! own. This one walks over the bytes once and shows each scalar with its path.

use std::borrow::Cow;

use memchr::memchr2;

use super::members::Role;

mod path;

use path::Path;
pub(super) use path::Place;

/// A scalar, as it stood.
pub(super) enum Scalar<'a> {
    Text(Cow<'a, str>),
    Number(&'a str),
    True,
    False,
}

/// What is deeper than this is not read: no server hides a reason there.
const DEPTH_MAX: usize = 32;

/// Shows each scalar of `body` in order, until `each` says that it has enough; none of a member whose `role` is to be skipped.
pub(super) fn scan<'a>(
    text: &'a str,
    role: impl Fn(&str) -> Role,
    mut each: impl FnMut(&Place<'_>, Scalar<'a>) -> bool,
) {
    let body = text.as_bytes();
    let mut path = Path::new();
    let mut position = 0;
    while let Some(&byte) = body.get(position) {
        let start = position;
        position += 1;
        if byte <= b' ' {
            continue;
        }
        let scalar = match byte {
            b'{' | b'[' => {
                if path.depth() >= DEPTH_MAX {
                    return;
                }
                path.open(byte == b'{');
                continue;
            }
            b'}' | b']' => {
                path.close();
                continue;
            }
            b',' => {
                path.next();
                continue;
            }
            // Not JSON, but what a dictionary looks like that was printed and not encoded.
            b'"' | b'\'' => {
                let (raw, has_escape) = string(text, &mut position, byte);
                if path.wants_name() {
                    path.name(&plain(raw, has_escape), &role);
                    continue;
                }
                if path.is_skipped() {
                    continue;
                }
                Scalar::Text(plain(raw, has_escape))
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => {
                let rest = body.get(start..).unwrap_or_default();
                let len = rest.iter().position(|&byte| !is_bare(byte)).unwrap_or(rest.len());
                position = start + len;
                match bare(rest.get(..len).unwrap_or_default()) {
                    Some(scalar) => scalar,
                    None => continue,
                }
            }
            _ => continue,
        };
        if !path.is_skipped() && !each(&path.place(), scalar) {
            break;
        }
    }
    #[cfg(test)]
    crate::text::steps::add(position);
}

fn is_bare(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.')
}

fn bare(word: &[u8]) -> Option<Scalar<'_>> {
    match word {
        b"true" | b"True" => Some(Scalar::True),
        b"false" | b"False" => Some(Scalar::False),
        [b'-' | b'0'..=b'9', ..] => std::str::from_utf8(word).ok().map(Scalar::Number),
        _ => None,
    }
}

/// The string that begins before `position`, to its end or to that of the text, and whether anything in it is escaped.
fn string<'a>(text: &'a str, position: &mut usize, quote: u8) -> (&'a str, bool) {
    let start = *position;
    let body = text.as_bytes();
    let mut has_escape = false;
    loop {
        let rest = body.get(*position..).unwrap_or_default();
        let end = memchr2(quote, b'\\', rest);
        *position += end.unwrap_or(rest.len());
        if body.get(*position) != Some(&b'\\') {
            break;
        }
        has_escape = true;
        *position = (*position + 2).min(body.len());
    }
    // Both ends are beside a quote, a backslash or the end, or else behind a character that was escaped.
    let raw = text.get(start..*position).unwrap_or_default();
    *position += 1;
    (raw, has_escape)
}

#[inline]
fn plain(raw: &str, has_escape: bool) -> Cow<'_, str> {
    if has_escape {
        Cow::Owned(unescaped(raw))
    } else {
        Cow::Borrowed(raw)
    }
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, escape)) = rest.split_once('\\') {
        plain.push_str(before);
        let mut characters = escape.chars();
        match characters.next() {
            Some('n' | 'r') => plain.push('\n'),
            Some('t' | 'b' | 'f') => plain.push(' '),
            Some('u') => {
                let (character, len) = unicode(escape);
                plain.push(character);
                rest = escape.get(len..).unwrap_or_default();
                continue;
            }
            Some(character) => plain.push(character),
            None => {}
        }
        rest = characters.as_str();
    }
    plain.push_str(rest);
    plain
}

/// The character of `uXXXX`, or of two such with a backslash between them, and how many bytes that took.
fn unicode(escape: &str) -> (char, usize) {
    let unit = |at: usize| {
        let digits = escape.get(at..at + 4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let Some(first) = unit(1) else {
        return (char::REPLACEMENT_CHARACTER, 1);
    };
    let second = escape
        .get(5..7)
        .filter(|between| *between == "\\u")
        .and_then(|_| unit(7));
    let mut both = char::decode_utf16([first].into_iter().chain(second));
    match both.next() {
        Some(Ok(character)) if character.len_utf16() == 2 => (character, 11),
        Some(Ok(character)) => (character, 5),
        _ => (char::REPLACEMENT_CHARACTER, 5),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(body: &[u8]) -> Vec<String> {
        let body = &*String::from_utf8_lossy(body);
        let mut found = Vec::new();
        scan(
            body,
            |name| if name == "skip" { Role::Skip } else { Role::Message },
            |place, scalar| {
                let value = match scalar {
                    Scalar::Text(text) => text.into_owned(),
                    Scalar::Number(number) => number.to_owned(),
                    Scalar::True => "true".into(),
                    Scalar::False => "false".into(),
                };
                found.push(format!("{}={value}", place.pointer));
                true
            },
        );
        found
    }

    #[test]
    fn every_scalar_comes_with_its_pointer() {
        assert_eq!(
            texts(br#"{"a":{"b":["x",{"c":"y"},7]},"d/e":true,"f":null,"g":false}"#),
            ["/a/b/0=x", "/a/b/1/c=y", "/a/b/2=7", "/d~1e=true", "/g=false"]
        );
        assert_eq!(texts(br#"[{"m":"x"},{"m":"y"}]"#), ["/0/m=x", "/1/m=y"]);
        assert_eq!(texts(br#"{"skip":{"a":["x"]},"skip":"y","b":"z"}"#), ["/b=z"]);
        assert_eq!(texts(br#""alone""#), ["=alone"]);
        assert_eq!(texts(b"-12.5e3"), ["=-12.5e3"]);
    }

    #[test]
    fn what_is_broken_loses_only_itself() {
        assert_eq!(texts(br#"{"error":{"message":"Token ex"#), ["/error/message=Token ex"]);
        assert_eq!(texts(br#"{"a":"x","a":"y"}"#), ["/a=x", "/a=y"]);
        assert_eq!(texts(b"{'detail': 'x y', 'ok': False}"), ["/detail=x y", "/ok=false"]);
        assert_eq!(texts(b"{\"a\":\"caf\xe9\"}"), ["/a=caf\u{fffd}"]);
        assert_eq!(texts(br#"{"a":"x",}]}"b"#), ["/a=x", "=b"]);
        assert_eq!(texts(br#"{"a":"x\"#), ["/a=x"]);
    }

    #[test]
    fn escapes_are_undone() {
        assert_eq!(
            texts(br#"{"a":"\"\\\/\n\t\u00e9\ud83d\ude00\ud83d!\uZ"}"#),
            ["/a=\"\\/\n \u{e9}\u{1f600}\u{fffd}!\u{fffd}Z"]
        );
    }

    #[test]
    fn it_reads_what_serde_json_reads() {
        use proptest::prelude::*;
        let text = "[ -~\u{e9}\u{1f600}\"\\\\]{0,12}";
        proptest!(|(texts_in in proptest::collection::vec(text, 0..6))| {
            let body = serde_json::to_string(&texts_in).unwrap();
            let mut found = Vec::new();
            scan(&body, |_| Role::Message, |_, scalar| {
                if let Scalar::Text(text) = scalar {
                    found.push(text.into_owned());
                }
                true
            });
            prop_assert_eq!(found, texts_in);
        });
    }
}
