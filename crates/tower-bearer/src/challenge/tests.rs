//! How tables here write challenges: `Scheme ~token68 name=<value> | Scheme`, with a `!` before each that is malformed.

use http::{
    HeaderMap, HeaderValue,
    header::{PROXY_AUTHENTICATE, WWW_AUTHENTICATE},
};

use super::Challenge;

mod lenient;
mod linear;
mod properties;
mod strict;
mod typed;

#[test]
fn a_bad_line_spoils_only_itself() {
    // B47
    let lines: [&[u8]; 5] = [
        b"Negotiate, Basic realm=a",
        b"Bearer realm=\"b, Basic realm=\"c\"",
        b"Digest realm=\"caf\xe9 \xff\xfe\"",
        b"\xff\xfe",
        b"Bearer error=invalid_token",
    ];
    assert_eq!(
        show(&Challenge::from_headers(&headers(lines))),
        "Negotiate | Basic realm=<a> | !Bearer realm=<b, Basic realm=> | Digest realm=<caf\u{e9} \u{ff}\u{fe}> | \
         Bearer error=<invalid_token>",
    );
}

#[test]
fn what_a_proxy_asks_for_is_not_looked_at() {
    // B47
    let mut headers = headers([b"Bearer"]);
    headers.append(PROXY_AUTHENTICATE, HeaderValue::from_static("Basic realm=proxy"));
    assert_eq!(show(&Challenge::from_headers(&headers)), "Bearer");
    headers.remove(WWW_AUTHENTICATE);
    assert_eq!(Challenge::from_headers(&headers), []);
}

#[test]
fn names_are_found_in_any_case_and_whole() {
    // B48
    let [challenge] = &Challenge::parse_line(b"bEARER underREALM=\"error=x\", Realm=a")[..] else {
        panic!("one challenge");
    };
    assert!(challenge.is_scheme("Bearer"));
    assert!(!challenge.is_scheme("Bear"));
    assert_eq!(challenge.scheme(), "bEARER");
    assert_eq!(challenge.param("REALM"), Some("a"));
    assert_eq!(challenge.param("error"), None);
    let names: Vec<_> = challenge.params().map(|(name, _)| name).collect();
    assert_eq!(names, ["underrealm", "realm"]);
}

#[test]
fn every_text_of_a_challenge_is_mapped() {
    let challenges = Challenge::parse_line(b"key1 key2, key3 akey4=key5, \"key6\"");
    let mapped: Vec<_> = challenges
        .into_iter()
        .map(|challenge| challenge.map_text(|text| text.replace("key", "-")))
        .collect();
    assert_eq!(show(&mapped), "!-1 ~-2 | !-3 a-4=<-5>");
}

#[test]
fn challenges_can_be_sent_and_shared() {
    fn is_send_sync<T: Send + Sync + 'static>() {}
    is_send_sync::<Challenge>();
    is_send_sync::<super::ChallengeError>();
}

fn headers<const N: usize>(lines: [&[u8]; N]) -> HeaderMap {
    let values = lines.map(|line| HeaderValue::from_bytes(line).unwrap());
    values.into_iter().map(|value| (WWW_AUTHENTICATE, value)).collect()
}

fn show(challenges: &[Challenge]) -> String {
    let shown: Vec<_> = challenges.iter().map(show_one).collect();
    shown.join(" | ")
}

fn show_one(challenge: &Challenge) -> String {
    let mut shown = String::from(if challenge.is_malformed() { "!" } else { "" });
    shown += challenge.scheme();
    if let Some(token68) = challenge.token68() {
        shown += &format!(" ~{token68}");
    }
    for (name, value) in challenge.params() {
        shown += &format!(" {name}=<{value}>");
    }
    shown
}
