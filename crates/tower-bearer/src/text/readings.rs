//! The characters of a text as one or another reader takes them.

use super::escaped::is_invisible;

/// How a text is read.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Reading {
    /// As it is written.
    Written,
    /// Decoded: `%5F`, `&#95;` and `&amp;`, `\u005f`, `\x5f` and `\_`.
    Decoded,
    /// As a page shows it: decoded, without tags, blanks and what nobody sees.
    Seen,
    /// The same with its tags, for what only looks like one: `<key s k _ …>`.
    Source,
}

/// A byte of what is read, and where it stands in the text.
pub(super) struct Atom {
    pub(super) byte: u8,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What is read of a text, in one pass.
pub(super) struct Atoms<'a> {
    text: &'a [u8],
    at: usize,
    reading: Reading,
    /// The last place where a tag may end.
    last_tag: usize,
}

const ENTITIES: [(&[u8], u8); 6] = [
    (b"&amp;", b'&'),
    (b"&lt;", b'<'),
    (b"&gt;", b'>'),
    (b"&quot;", b'"'),
    (b"&apos;", b'\''),
    (b"&sol;", b'/'),
];

/// In characters, with zeros before them.
const NUMBER_MAX: usize = 8;

/// Whether what follows this byte may be read otherwise than it is written.
pub(super) fn may_be_more(byte: u8) -> bool {
    is_escape(byte) || byte == b'<'
}

fn is_escape(byte: u8) -> bool {
    matches!(byte, b'%' | b'&' | b'\\')
}

// ===== impl Reading =====

impl Reading {
    /// Whether `text` may say something else than as it is written.
    pub(super) fn differs(self, text: &[u8]) -> bool {
        match self {
            Self::Written => true,
            Self::Decoded => text.iter().any(|byte| is_escape(*byte)),
            Self::Seen => text.iter().any(|byte| !byte.is_ascii_graphic() || *byte == b'<'),
            Self::Source => text.contains(&b'<') && text.iter().any(|byte| !byte.is_ascii_graphic()),
        }
    }

    pub(super) fn of(self, text: &[u8]) -> Atoms<'_> {
        Atoms {
            text,
            at: 0,
            reading: self,
            last_tag: match self {
                Self::Seen => text.iter().rposition(|byte| *byte == b'>').unwrap_or(0),
                Self::Written | Self::Decoded | Self::Source => 0,
            },
        }
    }
}

// ===== impl Atoms =====

impl Iterator for Atoms<'_> {
    type Item = Atom;

    fn next(&mut self) -> Option<Atom> {
        loop {
            let rest = self.text.get(self.at..)?;
            let byte = *rest.first()?;
            if self.reading == Reading::Written || byte.is_ascii_graphic() && !may_be_more(byte) {
                self.at += 1;
                return Some(Atom {
                    byte,
                    start: self.at - 1,
                    end: self.at,
                });
            }
            let skipped = match self.reading {
                Reading::Seen | Reading::Source => self.unseen(rest),
                Reading::Written | Reading::Decoded => 0,
            };
            if skipped > 0 {
                self.at += skipped;
                continue;
            }
            let (byte, len) = decoded(rest)?;
            let start = self.at;
            self.at += len;
            return Some(Atom {
                byte,
                start,
                end: self.at,
            });
        }
    }
}

impl Atoms<'_> {
    /// How many bytes at the start of `rest` nobody sees.
    fn unseen(&self, rest: &[u8]) -> usize {
        match rest {
            // A tag is skipped to its end, and no end is looked for where there is none, so each byte is passed once.
            [b'<', b'A'..=b'Z' | b'a'..=b'z' | b'/' | b'!' | b'?', ..] if self.at < self.last_tag => {
                rest.iter().position(|byte| *byte == b'>').map_or(0, |end| end + 1)
            }
            [b' ', ..] => 1,
            [byte, ..] if byte.is_ascii() => usize::from(byte.is_ascii_control()),
            _ => {
                let character = rest.get(..4.min(rest.len())).unwrap_or_default().utf8_chunks().next();
                let character = character.and_then(|chunk| chunk.valid().chars().next());
                let is_unseen = |character: &char| is_invisible(*character) || character.is_whitespace();
                character.filter(is_unseen).map_or(0, char::len_utf8)
            }
        }
    }
}

