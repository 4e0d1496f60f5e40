use proptest::prelude::*;
use tower_bearer::{ApiKey, ApiKeyErrorKind, KeyFormat, KeyId};

proptest! {
    #[test]
    fn any_text_is_a_key_or_an_error_and_a_key_is_visible_ascii(text in text()) {
        // B2
        let is_key = !text.is_empty() && text.chars().all(|character| ('!'..='~').contains(&character));
        let key = ApiKey::new(&*text);
        prop_assert_eq!(key.is_ok(), is_key);
        if let Ok(key) = key {
            prop_assert_eq!(key.id(), KeyId::of(&text));
            // Whatever it says of it, it does not panic.
            let _ = (KeyFormat::ANY.check(&key), KeyFormat::new(&["sk_", ""]).check(&key));
        }
    }

    #[test]
    fn the_position_is_that_of_the_first_byte_that_is_none_of_a_key(text in text()) {
        // B2
        let Err(error) = ApiKey::new(&*text) else {
            return Ok(());
        };
        let first = text.char_indices().find(|(_, character)| !('!'..='~').contains(character));
        match first {
            Some((position, character)) if !text.trim().is_empty() => {
                prop_assert_eq!(error.position(), Some(position));
                prop_assert_eq!(error.kind(), match character {
                    '\r' | '\n' => ApiKeyErrorKind::LineBreak,
                    ' ' | '\t' => ApiKeyErrorKind::Blank,
                    '\0'..='\x7f' => ApiKeyErrorKind::Control,
                    _ => ApiKeyErrorKind::NonAscii,
                });
            }
            _ => {
                prop_assert_eq!(error.kind(), ApiKeyErrorKind::Empty);
                prop_assert_eq!(error.position(), None);
            }
        }
    }

    #[test]
    fn no_error_has_four_characters_of_the_key(before in SECRET, bad in "[\\x00-\\x20\\x7fäß\u{1f511}]", after in SECRET) {
        // B2
        let text = format!("{before}{bad}{after}");
        let errors = [ApiKey::new(&*text).unwrap_err(), ApiKey::oauth2(&*text).unwrap_err()];
        for error in errors {
            let said = format!("{error} {error:?} {error:#?}");
            for part in before.as_bytes().windows(4).chain(after.as_bytes().windows(4)) {
                let part = std::str::from_utf8(part).unwrap();
                prop_assert!(!said.contains(part), "{} in {}", part, said);
            }
        }
    }

    #[test]
    fn a_token_of_oauth2_is_token68_and_the_first_character_that_is_none_is_named(text in "[ -~]{0,12}") {
        // B3
        let trimmed = text.trim_end_matches('=');
        let is_token68 = |character: char| character.is_ascii_alphanumeric() || "-._~+/".contains(character);
        let is_token = !trimmed.is_empty() && trimmed.chars().all(is_token68);
        let token = ApiKey::oauth2(&*text);
        prop_assert_eq!(token.is_ok(), is_token);
        if let (Err(error), Ok(_)) = (token, ApiKey::new(&*text)) {
            let position = trimmed.find(|character| !is_token68(character)).unwrap_or_default();
            prop_assert_eq!(error.position(), Some(position));
        }
    }

    #[test]
    fn a_key_with_a_known_beginning_and_no_filler_passes_its_format(rest in "[A-Za-z0-9]{8,40}") {
        prop_assume!(!rest.chars().all(|character| character.eq_ignore_ascii_case(&'x')));
        prop_assume!(!rest.eq_ignore_ascii_case("changeme"));
        let key = ApiKey::new(format!("sk_live_{rest}")).unwrap();
        prop_assert!(KeyFormat::new(&["sk_test_", "sk_live_"]).check(&key).is_ok());
        prop_assert!(KeyFormat::new(&["pk_"]).check(&key).is_err());
    }
}

/// Letters that no message has in a row of four: none says `I` of `ASCII`.
const SECRET: &str = "[A-HJ-Z0-9]{0,24}";

/// Any text, and often one that nearly is a key.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[!-~]{0,40}",
        "[!-~]{0,8}[\\x00-\\x20\\x7fä\u{a0}\u{2003}][!-~]{0,8}",
        "[ \\t\\r\\n\u{a0}]{0,4}"
    ]
}
