//! One pass that forgives. The rules are documented at [`Challenge::parse_line`]; where a line keeps to the grammar they give the
//! same challenges as the strict reader, which a test holds.

use super::{
    Challenge,
    cursor::{Cursor, is_blank, text},
    names::Names,
};

/// What was found so far, and whose the next parameter is.
#[derive(Default)]
struct Found {
    challenges: Vec<Challenge>,
    owner: Option<Owner>,
}

struct Owner {
    index: usize,
    /// Only a scheme with a blank behind it can have parameters by the grammar; another has them only for want of one.
    is_rightful: bool,
    names: Names,
}

pub(super) fn parse(line: &mut Cursor<'_>) -> Vec<Challenge> {
    let mut found = Found::default();
    let mut is_after_comma = true;
    while let Some(byte) = line.peek() {
        if is_gap(byte) {
            is_after_comma |= line.take_while(is_gap).contains(&b',');
            continue;
        }
        let word = line.token();
        let has_blank = line.skip_blanks();
        match line.peek() {
            _ if word.is_empty() => skip_junk(line),
            Some(b'=') => {
                line.bump();
                found.param(word, value(line));
                // `realm="my "own" realm"`: what sticks to a value is no parameter.
                if line.peek().is_some_and(|next| !is_gap(next)) {
                    skip_junk(line);
                }
            }
            next if is_after_comma && (has_blank || matches!(next, None | Some(b','))) => {
                let token68 = if has_blank { line.token68() } else { None };
                found.scheme(word, has_blank, token68);
            }
            _ => skip_junk(line),
        }
        is_after_comma = false;
    }
    found.challenges
}

// ===== impl Found =====

impl Found {
    fn scheme(&mut self, scheme: &[u8], has_blank: bool, token68: Option<String>) {
        let is_owned = self.owner.as_ref().is_some_and(|owner| owner.is_rightful);
        if has_blank || !is_owned {
            self.owner = Some(Owner::new(self.challenges.len(), has_blank));
        }
        self.challenges.push(Challenge {
            token68,
            ..malformed(text(scheme))
        });
    }

    fn param(&mut self, name: &[u8], value: String) {
        let owner = self.owner.get_or_insert_with(|| {
            self.challenges.push(malformed(String::new()));
            Owner::new(0, true)
        });
        let name = text(name).to_ascii_lowercase();
        let challenge = self.challenges.get_mut(owner.index);
        if let Some(challenge) = challenge.filter(|challenge| !owner.names.is_repeated(&name, &challenge.params)) {
            challenge.params.push((name, value));
        }
    }
}

// ===== impl Owner =====

impl Owner {
    fn new(index: usize, is_rightful: bool) -> Self {
        Self {
            index,
            is_rightful,
            names: Names::default(),
        }
    }
}

fn malformed(scheme: String) -> Challenge {
    Challenge {
        is_malformed: true,
        ..Challenge::new(scheme)
    }
}

fn value(line: &mut Cursor<'_>) -> String {
    line.skip_blanks();
    if line.peek() == Some(b'"') {
        return line.quoted_string().0;
    }
    let value = take_unquoted(line, |byte| is_blank(byte) || byte == b',');
    text(value.strip_suffix(b";").unwrap_or(value))
}

/// Ends at what is a gap, so that each round of the reader gets on.
fn skip_junk(line: &mut Cursor<'_>) {
    take_unquoted(line, |byte| byte == b',');
}

/// Reads up to a byte that ends it and is not quoted: nothing in quotes is ever taken for the start of anything.
fn take_unquoted<'a>(line: &mut Cursor<'a>, is_end: impl Fn(u8) -> bool) -> &'a [u8] {
    let start = line.position();
    while let Some(byte) = line.peek() {
        if byte == b'"' {
            line.quoted_string();
        } else if is_end(byte) {
            break;
        } else {
            line.bump();
        }
    }
    line.since(start)
}

/// What may stand between parameters: `;` too, as in `Content-Type`.
fn is_gap(byte: u8) -> bool {
    is_blank(byte) || matches!(byte, b',' | b';')
}
