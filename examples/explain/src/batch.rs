//! One JSON line in, one JSON line out.

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::{Value, json};
use tower_bearer::{ApiProfile, Challenge, classify::CredentialSent};

use crate::{paste::Pasted, profiles, redact::Redactor, report::Report};

/// What is said of one line. A line that cannot be read says so, and what follows is read all the same.
pub(crate) fn line(line: &[u8]) -> Value {
    match Row::parse(line) {
        Ok(row) => {
            let redactor = Redactor::default();
            Report::with_challenges(&row.answer, row.sent, row.profile, &redactor, &row.challenges).json()
        }
        Err(error) => json!({ "error": error }),
    }
}

struct Row {
    answer: Pasted,
    sent: CredentialSent,
    profile: Option<&'static ApiProfile>,
    challenges: Vec<Challenge>,
}

// ===== impl Row =====

impl Row {
    fn parse(line: &[u8]) -> Result<Self, String> {
        // Nothing of the line is repeated: there may be a key in it.
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        let row: Value = serde_json::from_slice(line)
            .map_err(|error| format!("not JSON: line {} column {}", error.line(), error.column()))?;
        if !row.is_object() {
            return Err("not a JSON object".into());
        }
        let status = match &row["status"] {
            Value::String(status) => status.trim().parse().ok(),
            status => status
                .as_u64()
                .and_then(|status| StatusCode::from_u16(status.try_into().ok()?).ok()),
        };
        let status = status.ok_or("`status` is no HTTP status")?;
        let (headers, challenges) = headers(&row["headers"])?;
        let body = match &row["body"] {
            Value::Null => Vec::new(),
            Value::String(body) => body.clone().into_bytes(),
            // An answer that was pasted as JSON and not as its text.
            body => body.to_string().into_bytes(),
        };
        let sent = match &row["key_sent"] {
            Value::Null => CredentialSent::Unknown,
            Value::Bool(true) => CredentialSent::Yes,
            Value::Bool(false) => CredentialSent::No,
            _ => return Err("`key_sent` is true, false or null".into()),
        };
        let profile = match &row["profile"] {
            Value::Null => None,
            Value::String(name) => Some(profiles::find(name).ok_or("`profile` is unknown")?),
            _ => return Err("`profile` is a name or null".into()),
        };
        Ok(Self {
            answer: Pasted { status, headers, body },
            sent,
            profile,
            challenges,
        })
    }
}

fn headers(headers: &Value) -> Result<(HeaderMap, Vec<Challenge>), String> {
    let mut map = HeaderMap::new();
    let mut challenges = Vec::new();
    let fields = match headers {
        Value::Null => return Ok((map, challenges)),
        Value::Object(fields) => fields,
        _ => return Err("`headers` is an object".into()),
    };
    // HTTP/2 has the status among its fields, as `:status`, and no header begins so.
    for (name, values) in fields.iter().filter(|(name, _)| !name.starts_with(':')) {
        let name = HeaderName::try_from(name.trim()).map_err(|_| "a header's name is none")?;
        let values = match values {
            Value::Array(values) => values.as_slice(),
            value => std::slice::from_ref(value),
        };
        for value in values {
            let octets = octets(value)?;
            if name == http::header::WWW_AUTHENTICATE {
                challenges.extend(Challenge::parse_line(&octets));
            }
            let plain: Vec<u8> = octets
                .iter()
                .map(|byte| if is_control(*byte) { b' ' } else { *byte })
                .collect();
            let value = HeaderValue::from_bytes(&plain).map_err(|_| "a header's value is none")?;
            map.append(&name, value);
        }
    }
    Ok((map, challenges))
}

