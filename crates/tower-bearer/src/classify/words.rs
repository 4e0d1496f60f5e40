//! Makes texts comparable: `API_KEY_INVALID`, `apiKeyInvalid` and `API key: invalid!` become the same words.

/// Stands between sentences.
pub(super) const STOP: u8 = b'\n';

/// Words in lower case with one blank around each, and [`STOP`] around each sentence. It is reused from text to text.
#[derive(Default)]
pub(super) struct Words {
    bytes: Vec<u8>,
}

// ===== impl Words =====

impl Words {
    /// The words of `text` in place of what was there. In running text a line break is a blank, elsewhere it ends a sentence.
    pub(super) fn read(&mut self, text: &str, is_running: bool) -> &[u8] {
        self.bytes.clear();
        self.stop();
        self.add(text, is_running);
        self.stop();
        &self.bytes
    }

    /// The same for a text in pieces.
    pub(super) fn read_all<'t>(&mut self, pieces: impl Iterator<Item = (&'t str, bool)>) -> &[u8] {
        self.bytes.clear();
        self.stop();
        for (text, is_block) in pieces {
            if is_block {
                self.stop();
            }
            self.add(text, true);
        }
        self.stop();
        &self.bytes
    }

    fn add(&mut self, text: &str, is_running: bool) {
        #[cfg(test)]
        crate::text::steps::add(text.len());
        let bytes = text.as_bytes();
        self.bytes.reserve(bytes.len() + 8);
        // How many characters the word has so far, and whether the last one was a capital.
        let (mut len, mut was_upper, mut was_lower) = (0_usize, false, false);
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let next = bytes.get(at + 1).copied();
            at += 1;
            match byte {
                b'a'..=b'z' => {
                    let rest = bytes.get(at..).unwrap_or_default();
                    let more = rest
                        .iter()
                        .position(|byte| !byte.is_ascii_lowercase())
                        .unwrap_or(rest.len());
                    self.bytes
                        .extend_from_slice(bytes.get(at - 1..at + more).unwrap_or_default());
                    at += more;
                    (len, was_upper, was_lower) = (len + 1 + more, false, true);
                    // As most words end.
                    if bytes.get(at) == Some(&b' ') {
                        self.bytes.push(b' ');
                        at += 1;
                        (len, was_lower) = (0, false);
                    }
                }
                b'A'..=b'Z' => {
                    let ends_acronym = was_upper && len > 1 && next.is_some_and(|next| next.is_ascii_lowercase());
                    if was_lower || ends_acronym {
                        self.blank();
                        len = 0;
                    }
                    self.bytes.push(byte.to_ascii_lowercase());
                    (len, was_upper, was_lower) = (len + 1, true, false);
                }
                // `2FA` is one word, and `OAuth2Token` two.
                b'0'..=b'9' => {
                    self.bytes.push(byte);
                    (len, was_upper) = (len + 1, false);
                }
                b'\'' => {}
                _ if byte.is_ascii() => {
                    if ends_sentence(byte, next, is_running) {
                        self.stop();
                    } else {
                        self.blank();
                    }
                    (len, was_upper, was_lower) = (0, false, false);
                }
                _ => {
                    let character = text.get(at - 1..).and_then(|rest| rest.chars().next());
                    let Some(character) = character else { continue };
                    self.other(character);
                    (len, was_upper, was_lower) = (len + 1, false, false);
                    at += character.len_utf8() - 1;
                }
            }
        }
    }

    fn other(&mut self, character: char) {
        if matches!(character, '’' | '‘') {
        } else if matches!(character, '。' | '！' | '；') {
            self.stop();
        } else if character.is_alphanumeric() {
            let mut buffer = [0; 4];
            for lower in character.to_lowercase() {
                self.bytes.extend_from_slice(lower.encode_utf8(&mut buffer).as_bytes());
            }
        } else {
            self.blank();
        }
    }

    fn blank(&mut self) {
        if self.bytes.last() != Some(&b' ') {
            self.bytes.push(b' ');
        }
    }

    /// Sentences look like `\n some words \n more \n`.
    fn stop(&mut self) {
        self.blank();
        if self.bytes.len() < 2 || self.bytes.get(self.bytes.len() - 2) != Some(&STOP) {
            self.bytes.extend_from_slice(&[STOP, b' ']);
        }
    }
}

fn ends_sentence(byte: u8, next: Option<u8>, is_running: bool) -> bool {
    match byte {
        b'.' | b'!' | b'?' => next.is_none_or(|next| next.is_ascii_whitespace() || matches!(next, b'"' | b')' | b'<')),
        b';' => true,
        b'\n' | b'\r' => !is_running,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        String::from_utf8(Words::default().read(text, false).to_vec()).unwrap()
    }

    #[test]
    fn names_in_any_case_become_words() {
        for text in [
            "API_KEY_INVALID",
            "ApiKeyInvalid",
            "APIKeyInvalid",
            "api-key.invalid",
            "API key: invalid!",
        ] {
            assert_eq!(read(text), " \n api key invalid \n ", "{text}");
        }
        assert_eq!(read("hasn't"), " \n hasnt \n ");
        assert_eq!(read("OAuth OAuth2Token"), " \n oauth oauth2 token \n ");
        assert_eq!(read("Clé EXPIRÉE"), " \n clé expirée \n ");
    }

    #[test]
    fn sentences_end_where_a_reader_sees_them_end() {
        assert_eq!(
            read("No key. Read api.model.read\nat https://a.example/b?c"),
            " \n no key \n read api model read \n at https a example b c \n "
        );
        assert_eq!(read(""), " \n ");
        assert_eq!(read("...!!"), " \n ");
    }
}
