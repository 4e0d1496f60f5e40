//! What may be said of a program's standard error.

use std::fmt::Write;

use crate::source::wiped::TEXT_MAX;

/// How much is shown, in characters.
const SHOWN: usize = 512;

/// How much is looked at for that, in bytes: characters of four bytes.
const LOOKED_AT: usize = 4 * SHOWN;

/// How much has to be at hand for that, in bytes: whatever begins in it, and may also be on standard output, is there whole.
pub(super) const NEEDED: usize = LOOKED_AT + TEXT_MAX;

/// What is shorter than this is no secret, and is in any text.
const SECRET_MIN: usize = 8;

const CUT: &str = "[cut]";

/// The beginning of `stderr` in one line, without control characters, and without what is on `stdout` too.
pub(super) fn excerpt(stderr: &[u8], stdout: &[u8]) -> String {
    escaped(&cut(stderr.trim_ascii(), &secrets(stdout)))
}

/// The lines, the words, and the values between the quotes and signs of the usual formats, the longest first.
fn secrets(stdout: &[u8]) -> Vec<&[u8]> {
    let lines = stdout.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let words = stdout.split(u8::is_ascii_whitespace);
    let values = stdout.split(|byte| byte.is_ascii_whitespace() || b"\"'`=,;:{}[]()<>\\".contains(byte));
    let mut secrets: Vec<_> = lines
        .chain(words)
        .chain(values)
        .filter(|secret| secret.len() >= SECRET_MIN)
        .collect();
    secrets.sort_unstable_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets.dedup();
    secrets
}

fn cut(text: &[u8], secrets: &[&[u8]]) -> Vec<u8> {
    let mut clean = Vec::with_capacity(LOOKED_AT);
    let mut at = 0;
    while at < text.len().min(LOOKED_AT) {
        let rest = &text[at..];
        match secrets.iter().find(|secret| rest.starts_with(secret)) {
            Some(secret) => {
                clean.extend_from_slice(CUT.as_bytes());
                at += secret.len();
            }
            None => {
                clean.push(rest[0]);
                at += 1;
            }
        }
    }
    clean
}

fn escaped(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let mut shown = String::new();
    let mut characters = text.chars();
    for character in characters.by_ref().take(SHOWN) {
        match character {
            ' '..='~' => shown.push(character),
            // Writing to a String cannot fail.
            _ => drop(write!(shown, "{}", character.escape_debug())),
        }
    }
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_standard_output_is_cut_out_wherever_it_stands() {
        let key = "sk_live_51HxAbCd";
        for stdout in [
            format!("{key}\n"),
            format!("{{\"token\":\"{key}\",\"expires_in\":3600}}"),
            format!("TRAKKR_API_KEY={key}\r\n"),
            format!("key: {key}"),
        ] {
            let shown = excerpt(
                format!("got {key}, then <{key}> and x{key}x").as_bytes(),
                stdout.as_bytes(),
            );
            assert_eq!(shown, "got [cut], then <[cut]> and x[cut]x", "{stdout}");
        }
    }

    #[test]
    fn a_key_at_the_end_of_what_is_shown_is_cut_whole() {
        let key = "k".repeat(TEXT_MAX);
        let stderr = format!("{}{key}", "-".repeat(LOOKED_AT - 1));
        let shown = cut(stderr.as_bytes(), &secrets(key.as_bytes()));
        assert!(shown.ends_with(b"-[cut]"));
        assert!(stderr.len() <= NEEDED);
    }

    #[test]
    fn control_characters_are_escaped_and_the_length_is_capped() {
        assert_eq!(
            excerpt("\x1b[31mno\x07\nlögin \u{202e}".as_bytes(), b""),
            r"\u{1b}[31mno\u{7}\nlögin \u{202e}"
        );
        let shown = excerpt("é".repeat(5000).as_bytes(), b"");
        assert_eq!(shown.chars().count(), SHOWN + 1);
        assert!(shown.ends_with('…'));
    }
}
