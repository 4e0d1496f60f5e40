//! Reads HTML and XML for what they say: no tags, comments, scripts or styles, and entities decoded. One pass.

/// What stands between tags, or in an attribute.
pub(super) struct Piece<'a> {
    /// The element that was opened last, or the attribute, without a namespace's prefix.
    pub(super) name: &'a str,
    pub(super) text: String,
    /// Whether the tag before it begins a new block, so that a new sentence begins.
    pub(super) is_block: bool,
}

/// Elements that do not end a sentence.
const INLINE: [&str; 14] = [
    "a", "abbr", "b", "br", "code", "em", "font", "i", "small", "span", "strong", "tt", "u", "wbr",
];

/// Attributes in which XML answers have their reason.
const ATTRIBUTES: [&str; 6] = ["code", "message", "msg", "reason", "description", "error"];

/// Whether a text is of HTML, by its first bytes, or else XML.
pub(super) fn is_html(text: &str) -> bool {
    const MARKS: [&str; 9] = [
        "<html",
        "<!doctype html",
        "<head",
        "<body",
        "<title",
        "<center",
        "<h1",
        "<p>",
        "<div",
    ];
    let start: String = text.chars().take(512).map(|c| c.to_ascii_lowercase()).collect();
    MARKS.iter().any(|mark| start.contains(mark))
}

/// The pieces in order.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    #[cfg(test)]
    crate::text::steps::add(text.len());
    let mut pieces = Vec::new();
    let mut name = "";
    let mut is_block = true;
    let mut rest = text;
    while !rest.is_empty() {
        let (before, tag) = rest.split_once('<').unwrap_or((rest, ""));
        push(&mut pieces, name, before, is_block);
        is_block = is_block && before.trim().is_empty();
        if let Some(data) = tag.strip_prefix("![CDATA[") {
            let (data, after) = data.split_once("]]>").unwrap_or((data, ""));
            push(&mut pieces, name, data, is_block);
            rest = after;
            continue;
        }
        let opened = tag
            .split(|c: char| c.is_whitespace() || c == '>' || c == '/')
            .next()
            .unwrap_or("");
        if let Some(end) = hidden(opened) {
            rest = find_ignoring_case(tag, end).map_or("", |at| tag.get(at + end.len()..).unwrap_or(""));
            continue;
        }
        let (inside, after) = split_tag(tag);
        let local = opened.rsplit(':').next().unwrap_or(opened);
        if !local.is_empty() {
            name = local;
        }
        let closed = inside.strip_prefix('/').unwrap_or(opened);
        if !INLINE.iter().any(|inline| inline.eq_ignore_ascii_case(closed.trim())) {
            is_block = true;
        }
        attributes(inside, &mut pieces);
        rest = after;
    }
    pieces
}

fn push<'a>(pieces: &mut Vec<Piece<'a>>, name: &'a str, text: &str, is_block: bool) {
    if !text.trim().is_empty() {
        pieces.push(Piece {
            name,
            text: decoded(text),
            is_block,
        });
    }
}

/// A tag that is longer than this, in bytes, has a quote that nobody closed.
const TAG_MAX: usize = 2048;

/// Up to the `>` that is not in quotes.
fn split_tag(tag: &str) -> (&str, &str) {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate().take(TAG_MAX) {
        #[cfg(test)]
        crate::text::steps::add(1);
        match (quote, byte) {
            (None, b'>') => return (tag.get(..at).unwrap_or(tag), tag.get(at + 1..).unwrap_or("")),
            (None, b'"') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    // A quote that has no end: the first `>` it is.
    tag.split_once('>').unwrap_or((tag, ""))
}

fn attributes<'a>(inside: &'a str, pieces: &mut Vec<Piece<'a>>) {
    let mut rest = inside;
    while let Some((before, after)) = rest.split_once("=\"") {
        let name = before.rsplit(char::is_whitespace).next().unwrap_or("");
        let (value, behind) = after.split_once('"').unwrap_or((after, ""));
        if ATTRIBUTES.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            push(pieces, name, value, true);
        }
        rest = behind;
    }
}

/// The end of an element whose text nobody sees.
fn hidden(opened: &str) -> Option<&'static str> {
    if opened.eq_ignore_ascii_case("script") {
        Some("</script>")
    } else if opened.eq_ignore_ascii_case("style") {
        Some("</style>")
    } else if opened.starts_with("!--") {
        Some("-->")
    } else {
        None
    }
}

fn find_ignoring_case(text: &str, ascii: &str) -> Option<usize> {
    let mut windows = text.as_bytes().windows(ascii.len());
    windows.position(|bytes| {
        #[cfg(test)]
        crate::text::steps::add(1);
        bytes.eq_ignore_ascii_case(ascii.as_bytes())
    })
}

/// Entities that pages have in a sentence; another stays as it is.
const ENTITIES: [(&str, &str); 11] = [
    ("amp;", "&"),
    ("lt;", "<"),
    ("gt;", ">"),
    ("quot;", "\""),
    ("apos;", "'"),
    ("nbsp;", " "),
    ("rsquo;", "'"),
    ("lsquo;", "'"),
    ("ldquo;", "\""),
    ("rdquo;", "\""),
    ("hellip;", "…"),
];

fn decoded(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, entity)) = rest.split_once('&') {
        plain.push_str(before);
        let named = ENTITIES
            .iter()
            .find_map(|(name, value)| Some((entity.strip_prefix(name)?, *value)));
        if let Some((after, value)) = named {
            plain.push_str(value);
            rest = after;
        } else if let Some((character, after)) = numeric(entity) {
            plain.push(character);
            rest = after;
        } else {
            plain.push('&');
            rest = entity;
        }
    }
    plain.push_str(rest);
    plain
}

/// `#39;` or `#x27;`, and what is behind it.
fn numeric(entity: &str) -> Option<(char, &str)> {
    let digits = entity.strip_prefix('#')?;
    let end = digits.bytes().take(8).position(|byte| byte == b';')?;
    let (number, after) = (digits.get(..end)?, digits.get(end + 1..)?);
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    Some((char::from_u32(code)?, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(String, String)> {
        let pieces = pieces(text).into_iter();
        pieces
            .map(|piece| (piece.name.to_owned(), piece.text.trim().to_owned()))
            .collect()
    }

    fn piece(name: &str, text: &str) -> (String, String) {
        (name.to_owned(), text.to_owned())
    }

    #[test]
    fn what_nobody_sees_is_no_text_and_entities_are_decoded() {
        let page = "<style>p { a }</style><!-- b --><SCRIPT>c<d()</SCRIPT><p>Key &#39;x&#x27; &amp; &quot;y&quot;&nbsp;&what;</p>";
        assert_eq!(shown(page), [piece("p", "Key 'x' & \"y\" &what;")]);
    }

    #[test]
    fn elements_attributes_and_character_data_have_their_names() {
        assert_eq!(
            shown("<s:Fault><s:Text><![CDATA[a<b]]></s:Text><err code=\"7\" msg=\"c\" other=\"d\"/></s:Fault>"),
            [piece("Text", "a<b"), piece("code", "7"), piece("msg", "c")]
        );
    }

    #[test]
    fn a_quote_without_an_end_hides_little() {
        let page = format!("<p title=\"a>Token expired</p>{}<b id=\">c", " ".repeat(TAG_MAX));
        assert_eq!(shown(&page), [piece("p", "Token expired"), piece("b", "c")]);
    }
}
