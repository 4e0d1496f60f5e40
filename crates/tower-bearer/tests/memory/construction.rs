//! Keys made of every kind of text, and texts that are none.

use tower::Layer;
use tower_bearer::{
    ApiKey, ApiKeyError, AuthScheme, BearerAuthLayer, KeyFormat, KeySource, Keys, KeysBuilder, RequestAuth, source,
};
use zeroize::Zeroizing;

use crate::{
    canary::{self, Canary},
    search::Memory,
    support::{alone, at_once, origins, request, server, with_variables_each},
};

/// A way to make a key of the canary.
type Make = fn() -> Result<ApiKey, ApiKeyError>;

#[test]
fn a_key_of_any_text_is_one_copy_and_none_once_it_is_dropped() {
    // B58
    let name = "construction::a_key_of_any_text_is_one_copy_and_none_once_it_is_dropped";
    alone(name, async |memory| {
        let ways: [(&str, Make); 7] = [
            ("&str", || ApiKey::new(&**canary::text())),
            ("String", || ApiKey::new(canary::string(0))),
            ("String with room", || ApiKey::new(canary::string(100))),
            ("SecretString", || ApiKey::new(canary::secret())),
            ("FromStr", || canary::text().parse()),
            ("OAuth 2, String", || ApiKey::oauth2(canary::string(0))),
            ("OAuth 2, SecretString", || ApiKey::oauth2(canary::secret())),
        ];
        for (way, make) in ways {
            let key = make().unwrap();
            assert_eq!(memory.copies(), 1, "{way}");
            let clone = key.clone();
            drop(key);
            assert_eq!(memory.copies(), 1, "{way}");
            drop(clone);
            assert_eq!(memory.copies(), 0, "{way}");
        }
    });
}

#[test]
fn a_text_that_is_no_key_leaves_no_copy_and_its_error_holds_none() {
    // B58
    let name = "construction::a_text_that_is_no_key_leaves_no_copy_and_its_error_holds_none";
    alone(name, async |memory| {
        for end in ["\n", " x", "\0", "é"] {
            let text = || {
                let mut text = canary::string(end.len());
                text.push_str(end);
                text
            };
            let errors = [
                ApiKey::new(text()).unwrap_err(),
                ApiKey::new(secrecy::SecretString::from(text())).unwrap_err(),
                ApiKey::new(&**Zeroizing::new(text())).unwrap_err(),
                ApiKey::oauth2(text()).unwrap_err(),
            ];
            assert_eq!(memory.copies(), 0, "{errors:?}");
        }
        let mut text = canary::string(1);
        text.push('|');
        let error = ApiKey::oauth2(text).unwrap_err();
        assert_eq!(memory.copies(), 0, "{error}");

        let error = KeyFormat::new(&["sk_"]).check(&canary::key()).unwrap_err();
        assert_eq!(memory.copies(), 0, "{error}");
    });
}

#[test]
fn a_key_in_the_environment_leaves_no_copy_beside_that_one() {
    // B58: what is there before is counted before.
    let name = "construction::a_key_in_the_environment_leaves_no_copy_beside_that_one";
    let variables = |canary: Canary| {
        vec![
            ("MEMORY_TEST_KEY", canary.string(0)),
            ("MEMORY_TEST_BOTH", canary.string(0)),
            ("MEMORY_TEST_BOTH_FILE", String::from("/nowhere")),
        ]
    };
    with_variables_each(name, variables, in_the_environment);
}

async fn in_the_environment(memory: &Memory) {
    let before = memory.copies();
    for _ in 0..2 {
        let credential = source::env("MEMORY_TEST_KEY").load().await.unwrap();
        assert_eq!(memory.copies(), before + 1);
        drop(credential);
        assert_eq!(memory.copies(), before);
        drop(source::env_or_file("MEMORY_TEST_KEY").load().await.unwrap());
        assert_eq!(memory.copies(), before);
    }
    let refused = source::env("MEMORY_TEST_KEY").with_format(KeyFormat::new(&["sk_"]));
    let error = refused.load().await.unwrap_err();
    assert_eq!(memory.copies(), before, "{error}");
    let error = source::env_or_file("MEMORY_TEST_BOTH").load().await.unwrap_err();
    assert_eq!(memory.copies(), before, "{error}");
}

#[test]
fn every_spelling_of_a_key_goes_with_it() {
    // B58: `Bearer` and none are one copy, the first other prefix is kept with the key, and a further one is the request's.
    let name = "construction::every_spelling_of_a_key_goes_with_it";
    alone(name, async |memory| {
        let key = canary::key();
        let scheme = |header, prefix| AuthScheme::new(header, prefix).unwrap();
        for (scheme, copies) in [
            (AuthScheme::bearer(), 1),
            (scheme("x-api-key", ""), 1),
            (scheme("authorization", "Token "), 2),
            (scheme("authorization", "Token "), 2),
            (scheme("authorization", "ApiKey "), 2),
        ] {
            let layer = BearerAuthLayer::new(Keys::fixed(key.clone()), origins()).scheme(scheme.clone());
            let mut live = layer.layer(server(|_| http::Response::default()));
            let layer = BearerAuthLayer::new(key.clone(), origins()).scheme(scheme.clone());
            let mut fixed = layer.layer(server(|_| http::Response::default()));
            drop(at_once(&mut live, request()).unwrap());
            drop(at_once(&mut fixed, request()).unwrap());
            // A fixed layer holds the value that it sends.
            let of_layer = usize::from(scheme.prefix() == "ApiKey ");
            assert!(
                (copies..=copies + 2 * of_layer).contains(&memory.copies()),
                "{scheme:?}"
            );
            drop((live, fixed, layer));
            assert_eq!(memory.copies(), copies, "{scheme:?}");
        }
        let mut own = request();
        own.extensions_mut().insert(RequestAuth::key(key));
        assert_eq!(memory.copies(), 2);
        drop(own);
        assert_eq!(memory.copies(), 0);
    });
}

#[test]
fn keys_that_are_never_used_leave_no_copy() {
    // B58
    let name = "construction::keys_that_are_never_used_leave_no_copy";
    alone(name, async |memory| {
        let builder: KeysBuilder = Keys::builder(source::source_fn(async || Ok(canary::key())));
        let keys = builder.load().await.unwrap();
        let waits = Keys::builder(source::source_fn(async || Ok(canary::key()))).lazy();
        assert_eq!(memory.copies(), 1);
        drop((keys, waits, Keys::fixed(canary::key())));
    });
}
