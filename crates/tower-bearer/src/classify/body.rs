use std::borrow::Cow;

use serde_json::Value;

/// One text of a body, and where it stood: a JSON pointer (RFC 6901), or `body`.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) field: Cow<'static, str>,
    pub(super) text: String,
    pub(super) is_code: bool,
}

/// JSON deeper than this, or with more texts than this, says nothing more about a refusal.
const DEPTH_MAX: usize = 6;
const TEXTS_MAX: usize = 32;

/// Members whose text is made for programs.
const CODE_MEMBERS: [&str; 14] = [
    "code",
    "type",
    "errcode",
    "errorcode",
    "error_code",
    "error_type",
    "reason",
    "status",
    "messageid",
    "category",
    ".tag",
    "__type",
    "id",
    "name",
];
/// Members whose text is made for people, the most telling first.
const MESSAGE_MEMBERS: [&str; 17] = [
    "message",
    "error_description",
    "error_message",
    "detail",
    "details",
    "msg",
    "error_msg",
    "description",
    "errorsummary",
    "error_summary",
    "faultstring",
    "title",
    "reason",
    "errors",
    "messages",
    "error",
    "exp",
];

/// The texts of a body that can say why it was refused: codes first, then messages, each in the order of the body.
pub(super) fn texts(body: &[u8]) -> Vec<Text> {
    let body = body.trim_ascii();
    if body.is_empty() {
        return Vec::new();
    }
    match serde_json::from_slice::<Value>(body) {
        Ok(value) => {
            let mut texts = Vec::new();
            collect(&value, &mut String::new(), "message", 0, &mut texts);
            // Stable: the order of the body is kept on either side.
            texts.sort_by_key(|text| !text.is_code);
            texts
        }
        Err(_) => vec![Text {
            field: Cow::Borrowed("body"),
            text: without_tags(&String::from_utf8_lossy(body)),
            is_code: false,
        }],
    }
}

fn collect(value: &Value, pointer: &mut String, member: &str, depth: usize, texts: &mut Vec<Text>) {
    if depth > DEPTH_MAX || texts.len() >= TEXTS_MAX {
        return;
    }
    match value {
        Value::String(text) => {
            let is_code = is_code(member, text);
            if is_code || MESSAGE_MEMBERS.contains(&member) {
                texts.push(Text {
                    field: if pointer.is_empty() {
                        Cow::Borrowed("body")
                    } else {
                        pointer.clone().into()
                    },
                    text: text.clone(),
                    is_code,
                });
            }
        }
        Value::Array(values) => {
            for (position, value) in values.iter().enumerate() {
                descend(value, &position.to_string(), pointer, member, depth, texts);
            }
        }
        Value::Object(members) => {
            for (name, value) in members {
                descend(value, name, pointer, &name.to_ascii_lowercase(), depth, texts);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn descend(value: &Value, name: &str, pointer: &mut String, member: &str, depth: usize, texts: &mut Vec<Text>) {
    let len = pointer.len();
    pointer.push('/');
    pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
    collect(value, pointer, member, depth + 1, texts);
    pointer.truncate(len);
}

/// A code is one word, whatever its member is called: `{"error":"invalid_token"}` has one and `{"error":"Invalid token"}` none.
fn is_code(member: &str, text: &str) -> bool {
    let is_word = !text.contains(char::is_whitespace);
    is_word && (CODE_MEMBERS.contains(&member) || member == "error" || member == "errors")
}

/// The text of HTML or XML: what is not in tags, comments, scripts or styles. Other text stays as it is.
fn without_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        plain.push_str(before);
        plain.push(' ');
        let end = match hidden(tag) {
            Some(end) => find_ignoring_case(tag, end).map(|at| at + end.len()),
            None => tag.find('>').map(|at| at + 1),
        };
        rest = end.map_or("", |end| &tag[end..]);
    }
    plain.push_str(rest);
    plain
}

/// The end of an element whose text nobody sees.
fn hidden(tag: &str) -> Option<&'static str> {
    let is = |name: &str| {
        tag.get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name))
    };
    if is("script") {
        Some("</script>")
    } else if is("style") {
        Some("</style>")
    } else if is("!--") {
        Some("-->")
    } else {
        None
    }
}

fn find_ignoring_case(text: &str, ascii: &str) -> Option<usize> {
    let window = ascii.len();
    text.as_bytes()
        .windows(window)
        .position(|bytes| bytes.eq_ignore_ascii_case(ascii.as_bytes()))
}

/// Words in lower case with one blank around each: `API_KEY_INVALID`, `apiKeyInvalid` and `API key: invalid` become the same.
pub(super) fn normalised(text: &str) -> String {
    let mut words = String::with_capacity(text.len() + 2);
    words.push(' ');
    let mut characters = text.chars().peekable();
    let mut previous = ' ';
    while let Some(character) = characters.next() {
        let next_is_lower = characters.peek().is_some_and(char::is_ascii_lowercase);
        let starts_word = character.is_ascii_uppercase()
            && (previous.is_ascii_lowercase() || previous.is_ascii_uppercase() && next_is_lower);
        if (starts_word || !character.is_alphanumeric() && character != '\'' && character != '’')
            && !words.ends_with(' ')
        {
            words.push(' ');
        }
        if character.is_alphanumeric() {
            words.extend(character.to_lowercase());
        }
        previous = character;
    }
    if !words.ends_with(' ') {
        words.push(' ');
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_messages_are_found_where_servers_put_them() {
        let found = |body: &str| -> Vec<(String, bool)> {
            texts(body.as_bytes())
                .into_iter()
                .map(|text| (text.field.into_owned(), text.is_code))
                .collect()
        };
        assert_eq!(found(r#"{"error":"Invalid API key"}"#), [("/error".into(), false)]);
        assert_eq!(found(r#"{"error":"invalid_token"}"#), [("/error".into(), true)]);
        assert_eq!(
            found(r#"{"error":{"message":"No key","code":"no_key","n":1}}"#),
            [("/error/code".into(), true), ("/error/message".into(), false)]
        );
        assert_eq!(
            found(r#"[{"errorCode":"X1","message":"a b"}]"#),
            [("/0/errorCode".into(), true), ("/0/message".into(), false)]
        );
        assert_eq!(found(r#""Not allowed""#), [("body".into(), false)]);
        assert_eq!(found(r#"{"data":{"secret":"a b"},"error":401}"#), []);
    }

    #[test]
    fn tags_scripts_and_styles_are_no_text() {
        let page =
            "<html><style>p { color: red }</style><!-- invalid key --><SCRIPT>expired()</SCRIPT><p>Key <b>revoked</b>";
        assert_eq!(normalised(&texts(page.as_bytes())[0].text), " key revoked ");
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
            assert_eq!(normalised(text), " api key invalid ", "{text}");
        }
        assert_eq!(normalised("hasn't"), " hasnt ");
    }
}
