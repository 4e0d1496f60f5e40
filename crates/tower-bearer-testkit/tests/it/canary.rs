//! That the search for traces finds what it is to find, by encoders that are not its own where there are some, and nothing else.

use std::fmt::Write;

use base64::prelude::*;
use tower_bearer_testkit::Canary;

#[test]
fn any_eight_characters_of_the_key_are_found_in_each_spelling() {
    // B56
    let canary = Canary::new().unwrap();
    for at in 0..=canary.text().len() - 8 {
        let piece = &canary.text()[at..at + 8];
        for (spelling, text) in spellings(piece) {
            let printed = format!("before {text} after");
            let trace = canary
                .trace_in(&printed)
                .unwrap_or_else(|| panic!("{spelling} at {at}"));
            assert_eq!(trace.spelling(), spelling, "{at}");
        }
        // Among other bytes, at each place among three.
        for before in ["", "a", "ab"] {
            let bytes = format!("{before}{piece}zz");
            for text in [BASE64_STANDARD.encode(&bytes), BASE64_URL_SAFE_NO_PAD.encode(&bytes)] {
                let trace = canary
                    .trace_in(&text)
                    .unwrap_or_else(|| panic!("base64 after {before:?} at {at}"));
                assert_eq!(trace.spelling(), "base64");
            }
        }
    }
}

#[test]
fn white_space_and_lines_between_characters_hide_nothing() {
    let canary = Canary::new().unwrap();
    let pretty = format!("{:#?}", canary.text().as_bytes());
    assert!(pretty.contains('\n'));
    assert!(canary.trace_in(pretty).is_some());
    let wrapped: String = canary.text().chars().flat_map(|one| [one, '\n']).collect();
    assert!(canary.trace_in(wrapped).is_some());
}

#[test]
fn seven_characters_and_other_keys_are_no_trace() {
    let canary = Canary::new().unwrap();
    for at in 0..=canary.text().len() - 7 {
        for (spelling, text) in spellings(&canary.text()[at..at + 7]) {
            assert_eq!(canary.trace_in(format!("({text})")), None, "{spelling} at {at}");
        }
    }
    for _ in 0..100 {
        let other = Canary::new().unwrap();
        assert_eq!(canary.trace_in(other.text()), None);
        assert_eq!(canary.trace_in(BASE64_STANDARD.encode(other.text())), None);
    }
    assert_eq!(canary.trace_in(""), None);
    assert_eq!(canary.trace_in(canary.key().id().to_string()), None);
}

#[test]
fn a_canary_and_its_traces_do_not_show_the_key() {
    let canary = Canary::new().unwrap();
    let trace = canary.trace_in(canary.text()).unwrap();
    assert_eq!(
        canary.trace_in(format!("{canary:?} {canary:#?} {trace} {trace:?}")),
        None
    );
    assert!(format!("{canary:?}").contains(&canary.key().id().to_string()));
}

/// The text in the ways in which it is often printed.
fn spellings(text: &str) -> Vec<(&'static str, String)> {
    let hex = |prefix: &str, between: &str| {
        let bytes: Vec<_> = text.bytes().map(|byte| format!("{prefix}{byte:02x}")).collect();
        bytes.join(between)
    };
    let form = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let mut unicode = String::new();
    text.encode_utf16()
        .for_each(|unit| write!(unicode, "\\u{unit:04X}").unwrap());
    vec![
        ("plain", text.to_owned()),
        ("plain", text.to_uppercase()),
        ("plain", text.to_lowercase()),
        ("hex", hex("", "")),
        ("hex", hex("", "").to_uppercase()),
        ("hex", hex("", " ")),
        ("hex", hex("", ":")),
        ("hex", hex("0x", ", ")),
        ("hex", hex("\\x", "")),
        ("numbers", format!("{:?}", text.as_bytes())),
        ("numbers", format!("{:#?}", text.as_bytes())),
        (
            "percent-encoded",
            text.bytes().map(|byte| format!("%{byte:02X}")).collect(),
        ),
        ("percent-encoded", form),
        ("escaped", unicode),
    ]
}
