//! Where a key may go, and what those get that go elsewhere.

use std::sync::atomic::Ordering;

use http::Uri;
use tower::{Layer, ServiceBuilder};
use tower_bearer::{
    AuthErrorClassifier, AuthErrorKind, BearerAuthLayer, Keys, Origins, error::BoxError, error::Withheld,
};

use crate::support::{CANARY, Network, Once, auth_error, boxed_auth_error, example, get, key, send, values};

#[test]
fn listing_plain_http_fails_unless_it_is_loopback_or_asked_for_by_a_dangerous_name() {
    // B7
    for origin in [
        "http://api.example.com",
        "http://10.0.0.7:8080",
        "http://localhost.attacker.invalid",
        "http://[2001:db8::1]",
        "http://127.0.0.1.attacker.invalid:80",
    ] {
        let error = Origins::new(["https://api.example.com", origin]).expect_err(origin);
        assert_eq!(error.position(), Some(1));
        assert!(error.to_string().contains("Origins::dangerous_plain_http"), "{error}");
        let origins = example().dangerous_plain_http(origin).unwrap();
        assert!(origins.contains(&uri(&format!("{origin}/v1"))), "{origin}");
    }
    for origin in [
        "http://localhost",
        "http://127.0.0.1:8080",
        "http://127.9.9.9",
        "http://[::1]:3000",
        "http://LOCALHOST:1",
    ] {
        assert!(Origins::new([origin]).is_ok(), "{origin}");
    }
}

#[tokio::test]
async fn plain_http_to_a_listed_host_is_another_origin_and_the_error_says_so() {
    // B7
    let network = Network::refusing(401, &[], "");
    let error = refused(&network, "http://api.example.com/v1").await;
    assert!(network.only().is_empty());
    assert_eq!(error.withheld(), Some(Withheld::PlainHttp));
    assert!(error.hint().contains("use https"), "{}", error.hint());
}

#[test]
fn the_same_origin_written_differently_is_the_same() {
    // B14
    for listed in [
        "https://api.example.com",
        "https://API.Example.COM:443",
        "https://api.example.com/",
        "HTTPS://api.example.com:",
    ] {
        let origins = Origins::new([listed]).unwrap();
        for same in [
            "https://api.example.com/v1?q=1",
            "https://api.example.com:443/",
            "https://API.EXAMPLE.COM/",
            "HTTPS://api.example.com/",
            "https://api.example.com:/",
        ] {
            assert!(origins.contains(&uri(same)), "{listed} {same}");
        }
    }
    let origins = Origins::new(["https://[2001:db8::1]"]).unwrap();
    assert!(origins.contains(&uri("https://[2001:0DB8:0:0:0:0:0:1]:443/")));
}

#[tokio::test]
async fn the_same_origin_written_differently_gets_the_key() {
    // B14
    for same in ["https://api.example.com:443/", "https://API.example.com/"] {
        let network = Network::friendly();
        send(
            BearerAuthLayer::new(key(CANARY), example()).layer(network.clone()),
            get(same),
        )
        .await
        .unwrap();
        assert_eq!(
            values(&network.only(), "authorization"),
            [format!("Bearer {CANARY}")],
            "{same}"
        );
    }
}

#[tokio::test]
async fn look_alikes_never_get_the_key_and_the_refusal_says_why() {
    // B15
    for (look_alike, why) in LOOK_ALIKES {
        let network = Network::refusing(401, &[], "");
        let error = refused(&network, look_alike).await;
        assert!(network.only().is_empty(), "{look_alike}");
        assert_eq!(error.kind(), AuthErrorKind::MissingKey, "{look_alike}");
        assert_eq!(error.withheld(), Some(why), "{look_alike}");
        let said = format!("no key was sent, since {why}: ");
        assert!(error.hint().starts_with(&said), "{}", error.hint());
    }
}

#[test]
fn what_follows_an_address_in_brackets_is_a_port_or_it_is_no_origin() {
    // B7, B15: a parser that looks for the bracket's end takes these for loopback.
    let origins = Origins::new(["https://[::1]", "http://[::1]:80", "https://127.0.0.1"]).unwrap();
    for odd in [
        "https://[::1].attacker.invalid:443",
        "http://[::1].attacker.invalid:80",
        "https://[::1]attacker.invalid",
        "https://[::1]:+443",
        "https://127.0.0.1:+443",
    ] {
        if let Ok(odd) = odd.parse::<Uri>() {
            assert!(!origins.contains(&odd), "{odd}");
        }
        let error = Origins::new([odd]).expect_err(odd);
        assert!(!error.to_string().contains("attacker"), "{error}");
    }
}

#[tokio::test]
async fn a_strict_layer_sends_nothing_to_look_alikes() {
    // B15
    let (source, loads) = Once::new(key(CANARY));
    let keys = Keys::load(source).await.unwrap();
    let network = Network::friendly();
    for (look_alike, why) in LOOK_ALIKES {
        let fixed = BearerAuthLayer::new(key(CANARY), example()).reject_other_origins();
        let live = BearerAuthLayer::new(keys.clone(), example()).reject_other_origins();
        for error in [
            boxed_auth_error(send(fixed.layer(network.clone()), get(look_alike)).await),
            boxed_auth_error(send(live.layer(network.clone()), get(look_alike)).await),
        ] {
            assert_eq!(
                (error.kind(), error.withheld()),
                (AuthErrorKind::OriginRefused, Some(why)),
                "{look_alike}"
            );
            assert_eq!(error.status(), None);
        }
    }
    assert!(network.sent().is_empty());
    assert_eq!(loads.load(Ordering::Relaxed), 1, "only to start");
}

