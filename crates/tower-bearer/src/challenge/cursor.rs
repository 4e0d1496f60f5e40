use super::error::{ChallengeError, Fault};

/// A field line and how far it was read. All that looks at a byte goes through [`peek`](Self::peek), so that tests can count it.
pub(super) struct Cursor<'a> {
    line: &'a [u8],
    position: usize,
    #[cfg(test)]
    pub(super) steps: std::cell::Cell<usize>,
}

// ===== impl Cursor =====

impl<'a> Cursor<'a> {
    pub(super) fn new(line: &'a [u8]) -> Self {
        Self {
            line,
            position: 0,
            #[cfg(test)]
            steps: std::cell::Cell::default(),
        }
    }

    pub(super) fn position(&self) -> usize {
        self.position
    }

    pub(super) fn peek(&self) -> Option<u8> {
        #[cfg(test)]
        self.steps.set(self.steps.get() + 1);
        self.line.get(self.position).copied()
    }

    pub(super) fn bump(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.position += 1;
        Some(byte)
    }

    pub(super) fn take_while(&mut self, is_wanted: impl Fn(u8) -> bool) -> &'a [u8] {
        let start = self.position;
        while self.peek().is_some_and(&is_wanted) {
            self.position += 1;
        }
        self.since(start)
    }

    /// What was read from `start` on.
    pub(super) fn since(&self, start: usize) -> &'a [u8] {
        self.line.get(start..self.position).unwrap_or_default()
    }

    /// `token`; empty if there is none.
    pub(super) fn token(&mut self) -> &'a [u8] {
        self.take_while(is_tchar)
    }

    /// `OWS` and `BWS`; whether there was any.
    pub(super) fn skip_blanks(&mut self) -> bool {
        !self.take_while(is_blank).is_empty()
    }

    /// `token68`, if it is alone up to the next comma or the end; nothing is read otherwise.
    pub(super) fn token68(&mut self) -> Option<String> {
        let start = self.position;
        let has_body = !self.take_while(is_token68).is_empty();
        self.take_while(|byte| byte == b'=');
        let token68 = self.since(start);
        self.skip_blanks();
        if has_body && matches!(self.peek(), None | Some(b',')) {
            return Some(text(token68));
        }
        self.position = start;
        None
    }

    /// Whether `token BWS "="` is next: a parameter, and not the scheme of another challenge. Nothing is read.
    pub(super) fn is_at_param(&mut self) -> bool {
        let start = self.position;
        let has_name = !self.token().is_empty();
        self.skip_blanks();
        let is_param = has_name && self.peek() == Some(b'=');
        self.position = start;
        is_param
    }

    /// `quoted-string`, its first quote being next. There is always a text, and an error too where it breaks the grammar: a
    /// control character, or no second quote, in which case it ends with the line.
    pub(super) fn quoted_string(&mut self) -> (String, Option<ChallengeError>) {
        let start = self.position;
        let mut text = String::new();
        let mut error = None;
        self.bump();
        while let Some(byte) = self.bump() {
            let byte = match byte {
                b'"' => return (text, error),
                // The last byte of the line escapes nothing and stands for itself.
                b'\\' => self.bump().unwrap_or(byte),
                _ => byte,
            };
            if byte.is_ascii_control() && byte != b'\t' {
                error = error.or(Some(ChallengeError::at(self.position - 1, Fault::QuotedCharacter)));
            }
            text.push(char::from(byte));
        }
        (text, error.or(Some(ChallengeError::at(start, Fault::Unterminated))))
    }
}

/// Each octet as the `char` of the same number.
pub(super) fn text(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// RFC 9110, section 5.6.2.
fn is_tchar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// RFC 9110, section 11.2, without the `=` at its end.
fn is_token68(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte)
}
