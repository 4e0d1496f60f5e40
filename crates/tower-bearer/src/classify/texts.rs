//! Finds the texts of a body that can say why it was refused, whatever the body is: JSON, XML, HTML or text, whole or cut off.

use std::borrow::Cow;

use super::{
    json::{self, Place, Scalar},
    markup::{self, Piece},
    members::{NAME_MAX, Role, role},
};

mod marks;

/// One text of an answer, and where it stood.
#[derive(Debug)]
pub(super) struct Text<'a> {
    /// A JSON pointer (RFC 6901), `<element>`, `body`, or a header with its parameter.
    pub(super) field: Cow<'static, str>,
    pub(super) text: Cow<'a, str>,
    pub(super) sort: Sort,
}

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// Made for programs.
    Code,
    /// Made for people.
    Message,
    /// What a page shows.
    Page,
    /// Of a member that nobody knows.
    Unknown,
}

/// The texts of a body, in its order, and what else it shows.
#[derive(Default)]
pub(super) struct Texts<'a> {
    pub(super) texts: Vec<Text<'a>>,
    /// The pieces of a page; then `texts` has one text that shows them.
    pub(super) page: Vec<Piece<'a>>,
    /// Whether it says of itself that it is a failure: `"ok": false`, or a member `error`.
    pub(super) is_failure: bool,
    /// The member `field` of an object, with the object's pointer: what the `code` beside it is said of.
    of_field: Option<(String, String)>,
    /// A status in a member, for answers that come with 200.
    pub(super) status: Option<u16>,
}

/// More texts than this say nothing more about a refusal.
const TEXTS_MAX: usize = 32;

/// A longer code is none.
const CODE_MAX: usize = 100;

// ===== impl Texts =====

impl<'a> Texts<'a> {
    /// `body` is as [`utf8`] made it. What says that an answer with another status is a failure is looked for if that is asked.
    pub(super) fn of(body: &'a str, with_marks: bool) -> Self {
        let body = without_guard(body.trim());
        let mut texts = Self {
            texts: Vec::with_capacity(8),
            ..Self::default()
        };
        match body.as_bytes() {
            [] => {}
            [b'<', ..] => texts.read_markup(body),
            bytes if is_json(bytes) => texts.read_json(body, with_marks),
            _ => texts.push_body(Cow::Borrowed(body), Sort::Message),
        }
        texts
    }

    fn read_json(&mut self, body: &'a str, with_marks: bool) {
        let mut named = false;
        let role_of = |name: &str| role(plain_name(name, &mut [0; NAME_MAX]));
        json::scan(body, role_of, |place, scalar| {
            if with_marks {
                self.mark(place, plain_name(place.member, &mut [0; NAME_MAX]), &scalar);
            }
            match (place.role, scalar) {
                (Role::Unknown, Scalar::Text(text)) if place.member == "field" => {
                    self.of_field = Some((parent_of(place).to_owned(), text.into_owned()));
                }
                (_, Scalar::Text(text)) => named |= self.push_text(place, text),
                (Role::Code, Scalar::Number(number)) => self.push(place, Cow::Borrowed(number), Sort::Code),
                (_, Scalar::True) if place.member.len() > 4 => {
                    self.push(place, Cow::Owned(place.member.to_owned()), Sort::Code);
                }
                _ => {}
            }
            self.texts.len() < TEXTS_MAX
        });
        if named {
            self.texts.retain(|text| text.sort != Sort::Unknown);
        }
    }

    /// Whether it was a text of a member that is known.
    fn push_text(&mut self, place: &Place<'_>, text: Cow<'a, str>) -> bool {
        let trimmed = text.trim().as_bytes();
        let is_word = !trimmed
            .iter()
            .any(|byte| byte.is_ascii_whitespace() || !byte.is_ascii());
        let sort = match place.role {
            Role::Message | Role::Either if trimmed.is_empty() => return false,
            Role::Code | Role::Either if is_word && text.len() <= CODE_MAX => Sort::Code,
            Role::Code if text.len() <= CODE_MAX => Sort::Message,
            Role::Message | Role::Either => Sort::Message,
            Role::Unknown if place.depth <= 3 && text.len() > 5 && !is_uri(&text) => Sort::Unknown,
            Role::Unknown | Role::Code | Role::Skip => return false,
        };
        // The type of a problem is a URI; its last part is the code.
        let text = match (sort, &text) {
            (Sort::Code, Cow::Borrowed(uri)) if is_uri(uri) => {
                Cow::Borrowed(uri.rsplit(['/', '#']).next().unwrap_or(uri))
            }
            _ => text,
        };
        let text = match (sort, self.of_field.take()) {
            (Sort::Code, Some((parent, field))) if parent == parent_of(place) => Cow::Owned(format!("{field} {text}")),
            _ => text,
        };
        self.push(place, text, sort);
        sort == Sort::Message
    }

