use http::{HeaderName, HeaderValue};
use proptest::{prelude::*, sample::select};
use tower::{Layer, util::ServiceExt};
use tower_bearer::{AuthScheme, BearerAuthLayer};

use crate::support::{CANARY, Network, get, key, values};

proptest! {
    #[test]
    fn any_header_and_prefix_are_a_scheme_or_an_error(header in any::<String>(), prefix in any::<String>()) {
        let _ = AuthScheme::new(&header, &prefix);
    }

    #[test]
    fn a_scheme_is_made_of_a_header_name_and_a_prefix_that_can_be_sent(header in header(), prefix in prefix()) {
        // B5
        let name = HeaderName::from_bytes(header.as_bytes());
        let is_prefix = prefix.chars().all(|character| (' '..='~').contains(&character))
            && !prefix.starts_with(' ')
            && !prefix.ends_with(|character: char| character.is_ascii_alphanumeric());
        let expected = name.as_ref().is_ok_and(|name| !STEERS.contains(&name.as_str())) && is_prefix;
        let scheme = AuthScheme::new(&header, &prefix);
        prop_assert_eq!(scheme.is_ok(), expected, "{:?} {:?}", header, prefix);
        if let Ok(scheme) = scheme {
            prop_assert_eq!(scheme.header(), &name.unwrap());
            prop_assert_eq!(scheme.prefix(), &prefix);
            let is_value = HeaderValue::from_str(&format!("{prefix}{CANARY}")).is_ok();
            prop_assert!(is_value);
        }
    }

    #[test]
    fn what_a_scheme_writes_is_its_prefix_and_the_key_in_one_sensitive_value(prefix in "([!-~][ -~]{0,10}[ =:;,.|])?") {
        // B1, B5, B6
        let network = Network::friendly();
        let scheme = AuthScheme::new("x-api-key", &prefix).unwrap();
        let service = BearerAuthLayer::dangerous_any_origin(key(CANARY)).scheme(scheme).layer(network.clone());
        let sent = tokio::runtime::Builder::new_current_thread().build().unwrap();
        sent.block_on(service.oneshot(get("https://api.example.com/"))).unwrap();
        let headers = network.only();
        prop_assert_eq!(headers.len(), 1);
        prop_assert_eq!(values(&headers, "x-api-key"), [format!("{prefix}{CANARY}")]);
        prop_assert!(headers["x-api-key"].is_sensitive());
    }
}

/// Written down a second time: these say where a message goes and where it ends, or are for a proxy.
const STEERS: [&str; 10] = [
    "host",
    "te",
    "trailer",
    "upgrade",
    "connection",
    "content-type",
    "content-length",
    "content-encoding",
    "transfer-encoding",
    "proxy-authorization",
];

fn header() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9_-]{0,12}",
        "[ -~]{0,6}",
        select(&STEERS[..]).prop_map(str::to_owned),
        select(&STEERS[..]).prop_map(str::to_uppercase),
        Just("Authorization".to_owned()),
    ]
}

fn prefix() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,8}",
        "[A-Za-z]{1,8} ",
        "[\\x00-\\x7fä]{0,4}",
        Just(String::new())
    ]
}
