use http::header::{ACCEPT, AUTHORIZATION};

use super::*;
use crate::key::ApiKey;

fn policy(overwrites: bool) -> Policy {
    Policy {
        scheme: AuthScheme::bearer(),
        scope: Scope::AnyOrigin,
        overwrites,
    }
}

fn headers_after(policy: &Policy, headers: &[(http::HeaderName, &'static str)]) -> Vec<(String, String)> {
    let mut request = Request::new(());
    for (name, value) in headers {
        request.headers_mut().append(name, HeaderValue::from_static(value));
    }
    let layers_key = ApiKey::new("layers").unwrap();
    assert_eq!(policy.apply(&mut request, layers_key.bearer()), Ok(()));
    let text = |value: &HeaderValue| value.to_str().unwrap().to_owned();
    request
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), text(value)))
        .collect()
}

fn owned(headers: &[(&str, &str)]) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[test]
fn a_callers_header_stays_as_and_where_it_was() {
    let headers = [(AUTHORIZATION, "callers"), (ACCEPT, "*/*")];
    let expected = owned(&[("authorization", "callers"), ("accept", "*/*")]);
    assert_eq!(headers_after(&policy(false), &headers), expected);
}

#[test]
fn a_callers_header_keeps_all_its_values() {
    let headers = [(AUTHORIZATION, "one"), (AUTHORIZATION, "two")];
    let expected = owned(&[("authorization", "one"), ("authorization", "two")]);
    assert_eq!(headers_after(&policy(false), &headers), expected);
    let expected = owned(&[("authorization", "Bearer layers")]);
    assert_eq!(headers_after(&policy(true), &headers), expected);
}

#[test]
fn other_headers_with_several_values_do_not_keep_the_key_out() {
    let headers = [(ACCEPT, "text/html"), (ACCEPT, "*/*")];
    let expected = owned(&[
        ("accept", "text/html"),
        ("accept", "*/*"),
        ("authorization", "Bearer layers"),
    ]);
    assert_eq!(headers_after(&policy(false), &headers), expected);
}

#[test]
fn a_callers_header_goes_out_where_the_key_may_not() {
    let mut request = Request::new(());
    request.extensions_mut().insert(RequestAuth::skip());
    let layers_key = ApiKey::new("layers").unwrap();
    let refused = policy(false).apply(&mut request, layers_key.bearer());
    assert_eq!(refused, Err(Withheld::Skipped));
    request
        .headers_mut()
        .insert(AUTHORIZATION, HeaderValue::from_static("callers"));
    assert_eq!(policy(false).apply(&mut request, layers_key.bearer()), Ok(()));
    assert_eq!(request.headers()[AUTHORIZATION], "callers");
}
