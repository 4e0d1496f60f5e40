use proptest::{prelude::*, sample::select};

use super::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn what_is_taken_when_it_is_compiled_is_what_is_taken_when_it_runs(header in header(), prefix in prefix()) {
        let is_plain = header.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'));
        let expected = is_plain && AuthScheme::new(&header, &prefix).is_ok();
        prop_assert_eq!(is_scheme(&header, &prefix), expected, "{:?} {:?}", header, prefix);
    }

    #[test]
    fn the_key_is_found_again_in_what_was_written(prefix in "([!-~][ -~]{0,8}[ =:.])?", key in "[!-~]{1,20}") {
        // B57
        let scheme = AuthScheme::new("x-api-key", &prefix).unwrap();
        let value = scheme.header_value(&ApiKey::new(&*key).unwrap());
        prop_assert_eq!(scheme.key_in(value.as_bytes()), key.as_bytes());
    }
}

#[test]
fn a_key_is_found_behind_its_prefix_whatever_the_case() {
    let key_in = |value: &'static str| {
        let value = HeaderValue::from_static(value);
        String::from_utf8(AuthScheme::bearer().key_in(value.as_bytes()).to_vec()).unwrap()
    };
    assert_eq!(key_in("Bearer abc"), "abc");
    assert_eq!(key_in("bearer  abc"), "abc");
    assert_eq!(key_in("Token abc"), "abc");
    assert_eq!(key_in("abc"), "abc");
}

#[test]
fn headers_that_steer_the_message_cannot_carry_a_key() {
    // B19
    for name in ["Host", "content-length", "Proxy-Authorization", "transfer-encoding"] {
        let error = AuthScheme::new(name, "").unwrap_err();
        assert!(error.to_string().contains("steers"), "{error}");
    }
}

#[test]
fn prefixes_that_would_break_the_header_are_refused() {
    for (prefix, said) in [
        ("To\nken ", "at byte 2"),
        (" Token ", "begins with"),
        ("Token", "end it with a space"),
    ] {
        let error = AuthScheme::new("authorization", prefix).unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
    }
    assert!(AuthScheme::new("authorization", "key=").is_ok());
    assert!(AuthScheme::new("a header", "").is_err());
}

fn header() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z0-9_-]{0,10}",
        "[ -~]{0,6}",
        any::<String>(),
        select(&RESERVED[..]).prop_map(str::to_owned)
    ]
}

fn prefix() -> impl Strategy<Value = String> {
    prop_oneof!["([!-~][ -~]{0,8}[ =:.])?", "[ -~]{0,6}", any::<String>()]
}
