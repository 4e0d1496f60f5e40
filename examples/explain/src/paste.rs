//! Reads an answer as `curl -si`, `curl -sv` or a browser's tools print it.

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::redact::Redactor;

/// What was pasted: the last answer in it, and the keys that stood beside it.
pub(crate) struct Paste {
    pub(crate) answer: Pasted,
    pub(crate) redactor: Redactor,
}

/// An answer in parts.
pub(crate) struct Pasted {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

// ===== impl Paste =====

impl Paste {
    pub(crate) fn parse(pasted: &[u8]) -> Result<Self, String> {
        let mut redactor = Redactor::default();
        let mut found: Option<Pasted> = None;
        let mut is_in_head = false;
        let mut rest = pasted;
        while !rest.is_empty() {
            let (line, after) = split_line(rest);
            let (text, is_request) = without_marks(line);
            if is_request || found.is_none() {
                learn(&mut redactor, &text);
            }
            let is_start = !is_request && status_of(&text).is_some();
            if is_start
                && found
                    .as_ref()
                    .is_none_or(|found| found.body.is_empty() || is_interim(found.status))
            {
                found = status_of(&text).map(|status| Pasted {
                    status,
                    headers: HeaderMap::new(),
                    body: Vec::new(),
                });
                is_in_head = true;
            } else if is_request || line.starts_with(b"* ") {
                // A trace of what was sent, or of the connection.
            } else if let Some(answer) = &mut found {
                if is_in_head && text.trim().is_empty() {
                    is_in_head = false;
                } else if is_in_head {
                    add_header(&mut answer.headers, &text);
                } else if !(line.starts_with(b"{ [") || line.starts_with(b"} [")) {
                    // Redirects and interim answers come before; whatever else follows is the body.
                    let part = &rest[..rest.len() - after.len()];
                    answer.body.extend_from_slice(part);
                }
            }
            rest = after;
        }
        let answer = found.ok_or("there is no status line: paste what `curl -si` prints")?;
        Ok(Self { answer, redactor })
    }
}

/// A line without its end, and what is behind it.
fn split_line(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().position(|&byte| byte == b'\n');
    let (line, rest) = end.map_or((text, &[][..]), |end| (&text[..end], &text[end + 1..]));
    (line.strip_suffix(b"\r").unwrap_or(line), rest)
}

/// Without the marks of `curl -v`, and whether the line is of the request.
fn without_marks(line: &[u8]) -> (String, bool) {
    let (line, is_request) = match line {
        [b'<', b' ', rest @ ..] => (rest, false),
        [b'<'] => (&[][..], false),
        [b'>', b' ', rest @ ..] => (rest, true),
        [b'>'] => (&[][..], true),
        line => (line, false),
    };
    (line.iter().copied().map(char::from).collect(), is_request)
}

/// Also of a command line: `-H 'Authorization: Bearer key'`.
fn learn(redactor: &mut Redactor, line: &str) {
    for part in line.split(['\'', '"']) {
        if let Some((name, value)) = part.trim().split_once(':') {
            redactor.learn(name.trim(), value);
        }
    }
}

fn status_of(line: &str) -> Option<StatusCode> {
    let rest = line.strip_prefix("HTTP/")?;
    let (_, rest) = rest.split_once(' ')?;
    let status = rest.trim_start().split(' ').next()?;
    StatusCode::from_bytes(status.as_bytes()).ok()
}

/// An answer before the answer: `100 Continue`, a proxy's `200 Connection established`, a redirect that was followed.
fn is_interim(status: StatusCode) -> bool {
    status.is_informational() || status.is_redirection()
}

fn add_header(headers: &mut HeaderMap, line: &str) {
    let Some((name, value)) = line.split_once(':') else {
        return;
    };
    let octets: Vec<u8> = value.trim().chars().filter_map(|c| u8::try_from(c).ok()).collect();
    if let (Ok(name), Ok(value)) = (HeaderName::try_from(name.trim()), HeaderValue::from_bytes(&octets)) {
        headers.append(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_answer_counts_and_a_pasted_key_is_learnt() {
        let pasted = b"> GET / HTTP/2\r\n> authorization: Bearer s3cr3t-key\r\n>\r\n< HTTP/1.1 100 Continue\r\n<\r\n< HTTP/2 401\r\n< www-authenticate: Bearer\r\n<\r\n{\"error\":\n\"s3cr3t-key\"}";
        let paste = Paste::parse(pasted).unwrap();
        assert_eq!(paste.answer.status, 401);
        assert_eq!(paste.answer.headers["www-authenticate"], "Bearer");
        assert_eq!(paste.answer.body, b"{\"error\":\n\"s3cr3t-key\"}");
        assert_eq!(paste.redactor.clean("s3cr3t-key"), "[API key]");
    }

    #[test]
    fn an_answer_as_curl_prints_it_is_taken_apart() {
        let pasted = b"HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 403 Forbidden\nServer: nginx\nX-A: \xe9\n\n<html>\n\n</html>";
        let paste = Paste::parse(pasted).unwrap();
        assert_eq!(paste.answer.status, 403);
        assert_eq!(paste.answer.headers["x-a"].as_bytes(), b"\xe9");
        assert_eq!(paste.answer.body, b"<html>\n\n</html>");
        assert!(Paste::parse(b"nothing").is_err());
    }
}