    fn push(&mut self, place: &Place<'_>, text: Cow<'a, str>, sort: Sort) {
        let field = match place.pointer {
            "" => Cow::Borrowed("body"),
            pointer => Cow::Owned(pointer.to_owned()),
        };
        self.texts.push(Text { field, text, sort });
    }

    fn read_markup(&mut self, text: &'a str) {
        let pieces = markup::pieces(text);
        if markup::is_html(text) {
            let shown: Vec<_> = pieces.iter().flat_map(|piece| piece.text.split_whitespace()).collect();
            self.push_body(Cow::Owned(shown.join(" ")), Sort::Page);
            self.page = pieces;
            return;
        }
        for piece in pieces {
            let mut buffer = [0; NAME_MAX];
            let role = role(plain_name(piece.name, &mut buffer));
            let is_word = !piece.text.trim().contains(char::is_whitespace);
            let sort = match role {
                Role::Skip => continue,
                Role::Code | Role::Either if is_word => Sort::Code,
                Role::Code | Role::Either | Role::Message => Sort::Message,
                Role::Unknown => Sort::Unknown,
            };
            if self.texts.len() < TEXTS_MAX {
                self.texts.push(Text {
                    field: Cow::Owned(format!("<{}>", piece.name)),
                    text: Cow::Owned(piece.text.trim().to_owned()),
                    sort,
                });
            }
        }
        self.is_failure = true;
    }

    fn push_body(&mut self, text: Cow<'a, str>, sort: Sort) {
        self.texts.push(Text {
            field: Cow::Borrowed("body"),
            text,
            sort,
        });
    }
}

/// The body as text: without a byte order mark, decoded where it is UTF-16, and with a mark for each byte that is none.
pub(super) fn utf8(body: &[u8]) -> Cow<'_, str> {
    let decode = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        let characters = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
        Cow::Owned(characters.collect())
    };
    // A byte order mark is not enough: the same bytes begin what is no text at all.
    let is_wide = |bytes: &[u8], zero: usize| {
        let start = bytes.get(..16).unwrap_or(bytes);
        let pairs = start.chunks_exact(2);
        let zeros = start.chunks_exact(2).filter(|pair| pair.get(zero) == Some(&0)).count();
        zeros * 2 > pairs.len()
    };
    match body {
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest),
        [0xff, 0xfe, rest @ ..] if is_wide(rest, 1) => decode(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] if is_wide(rest, 0) => decode(rest, u16::from_be_bytes),
        [b'{' | b'[' | b'<' | b'"', 0, ..] if is_wide(body, 1) => decode(body, u16::from_le_bytes),
        [0, b'{' | b'[' | b'<' | b'"', ..] if is_wide(body, 0) => decode(body, u16::from_be_bytes),
        _ => std::str::from_utf8(body).map_or_else(|_| String::from_utf8_lossy(body), Cow::Borrowed),
    }
}

/// What some servers put before JSON so that a page cannot run it.
fn without_guard(body: &str) -> &str {
    const GUARDS: [&str; 4] = [")]}',", ")]}'", "while(1);", "for(;;);"];
    let rest = GUARDS.iter().find_map(|guard| body.strip_prefix(guard));
    rest.map_or(body, str::trim_start)
}

fn is_uri(text: &str) -> bool {
    // Of short texts: a loop finds it sooner than what is quick for long ones.
    let colon = text.bytes().position(|byte| byte == b':');
    let rest = colon.and_then(|colon| text.get(colon + 1..));
    rest.is_some_and(|rest| rest.starts_with("//"))
}

fn is_json(body: &[u8]) -> bool {
    match body {
        [b'{' | b'"', ..] => true,
        [b'[', rest @ ..] => {
            // Text may begin with a word in brackets.
            matches!(
                rest.trim_ascii_start().first(),
                Some(b'{' | b'[' | b'"' | b'\'' | b']' | b'0'..=b'9' | b'-')
            )
        }
        _ => false,
    }
}

/// Letters and digits alone, in lower case: `Error Message` is `error_message`.
fn plain_name<'n>(name: &'n str, buffer: &'n mut [u8; NAME_MAX]) -> &'n [u8] {
    let is_plain = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    if name.len() <= NAME_MAX && name.as_bytes().iter().all(is_plain) {
        return name.as_bytes();
    }
    let mut len = 0;
    for byte in name.bytes().filter(u8::is_ascii_alphanumeric) {
        let Some(place) = buffer.get_mut(len) else { break };
        *place = byte.to_ascii_lowercase();
        len += 1;
    }
    buffer.get(..len).unwrap_or_default()
}

/// The pointer of the object that a member is in.
fn parent_of<'p>(place: &Place<'p>) -> &'p str {
    let slash = place.pointer.bytes().rposition(|byte| byte == b'/');
    slash.and_then(|slash| place.pointer.get(..slash)).unwrap_or_default()
}
