use serde_json::Value;

use crate::planted::{assert_cut, in_place_of_marks};

/// A line for `explain --batch`. One line comes out, of all members or of an error; a refusal is one; a key that was not sent was not
/// rejected; and what is said in words repeats no key. `explain` is that program's `batch`.
pub fn batch(input: &[u8], explain: impl FnOnce(&[u8], &mut Vec<u8>)) {
    let mut line = in_place_of_marks(input);
    line.retain(|byte| *byte != b'\n');
    let mut output = Vec::new();
    explain(&line, &mut output);
    let output = String::from_utf8(output).unwrap();
    if line.trim_ascii().is_empty() {
        return assert_eq!(output, "");
    }
    assert_eq!(output.find('\n'), Some(output.len() - 1), "{output}");
    let said: Value = serde_json::from_str(&output).unwrap();
    if said["error"].is_string() {
        return assert_cut(&output);
    }
    // Other parameters, a nonce for one, are to look like keys.
    let challenges = said["challenges"].as_array().unwrap().iter();
    let descriptions = challenges.map(|challenge| &challenge["params"]["error_description"]);
    for said in [&said["message"], &said["evidence"]].into_iter().chain(descriptions) {
        assert_cut(&said.to_string());
    }
    for member in MEMBERS {
        assert!(said.get(member).is_some(), "{member}: {output}");
    }
    assert_eq!(said["auth_failure"] == true, said["kind"].is_string(), "{output}");
    // As the program reads it: form feeds around a line are no part of it, and nor is a byte order mark.
    let line = line.trim_ascii();
    let asked: Value = serde_json::from_slice(line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line)).unwrap();
    if asked["status"] == 401 || asked["status"] == 403 {
        assert_eq!(said["auth_failure"], true, "{output}");
    }
    if asked["key_sent"] == false {
        assert_eq!(said["key_rejected"], false, "{output}");
    }
}

const MEMBERS: [&str; 9] = [
    "auth_failure",
    "kind",
    "key_rejected",
    "certainty",
    "evidence",
    "message",
    "retry_after_s",
    "request_id",
    "challenges",
];
