use std::time::Duration;

use super::Challenge;

#[test]
fn a_refusal_of_the_token_is_read_in_full() {
    let challenge = one(
        "Bearer realm=\"api\", error=\"insufficient_scope\", error_description=\"ask an admin\", \
         error_uri=\"https://api.example/errors#scope\", scope=\" brands:read  brands:write \"",
    );
    assert_eq!(challenge.realm(), Some("api"));
    assert_eq!(challenge.error(), Some("insufficient_scope"));
    assert_eq!(challenge.error_description(), Some("ask an admin"));
    assert_eq!(challenge.error_uri(), Some("https://api.example/errors#scope"));
    // B50
    assert_eq!(challenge.scope().collect::<Vec<_>>(), ["brands:read", "brands:write"]);
    assert_eq!(one("Bearer").scope().count(), 0);
    assert_eq!(one("Bearer scope=\"\"").scope().count(), 0);
}

#[test]
fn a_step_up_has_classes_and_an_age() {
    // B50
    let challenge = one("Bearer error=insufficient_user_authentication, acr_values=\"gold silver\", max_age=0");
    assert_eq!(challenge.acr_values().collect::<Vec<_>>(), ["gold", "silver"]);
    assert_eq!(challenge.max_age(), Some(Duration::ZERO));

    let table = [
        ("300", Some(300)),
        ("\"300\"", Some(300)),
        ("007", Some(7)),
        ("18446744073709551615", Some(u64::MAX)),
        ("18446744073709551616", None),
        ("+300", None),
        ("-1", None),
        ("3.5", None),
        ("\" 300\"", None),
        ("\"\"", None),
        ("5m", None),
    ];
    for (value, seconds) in table {
        let age = one(&format!("Bearer max_age={value}")).max_age();
        assert_eq!(age, seconds.map(Duration::from_secs), "{value}");
    }
}

#[test]
fn resource_metadata_is_an_https_url_or_nothing() {
    // B51
    let table = [
        ("https://rs.example/.well-known/oauth-protected-resource", true),
        ("HTTPS://rs.example", true),
        ("https://rs.example:8443/a?b=c", true),
        ("https://[::1]:8443/a", true),
        ("http://rs.example/", false),
        ("http://127.0.0.1/", false),
        ("ftp://rs.example/", false),
        ("javascript:alert(1)", false),
        ("//rs.example/", false),
        ("/.well-known/oauth-protected-resource", false),
        ("rs.example", false),
        ("rs.example:443", false),
        ("https:", false),
        ("https://", false),
        ("https:///a", false),
        ("https://:443/a", false),
        ("https://rs.example:/a", false),
        ("https://rs.example:99999/a", false),
        ("https://user@rs.example/", false),
        ("https://user:secret@rs.example/", false),
        ("https://user:secret@rs.example:443/", false),
        ("https://rs.example@evil.example/", false),
        ("https://rs.example\\\\@evil.example/", false),
        ("https://rs.example /", false),
        ("https://rs.example/caf\u{e9}", false),
        ("", false),
    ];
    for (url, is_one) in table {
        let found = one(&format!("Bearer resource_metadata=\"{url}\"")).resource_metadata();
        assert_eq!(found.is_some(), is_one, "{url}: {found:?}");
    }
}

#[test]
fn resource_metadata_is_taken_from_bearer_and_dpop_alone() {
    // B51
    let url = "resource_metadata=\"https://rs.example/a\"";
    for (scheme, is_one) in [("bearer", true), ("DPOP", true), ("Basic", false), ("Bearers", false)] {
        assert_eq!(
            one(&format!("{scheme} {url}")).resource_metadata().is_some(),
            is_one,
            "{scheme}"
        );
    }
    assert_eq!(one(url).resource_metadata(), None);
}

#[test]
fn a_nonce_is_demanded_by_dpop_alone() {
    assert!(one("DPoP error=\"use_dpop_nonce\", error_description=\"a\"").is_dpop_nonce_demand());
    assert!(!one("DPoP error=\"invalid_token\"").is_dpop_nonce_demand());
    assert!(!one("DPoP nonce=\"use_dpop_nonce\"").is_dpop_nonce_demand());
    assert!(!one("Bearer error=\"use_dpop_nonce\"").is_dpop_nonce_demand());
}

fn one(line: &str) -> Challenge {
    let line: Vec<u8> = line.chars().map(|octet| u8::try_from(octet).unwrap()).collect();
    let [challenge] = &Challenge::parse_line(&line)[..] else {
        panic!("one challenge");
    };
    challenge.clone()
}
