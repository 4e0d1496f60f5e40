use std::time::Duration;

use serde_json::Value;
use tower_bearer::{ApiKey, Credential, KeyId, SourceError};

use crate::planted::{assert_hidden, chain, in_place_of_marks};

/// What a program printed, and how it is read: a key is the text of one member, or all of a line; what has expired is an error; and
/// an error says nothing of what was there.
pub fn command(input: &[u8], read: impl FnOnce(&[u8]) -> Result<Credential, SourceError>) {
    let output = in_place_of_marks(input);
    let credential = match read(&output) {
        Ok(credential) => credential,
        Err(error) => return assert_hidden(&chain(&error)),
    };
    assert!(credential.lifetime().is_none_or(|lifetime| lifetime > Duration::ZERO));
    let texts = if output.trim_ascii_start().starts_with(b"{") {
        match in_json(&output) {
            Some(texts) => texts,
            None => return,
        }
    } else {
        let text = output
            .strip_suffix(b"\n")
            .map_or(&*output, |line| line.strip_suffix(b"\r").unwrap_or(line));
        vec![String::from_utf8(text.to_vec()).unwrap()]
    };
    let is_loaded = |text: &String| KeyId::of(text) == credential.key().id() && ApiKey::new(&**text).is_ok();
    assert_eq!(
        texts.iter().filter(|text| is_loaded(text)).count(),
        1,
        "one of these: {}",
        texts.len()
    );
}

/// The members that can be a key; `None` where one that nobody asks for is a number that a `Value` cannot hold.
fn in_json(output: &[u8]) -> Option<Vec<String>> {
    let object: Value = match serde_json::from_slice(output) {
        Err(error) if error.to_string().starts_with("number out of range") => return None,
        object => object.unwrap(),
    };
    let members = match &object["kind"] {
        Value::String(kind) if kind == "ExecCredential" => vec![&object["status"]["token"]],
        _ => ["key", "token", "access_token"].map(|name| &object[name]).to_vec(),
    };
    let texts = members.into_iter().filter_map(Value::as_str);
    Some(texts.map(str::to_owned).collect())
}