/// Each character is one octet; one that is none, as in a value that somebody copied from a page, is as many as UTF-8 has for it.
fn octets(value: &Value) -> Result<Vec<u8>, String> {
    let text = match value {
        Value::Null => return Ok(Vec::new()),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(value) => value.to_string(),
        _ => return Err("a header's value is text".into()),
    };
    let mut octets = Vec::with_capacity(text.len());
    for character in text.chars() {
        match u8::try_from(character) {
            Ok(octet) => octets.push(octet),
            Err(_) => octets.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    Ok(octets)
}

/// What no header that came over the wire can have.
fn is_control(byte: u8) -> bool {
    byte.is_ascii_control() && byte != b'\t'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_answered_in_full() {
        let row = br#"{"status":401,"headers":{"WWW-Authenticate":["Bearer realm=\"x\"","Basic a b"],"X-Request-Id":"r1"},"body":"{\"error\":\"Invalid API key\"}","key_sent":true,"profile":null}"#;
        assert_eq!(
            line(row),
            json!({
                "auth_failure": true, "kind": "InvalidKey", "key_rejected": true, "certainty": "medium",
                "evidence": "/error is \"Invalid API key\"", "message": "Invalid API key", "retry_after_s": null, "request_id": "r1",
                "challenges": [
                    {"scheme": "Bearer", "token68": null, "params": {"realm": "x"}, "malformed": false},
                    {"scheme": "Basic", "token68": null, "params": {}, "malformed": true},
                ],
            })
        );
    }

    #[test]
    fn what_is_no_auth_failure_says_so() {
        let said = line(br#"{"status":404,"headers":{},"body":"not found","key_sent":true}"#);
        assert_eq!(said["auth_failure"], false);
        assert_eq!(said["kind"], Value::Null);
        assert_eq!(said["key_rejected"], false);
    }

    #[test]
    fn a_bad_line_says_what_is_wrong_and_repeats_nothing() {
        for row in [
            &b"{"[..],
            b"[]",
            b"1",
            b"\xff",
            br#"{"status":9}"#,
            br#"{"status":401,"headers":[]}"#,
            br#"{"status":401,"key_sent":"sk_live_1"}"#,
            br#"{"status":401,"profile":"sk_live_1"}"#,
            br#"{"status":401,"headers":{"a b":"sk_live_1"}}"#,
        ] {
            let said = line(row);
            assert!(said["error"].is_string(), "{said}");
            assert!(!said.to_string().contains("sk_live_1"), "{said}");
        }
    }

    #[test]
    fn a_row_may_be_written_in_other_ways() {
        let expected = line(br#"{"status":401,"headers":{"retry-after":"9"},"body":"token expired"}"#);
        assert_eq!(expected["kind"], "ExpiredKey");
        assert_eq!(expected["retry_after_s"], 9);
        for row in [
            &br#"{"status":"401","headers":{"Retry-After":9},"body":"token expired","key_sent":null}"#[..],
            br#"{"status":401,"headers":{":status":"401","retry-after":["9"]},"body":"token expired","more":[]}"#,
            b"\xef\xbb\xbf{\"status\":401,\"headers\":{\"retry-after\":[9]},\"body\":\"token expired\"}\r",
        ] {
            assert_eq!(line(row), expected);
        }
    }

    #[test]
    fn the_characters_of_a_header_are_octets() {
        let said = line(br#"{"status":401,"headers":{"www-authenticate":"Basic realm=\"caf\u00e9\""}}"#);
        assert_eq!(said["challenges"][0]["params"]["realm"], "caf\u{e9}");
    }

    #[test]
    fn a_character_that_is_no_octet_costs_no_row() {
        let row = br#"{"status":403,"headers":{"x-github-sso":"required; url=\u2026"},"body":"{\"error\":\"Key has expired\"}","key_sent":true}"#;
        assert_eq!(line(row)["kind"], "ExpiredKey");
    }

    #[test]
    fn what_looks_like_a_key_is_not_repeated() {
        let said =
            line(br#"{"status":401,"body":"{\"error\":\"Invalid API key: sk_live_51HxQabcdef\"}","key_sent":true}"#);
        assert_eq!(said["message"], "Invalid API key: [API key]");
        assert!(!said.to_string().contains("51HxQ"), "{said}");
    }
}