/// The byte that `text` begins with, and how long it is written. What is no ASCII stands for no byte of a key.
fn decoded(text: &[u8]) -> Option<(u8, usize)> {
    let ascii = |number: Option<u32>| number.and_then(|number| u8::try_from(number).ok()).filter(u8::is_ascii);
    let plain = (*text.first()?, 1);
    Some(match text {
        [b'%', hex @ ..] => number(hex.get(..2), 16)
            .and_then(|byte| u8::try_from(byte).ok())
            .map_or(plain, |byte| (byte, 3)),
        [b'\\', b'u', hex @ ..] => ascii(number(hex.get(..4), 16)).map_or((b'u', 2), |byte| (byte, 6)),
        [b'\\', b'x', hex @ ..] => ascii(number(hex.get(..2), 16)).map_or((b'x', 2), |byte| (byte, 4)),
        [b'\\', byte, ..] => (*byte, 2),
        [b'&', b'#', rest @ ..] => reference(rest).map_or(plain, |(byte, len)| (byte, 2 + len)),
        [b'&', ..] => {
            let known = ENTITIES.iter().find(|(entity, _)| text.starts_with(entity));
            known.map_or(plain, |(entity, byte)| (*byte, entity.len()))
        }
        _ => plain,
    })
}

/// `95;` or `x5f;`, what is behind `&#`.
fn reference(rest: &[u8]) -> Option<(u8, usize)> {
    let (radix, at) = match rest {
        [b'x' | b'X', ..] => (16, 1),
        _ => (10, 0),
    };
    let digits = rest.get(at..)?;
    let len = digits.iter().take(NUMBER_MAX + 1).position(|byte| *byte == b';')?;
    let byte = number(digits.get(..len), radix)?;
    let byte = u8::try_from(byte).ok().filter(u8::is_ascii)?;
    Some((byte, at + len + 1))
}

fn number(digits: Option<&[u8]>, radix: u32) -> Option<u32> {
    let digits = digits.filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, radix).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_as_each_reader_takes_it() {
        for (text, decoded, seen) in [
            ("sk_1", "sk_1", "sk_1"),
            ("s%6b%5F1 100%", "sk_1 100%", "sk_1100%"),
            (
                "s&#107;&#x5F;1 &amp;&lt; &#; &#xfff; & ",
                "sk_1 &< &#; &#xfff; & ",
                "sk_1&<&#;&#xfff;&",
            ),
            (r"s\u006b\x5f1 \/\\\q", r"sk_1 /\q", r"sk_1/\q"),
            (r"\u00", "u00", "u00"),
            (
                "s<b class='x'>k</b>_<br/>1 < 2 > 1",
                "s<b class='x'>k</b>_<br/>1 < 2 > 1",
                "sk_1<2>1",
            ),
            ("s<k", "s<k", "s<k"),
            (
                "s\u{ad}k\u{200b}_\n\t1\u{a0}\u{3000}é",
                "s\u{ad}k\u{200b}_\n\t1\u{a0}\u{3000}é",
                "sk_1é",
            ),
        ] {
            let read = |reading: Reading| {
                let bytes: Vec<_> = reading.of(text.as_bytes()).map(|atom| atom.byte).collect();
                String::from_utf8(bytes).unwrap()
            };
            assert_eq!(read(Reading::Written), text);
            assert_eq!(
                (&*read(Reading::Decoded), &*read(Reading::Seen)),
                (decoded, seen),
                "{text}"
            );
            assert!(Reading::Decoded.differs(text.as_bytes()) || decoded == text, "{text}");
            assert!(Reading::Seen.differs(text.as_bytes()) || seen == decoded, "{text}");
        }
    }

    #[test]
    fn a_source_has_its_tags_and_no_blanks() {
        let text = "a <b c='1'>\n2</b> %5F";
        let bytes: Vec<_> = Reading::Source.of(text.as_bytes()).map(|atom| atom.byte).collect();
        assert_eq!(bytes, b"a<bc='1'>2</b>_");
        assert!(Reading::Source.differs(text.as_bytes()));
        assert!(!Reading::Source.differs(b"a b") && !Reading::Source.differs(b"<b>"));
    }

    #[test]
    fn tags_without_an_end_are_passed_once() {
        // B49: else each `<` is looked from to the end.
        for text in ["<a".repeat(50_000), format!("{}>", "<a".repeat(50_000))] {
            assert!(Reading::Seen.of(text.as_bytes()).count() <= text.len());
        }
    }
}