#[test]
fn sub_domains_take_an_explicit_wildcard() {
    // B16
    assert!(
        !Origins::new(["https://example.com"])
            .unwrap()
            .contains(&uri("https://api.example.com/"))
    );

    let origins = Origins::new(["https://*.example.com"]).unwrap();
    for covered in [
        "https://api.example.com/",
        "https://a.b.example.com/",
        "https://API.EXAMPLE.com:443/",
    ] {
        assert!(origins.contains(&uri(covered)), "{covered}");
    }
    for other in [
        "https://example.com/",
        "https://notexample.com/",
        "https://api.example.com.attacker.invalid/",
        "https://api.example.com:8443/",
        "https://.example.com/",
        "https://a..example.com/",
        "https://*.example.com/",
        "https://user@api.example.com/",
        "http://api.example.com/",
    ] {
        assert!(!origins.contains(&uri(other)), "{other}");
    }
}

#[test]
fn a_wildcard_stands_first_and_alone_before_a_domain_of_two_labels_or_more() {
    // B16
    for origin in [
        "https://*",
        "https://*.com",
        "https://*.com.",
        "https://api.*.com",
        "https://a*.example.com",
        "https://*.*.com",
        "https://*.127.0.0.1",
    ] {
        let error = Origins::new([origin]).expect_err(origin);
        assert!(error.to_string().contains("`*`"), "{origin}: {error}");
    }
    // What is below which suffix changes from week to week, so that no list of suffixes is asked; the documentation says so.
    assert!(
        Origins::new(["https://*.co.uk"])
            .unwrap()
            .contains(&uri("https://anybody.co.uk/"))
    );
}

#[tokio::test]
async fn any_origin_means_any() {
    let layer = BearerAuthLayer::dangerous_any_origin(key(CANARY));
    for anywhere in ["https://attacker.invalid/", "http://api.example.com/", "/v1"] {
        let network = Network::friendly();
        send(layer.layer(network.clone()), get(anywhere)).await.unwrap();
        assert!(network.only().contains_key("authorization"), "{anywhere}");
    }
}

#[test]
fn an_origin_that_is_none_is_named_by_its_place_and_never_repeated() {
    for (origin, said) in [
        ("", "no absolute URI"),
        (CANARY, "no scheme"),
        ("api.example.com", "no scheme"),
        ("/CANARY7f3Q", "no scheme"),
        ("ftp://CANARY7f3Q", "scheme other than https"),
        ("https://CANARY7f3Q@api.example.com", "user-info"),
        ("https://api.example.com:0", "port"),
        ("https://api.example.com:65536", ""),
        ("https://", "no absolute URI"),
        ("https://:", "no absolute URI"),
        ("https://:443", "no absolute URI"),
        (
            "https://api.example.com/CANARY7f3Q",
            "write it as https://api.example.com",
        ),
        (
            "https://api.example.com?key=CANARY7f3Q",
            "write it as https://api.example.com",
        ),
    ] {
        let error = Origins::new(["https://one.example", origin]).expect_err(origin);
        let message = error.to_string();
        assert!(message.starts_with("origin 2 of the list "), "{message}");
        assert!(message.contains(said), "{origin}: {message}");
        assert!(
            !format!("{message} {error:?}").to_ascii_uppercase().contains("CANARY"),
            "{error:?}"
        );
    }
    let error = Origins::new([""; 0]).unwrap_err();
    assert_eq!(error.position(), None);
    assert!(error.to_string().contains("no origin is listed"), "{error}");
}

const LOOK_ALIKES: [(&str, Withheld); 10] = [
    ("https://api.example.com.@attacker.invalid/", Withheld::UserInfo),
    ("https://api.example.com@attacker.invalid/", Withheld::UserInfo),
    ("https://user@api.example.com/", Withheld::UserInfo),
    ("https://api.example.com:8443/", Withheld::OtherOrigin),
    ("https://notexample.com/", Withheld::OtherOrigin),
    ("https://example.com/", Withheld::OtherOrigin),
    ("https://api.example.com./", Withheld::OtherOrigin),
    ("https://api.example.com.attacker.invalid/", Withheld::OtherOrigin),
    ("http://api.example.com:443/", Withheld::PlainHttp),
    ("https://api.example.com:+443/", Withheld::OtherOrigin),
];

/// The failure of a request that goes through both layers.
pub(crate) async fn refused(network: &Network, to: &str) -> tower_bearer::AuthError {
    let service = ServiceBuilder::new()
        .layer(BearerAuthLayer::new(key(CANARY), example()))
        .layer(AuthErrorClassifier::new())
        .service(network.clone());
    auth_error::<_, BoxError>(send(service, get(to)).await)
}

fn uri(text: &str) -> Uri {
    text.parse().unwrap()
}
