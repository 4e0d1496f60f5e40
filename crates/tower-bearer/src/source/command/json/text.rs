//! A text of JSON (RFC 8259, section 7), read into memory that is wiped.

use zeroize::Zeroizing;

/// What `quoted` stands for; `None` if half of a surrogate pair is missing, or it is no text.
pub(super) fn unescaped(quoted: &str) -> Option<Zeroizing<String>> {
    let mut rest = quoted.strip_prefix('"')?.strip_suffix('"')?;
    // It never grows: an escape is longer than what it stands for.
    let mut plain = Zeroizing::new(String::with_capacity(rest.len()));
    while let Some((before, escape)) = rest.split_once('\\') {
        plain.push_str(before);
        let character;
        (character, rest) = character_of(escape)?;
        plain.push(character);
    }
    plain.push_str(rest);
    Some(plain)
}

/// The character that an escape stands for, and what follows it.
fn character_of(escape: &str) -> Option<(char, &str)> {
    let mut characters = escape.chars();
    let character = match characters.next()? {
        plain @ ('"' | '\\' | '/') => plain,
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => return unicode(characters.as_str()),
        _ => return None,
    };
    Some((character, characters.as_str()))
}

fn unicode(digits: &str) -> Option<(char, &str)> {
    let (unit, rest) = code_unit(digits)?;
    match char::from_u32(unit.into()) {
        Some(character) => Some((character, rest)),
        None => {
            let (low, rest) = code_unit(rest.strip_prefix("\\u")?)?;
            let character = char::decode_utf16([unit, low]).next()?.ok()?;
            Some((character, rest))
        }
    }
}

fn code_unit(digits: &str) -> Option<(u16, &str)> {
    let (digits, rest) = digits.split_at_checked(4)?;
    Some((u16::from_str_radix(digits, 16).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    proptest! {
        #[test]
        fn a_text_is_read_as_serde_json_reads_it(
            pieces in vec(prop_oneof![
                r#"\\["\\/bfnrt]"#,
                r"\\u[0-9a-fA-F]{4}",
                r"\\u[dD][89abAB][0-9a-f]{2}\\u[dD][c-fC-F][0-9a-f]{2}",
                r#"[^"\\\x00-\x1f]{0,4}"#,
            ], 0..6),
        ) {
            let quoted = format!("\"{}\"", pieces.concat());
            let ours = unescaped(&quoted);
            let theirs = serde_json::from_str::<String>(&quoted).ok();
            prop_assert_eq!(ours.as_deref(), theirs.as_ref());
        }
    }

    #[test]
    fn what_is_no_text_is_none() {
        for quoted in [
            "",
            "\"",
            "a",
            r#""\"#,
            r#""\x""#,
            r#""\u12""#,
            r#""\ud800""#,
            r#""\ud800\u0041""#,
        ] {
            assert!(unescaped(quoted).is_none(), "{quoted}");
        }
    }
}
