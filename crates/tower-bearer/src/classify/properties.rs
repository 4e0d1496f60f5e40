//! What holds for any answer whatever.

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use proptest::prelude::*;

use super::{Answer, CredentialSent, classify, classify_any};
use crate::text::steps;

const NAMES: [&str; 8] = [
    "www-authenticate",
    "retry-after",
    "content-encoding",
    "x-error-message",
    "x-amzn-errortype",
    "grpc-message",
    "x-request-id",
    "server",
];

fn headers() -> impl Strategy<Value = HeaderMap> {
    let value = prop_oneof![
        Just(b"Bearer error=\"invalid_token\", error_description=\"expired\"".to_vec()),
        Just(b"identity".to_vec()),
        proptest::collection::vec(prop_oneof![0x20_u8..=0x7e, 0x80_u8..=0xff], 0..40),
    ]
    .prop_map(|value| HeaderValue::from_bytes(&value).expect("no control characters"));
    proptest::collection::vec((proptest::sample::select(&NAMES[..]), value), 0..6).prop_map(|fields| {
        fields
            .into_iter()
            .map(|(name, value)| (HeaderName::from_static(name), value))
            .collect()
    })
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let piece = proptest::sample::select(
        &[
            "{",
            "}",
            "[",
            "]",
            "\"",
            "\\",
            ":",
            ",",
            "<",
            ">",
            "</",
            "&#",
            "error",
            "message",
            "code",
            "Invalid API key",
            "token expired",
            "revoked",
            "missing",
            "csrf",
            "\u{0}",
            "\u{e9}",
            "<!--",
            "<script",
            "<![CDATA[",
            "\\ud83d",
            "401",
            "true",
            " ",
            ". ",
        ][..],
    );
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..200),
        proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat().into_bytes()),
    ]
}

proptest! {
    #[test]
    fn any_answer_is_judged_and_shown_bounded(
        status in 100_u16..1000,
        headers in headers(),
        body in body(),
        sent in proptest::sample::select(&[CredentialSent::Yes, CredentialSent::No, CredentialSent::Unknown][..]),
    ) {
        let status = StatusCode::from_u16(status).unwrap();
        let is_refusal = status == StatusCode::UNAUTHORIZED || status == StatusCode::FORBIDDEN;
        let answer = Answer::new(status, &headers).with_body(&body).with_credential_sent(sent);
        prop_assert_eq!(classify(&answer, &[]).is_some(), is_refusal);
        let verdict = classify_any(&answer, &[]);
        prop_assert!(verdict.is_some() || !is_refusal);
        if let Some(verdict) = verdict {
            // A key that was not sent was not rejected.
            prop_assert!(sent != CredentialSent::No || !verdict.kind().is_key_rejected());
            // 512 characters, of which each control character is written in up to ten.
            for text in [Some(verdict.evidence().text()), Some(verdict.evidence().field()), verdict.message(), verdict.request_id()] {
                let text = text.unwrap_or_default();
                prop_assert!(text.len() <= 512 * 10 + 3, "{}", text.len());
                prop_assert!(!text.contains(char::is_control), "{text:?}");
            }
        }
    }

    #[test]
    fn a_body_that_is_encoded_is_not_read(body in body(), status in proptest::sample::select(&[401_u16, 403][..])) {
        let status = StatusCode::from_u16(status).unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("content-encoding", HeaderValue::from_static("br"));
        let without = classify(&Answer::new(status, &headers), &[]).unwrap();
        let with = classify(&Answer::new(status, &headers).with_body(&body), &[]).unwrap();
        prop_assert_eq!(with.kind(), without.kind());
        prop_assert_eq!(with.evidence(), without.evidence());
    }
}

#[test]
fn the_work_grows_with_the_body_alone() {
    // Each part fills the body, so that what is quadratic in any of them shows.
    for part in [
        "{\"message\":\"Invalid API key\",",
        "[",
        "{\"a\":",
        "\"",
        "\\",
        "<p>Invalid token. ",
        "<",
        "<a \"",
        "<![CDATA[",
        "<!--",
        "&#",
        "invalid or expired token ",
        "key. ",
        "{\"code\":\"invalid_token\"},",
        "Aa",
    ] {
        let steps_of = |size: usize| {
            let body = part.repeat(size / part.len());
            let headers = HeaderMap::new();
            let answer = Answer::new(StatusCode::UNAUTHORIZED, &headers).with_body(body.as_bytes());
            steps::take();
            assert!(classify(&answer, &[]).is_some());
            steps::take()
        };
        let sizes = [8, 16, 32, 64].map(|kib| steps_of(kib * 1024));
        for pair in sizes.windows(2) {
            assert!(pair[1] <= pair[0] * 2 + 1024, "{part:?}: {sizes:?}");
        }
        assert!(sizes[3] <= 64 * 1024 * 6, "{part:?}: {sizes:?}");
    }
}
