//! Text of others on one line of a log, bounded, and nothing in it that is not seen.

use std::fmt::Write;

/// How long a text is shown, in characters.
pub(crate) const SHOWN_MAX: usize = 512;

/// The beginning of `text`, with `…` where that is not all. What ends a line is a space, and what nobody sees is written as its number.
pub(crate) fn escaped(text: &str) -> String {
    let text = text.trim();
    let head = text.get(..SHOWN_MAX).unwrap_or(text);
    // Nearly every text is like this, and of these a byte is a character.
    if head.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        let end = if head.len() < text.len() { "…" } else { "" };
        return [head, end].concat();
    }
    let mut shown = String::with_capacity(text.len().min(SHOWN_MAX));
    let mut characters = text.chars();
    for character in characters.by_ref().take(SHOWN_MAX) {
        match character {
            ' '..='~' => shown.push(character),
            '\n' | '\r' | '\t' => shown.push(' '),
            _ if is_invisible(character) => {
                // Writing to a String cannot fail.
                let _ = write!(shown, "{}", character.escape_unicode());
            }
            _ => shown.push(character),
        }
    }
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}

/// Whether it is nothing to see, or changes the lines and the direction of what stands around it, so that a log lies: control and format
/// characters, separators of lines and paragraphs (general categories Cc, Cf, Zl and Zp), and what is ignored where it is not known
/// (`Default_Ignorable_Code_Point`: fillers, selectors of variants, tags), by Unicode 16.0, `DerivedGeneralCategory.txt` and
/// `DerivedCoreProperties.txt`.
pub(crate) fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{34f}'
                | '\u{600}'..='\u{605}'
                | '\u{61c}'
                | '\u{6dd}'
                | '\u{70f}'
                | '\u{890}'..='\u{891}'
                | '\u{8e2}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{110bd}'
                | '\u{110cd}'
                | '\u{13430}'..='\u{1343f}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex_syntax::hir::{Class, HirKind};

    use super::*;

    #[test]
    fn what_turns_the_direction_or_is_not_seen_is_escaped() {
        // B56
        assert_eq!(
            escaped(" a\u{1b}[31m\u{202e}b\nc\u{0} "),
            "a\\u{1b}[31m\\u{202e}b c\\u{0}"
        );
        for hidden in
            "\u{61c}\u{ad}\u{180e}\u{fff9}\u{fffb}\u{e0041}\u{e007f}\u{fe0f}\u{2066}\u{2069}\u{2028}\u{85}\u{3164}"
                .chars()
        {
            let shown = format!("a{}b", hidden.escape_unicode());
            assert_eq!(escaped(&format!("a{hidden}b")), shown);
        }
        let seen = "Clé non valide, キーが無効です\u{3000}अमान्य कुंजी \u{a0}🔑";
        assert_eq!(escaped(seen), seen);
    }

    /// The tables of another crate, all of them.
    #[test]
    fn the_table_is_that_of_unicode() {
        let class = r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]";
        let parsed = regex_syntax::parse(class).unwrap();
        let HirKind::Class(Class::Unicode(class)) = parsed.kind() else {
            panic!("a class");
        };
        for character in '\0'..=char::MAX {
            let is_in =
                |range: &regex_syntax::hir::ClassUnicodeRange| (range.start()..=range.end()).contains(&character);
            assert_eq!(
                is_invisible(character),
                class.iter().any(is_in),
                "{}",
                character.escape_unicode()
            );
        }
    }

    proptest! {
        #[test]
        fn whatever_is_shown_is_one_line_and_bounded(text in r"\PC{0,600}", hidden in r"[\p{Cf}\p{Zl}\p{Zp}\p{Cc}]{0,4}") {
            let shown = escaped(&format!("{text}{hidden}{text}"));
            prop_assert!(!shown.contains(|one| hidden.contains(one)), "{shown:?}");
            // What is longest is written as `\u{e0001}`.
            prop_assert!(shown.chars().count() <= 10 * SHOWN_MAX + 1);
        }
    }
}
