//! What is a key, and what its fingerprint is.

use secrecy::SecretString;
use tower_bearer::{ApiKey, ApiKeyErrorKind, BearerAuthLayer, KeyId, Keys, SourceError};

use crate::support::{CANARY, Network, Once, get, key, send, values};

#[test]
fn a_text_that_would_break_the_header_is_no_key_and_the_error_says_what_and_where() {
    // B2
    use ApiKeyErrorKind::*;

    for (text, kind, position, said) in [
        ("", Empty, None, "empty"),
        (" \t\r\n", Empty, None, "empty"),
        ("CANARY7f3Q\n", LineBreak, Some(10), "line break at byte 10"),
        ("CANARY7f3Q\r\n", LineBreak, Some(10), "line break at byte 10"),
        ("CANARY\rX-Evil: 1", LineBreak, Some(6), "line break at byte 6"),
        ("\nCANARY7f3Q", LineBreak, Some(0), "line break at byte 0"),
        ("CANARY\u{0}7f3Q", Control, Some(6), "control character at byte 6"),
        ("CANARY\x7f7f3Q", Control, Some(6), "control character at byte 6"),
        ("CANARY\t7f3Q", Blank, Some(6), "space or a tab at byte 6"),
        ("CANARY 7f3Q", Blank, Some(6), "space or a tab at byte 6"),
        (" CANARY7f3Q", Blank, Some(0), "space or a tab at byte 0"),
        ("CANARY7f3Q ", Blank, Some(10), "space or a tab at byte 10"),
        ("CANÄRY7f3Q", NonAscii, Some(3), "outside of ASCII at byte 3"),
        ("\u{feff}CANARY7f3Q", NonAscii, Some(0), "outside of ASCII at byte 0"),
        ("CANARY\u{a0}7f3Q", NonAscii, Some(6), "outside of ASCII at byte 6"),
    ] {
        let error = ApiKey::new(text).expect_err(text);
        assert_eq!((error.kind(), error.position()), (kind, position), "{text:?}");
        let message = error.to_string();
        assert!(message.contains(said), "{message}");
        assert!(!format!("{message} {error:?}").contains("CAN"), "{message}");
        assert!(!format!("{message} {error:?}").contains("7f3Q"), "{message}");
    }
}

#[test]
fn each_way_to_make_a_key_refuses_the_same() {
    // B2
    let bad = "CANARY7f3Q\n";
    let expected = ApiKey::new(bad).unwrap_err();
    assert_eq!(ApiKey::new(bad.to_owned()).unwrap_err(), expected);
    assert_eq!(ApiKey::new(SecretString::from(bad)).unwrap_err(), expected);
    assert_eq!(bad.parse::<ApiKey>().unwrap_err(), expected);
    assert_eq!(ApiKey::oauth2(bad).unwrap_err(), expected);
}

#[tokio::test]
async fn a_source_with_no_key_in_order_fails_the_load_before_anything_can_be_sent() {
    // B2
    struct Sloppy;
    impl tower_bearer::KeySource for Sloppy {
        async fn load(&self) -> Result<tower_bearer::Credential, SourceError> {
            let key = ApiKey::new(format!("{CANARY}\n")).map_err(SourceError::terminal)?;
            Ok(key.into())
        }
    }

    let error = Keys::load(Sloppy).await.unwrap_err();
    let cause = std::error::Error::source(&error).expect("the key's own error");
    assert!(cause.to_string().contains("line break at byte 23"), "{cause}");
    assert!(!format!("{error:?} {error} {cause:?}").contains("CANARY"));
}

#[test]
fn a_static_key_may_hold_any_visible_ascii() {
    // B3
    let all: String = ('!'..='~').collect();
    for text in ["1|abc", "a:b", "x", "\"quoted\"", all.as_str()] {
        assert_eq!(key(text).id(), KeyId::of(text), "{text}");
    }
}

#[test]
fn a_token_of_an_oauth2_server_is_a_token68() {
    // B3
    for text in ["abc", "a-b.c_d~e+f/g", "YWJj", "YQ==", "eyJhbGciOiJIUzI1NiJ9.e30.c2ln"] {
        assert!(ApiKey::oauth2(text).is_ok(), "{text}");
    }
    for (text, position) in [("1|abc", 1), ("a:b", 1), ("a=b", 1), ("==", 0), ("=a", 0), ("a\"", 1)] {
        let error = ApiKey::oauth2(text).expect_err(text);
        assert_eq!(error.kind(), ApiKeyErrorKind::NotToken68, "{text}");
        assert_eq!(error.position(), Some(position), "{text}");
    }
}

#[test]
fn a_fingerprint_is_the_same_in_every_process() {
    // B59: computed by `printf %s sk_live_51Hx | sha256sum`, so not by this process.
    assert_eq!(key("sk_live_51Hx").id().to_string(), "2d74634f");
    assert_eq!(KeyId::of("sk_live_51Hx"), key("sk_live_51Hx").id());
}

#[tokio::test]
async fn two_keys_with_one_fingerprint_are_two_keys() {
    // B59: nothing is decided by a fingerprint. These are the first two of `key-0`, `key-1`, … that share one.
    let (old, new) = TWINS;
    assert_eq!(key(old).id(), key(new).id());
    assert_ne!(old, new);

    let network = Network::friendly();
    let keys = Keys::fixed(key(old));
    let layer = BearerAuthLayer::dangerous_any_origin(keys.clone());
    keys.set(key(new)).unwrap();
    let service = tower::Layer::layer(&layer, network.clone());
    send(service, get("https://api.example.com/")).await.unwrap();
    assert_eq!(values(&network.only(), "authorization"), [format!("Bearer {new}")]);
}

#[tokio::test]
async fn keys_that_have_a_source_cannot_be_set_by_hand() {
    let (source, _) = Once::new(key(CANARY));
    let keys = Keys::load(source).await.unwrap();
    let error = keys.set(key("sk_live_other")).unwrap_err();
    assert!(error.to_string().contains("`Keys::fixed`"), "{error}");
    assert_eq!(keys.key_id(), Some(KeyId::of(CANARY)));
}

const TWINS: (&str, &str) = ("key-8337", "key-15029");
