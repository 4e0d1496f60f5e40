//! What is easy to get wrong, one case a line. How well real answers are understood is held by `tests/classify_fixtures.rs`.

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::{Answer, CredentialSent, Verdict, classify, classify_any};
use crate::error::{AuthErrorKind::*, Certainty, Rule};

#[test]
fn a_key_that_a_sentence_names_is_not_always_the_one_that_is_bad() {
    for (text, kind) in [
        ("Missing or invalid User Agent", Blocked),
        ("Access denied due to invalid subscription key", InvalidKey),
        ("Your IP address is not allowed for this API key", Blocked),
        ("Invalid CSRF token", Blocked),
        ("Invalid page token", Forbidden),
        ("Your API key has not been revoked", Forbidden),
        ("The token is not expired", Forbidden),
        ("API key authentication is disabled for this account", Forbidden),
        ("The user of this token has been suspended", Forbidden),
        ("Your API key does not include this plan feature: upgrade", PlanRequired),
        ("Rate limit exceeded for API key abc", RateLimited),
        ("This token lacks the scope read:all", InsufficientScope),
        (
            "You are not allowed to delete this. Please check your API key.",
            Forbidden,
        ),
        ("Access denied. Please check your API key.", Forbidden),
        ("You do not have access to this. Please upgrade.", PlanRequired),
        ("Invalid API key. See our plans and billing.", InvalidKey),
        ("Check whether your API key has expired", InvalidKey),
        ("Invalid token. Make sure that it has not expired.", InvalidKey),
        ("This invitation link has expired", Forbidden),
    ] {
        let body = serde_json::json!({ "message": text }).to_string();
        let found = judged(403, &[], &body, CredentialSent::Yes).kind();
        assert_eq!(found, kind, "{text}");
    }
}

#[test]
fn what_was_sent_decides_where_the_server_says_either() {
    use CredentialSent::{No, Unknown, Yes};

    for (text, sent, kind) in [
        ("Missing or invalid API key", Yes, InvalidKey),
        ("Missing or invalid API key", No, MissingKey),
        ("Missing or invalid API key", Unknown, Unauthorized),
        ("Invalid API key", No, MissingKey),
        ("Invalid API key", Unknown, InvalidKey),
        ("API key expired", No, MissingKey),
        ("Missing API key", Yes, MalformedKey),
        ("Missing API key", Unknown, MissingKey),
        ("Unauthorized", Unknown, Unauthorized),
        ("Forbidden", No, MissingKey),
    ] {
        let body = serde_json::json!({ "message": text }).to_string();
        assert_eq!(judged(401, &[], &body, sent).kind(), kind, "{text}, {sent:?}");
    }
}

#[test]
fn the_reason_is_found_wherever_it_stands() {
    for (headers, body, kind, field) in [
        (
            &[][..],
            r#"[{"errorCode":"X","message":"Token expired"}]"#,
            ExpiredKey,
            "/0/message",
        ),
        (
            &[],
            r#"{"error":{"message":"Token expired","data":{"a":"#,
            ExpiredKey,
            "/error/message",
        ),
        (&[], r#"{"error":"no","error":"Token expired"}"#, ExpiredKey, "/error"),
        (
            &[],
            r#"{"err":"Token expired","request":{"message":"API key revoked"}}"#,
            ExpiredKey,
            "/err",
        ),
        (&[], r#"{"whatever":"Token expired"}"#, ExpiredKey, "/whatever"),
        (&[], r#"{"ok":true,"tokenExpired":true}"#, ExpiredKey, "/tokenExpired"),
        (&[], r#"{"code":"900903"}"#, ExpiredKey, "/code"),
        (&[], r#"{"code":900903}"#, ExpiredKey, "/code"),
        (
            &[],
            r#"{"type":"https://a.example/problems/token-expired"}"#,
            ExpiredKey,
            "/type",
        ),
        (
            &[],
            r#"{"errors":[{"field":"access_token","code":"expired"}]}"#,
            ExpiredKey,
            "/errors/0/code",
        ),
        (&[], "<Error><Code>ExpiredToken</Code></Error>", ExpiredKey, "<Code>"),
        (
            &[],
            "<rsp stat=\"fail\"><err msg=\"Token expired\"/></rsp>",
            ExpiredKey,
            "<msg>",
        ),
        (
            &[],
            "<html><script>revoked()</script><p>Token&nbsp;<b>expired</b></p></html>",
            ExpiredKey,
            "body",
        ),
        (&[], "Token expired", ExpiredKey, "body"),
        (&[], "\u{feff}{\"error\":\"Token expired\"}", ExpiredKey, "/error"),
        (
            &[("x-error-message", "Token expired")],
            "",
            ExpiredKey,
            "x-error-message",
        ),
        (&[("grpc-message", "token%20expired")], "", ExpiredKey, "grpc-message"),
        (
            &[("x-amzn-errortype", "ExpiredTokenException:http://a")],
            "",
            ExpiredKey,
            "x-amzn-errortype",
        ),
        (&[("x-github-otp", "required; app")], "", StepUpRequired, "x-github-otp"),
        (&[("cf-mitigated", "challenge")], "", Blocked, "cf-mitigated"),
    ] {
        let verdict = judged(401, headers, body, CredentialSent::Yes);
        assert_eq!((verdict.kind(), verdict.evidence().field()), (kind, field), "{body}");
    }
}

#[test]
fn a_body_in_utf_16_is_read() {
    let text = "{\"error\":\"Token expired\"}";
    for units in [u16::to_le_bytes, u16::to_be_bytes] {
        for mark in ["\u{feff}", ""] {
            let body: Vec<u8> = [mark, text].concat().encode_utf16().flat_map(units).collect();
            let headers = HeaderMap::new();
            let answer = Answer::new(StatusCode::UNAUTHORIZED, &headers).with_body(&body);
            let verdict = classify(&answer, &[]).unwrap();
            assert_eq!((verdict.kind(), verdict.evidence().field()), (ExpiredKey, "/error"));
        }
    }
}

#[test]
fn a_challenge_beats_the_status_and_words_beside_it_say_which_way() {
    let bearer = |params: &'static str| [("www-authenticate", params)];
    for (status, headers, body, kind, rule) in [
        (
            403,
            bearer("Bearer error=invalid_token"),
            "",
            InvalidKey,
            Rule::Challenge,
        ),
        (
            401,
            bearer("Bearer error=insufficient_scope"),
            "{\"error\":\"Invalid API key\"}",
            InsufficientScope,
            Rule::Challenge,
        ),
        (
            401,
            bearer("Bearer error=invalid_token"),
            "{\"message\":\"Token revoked\"}",
            RevokedKey,
            Rule::Phrase,
        ),
        (
            401,
            bearer("Bearer error=\"invalid_token\", error_description=\"The access token expired\""),
            "",
            ExpiredKey,
            Rule::Phrase,
        ),
        (
            401,
            bearer("Bearer error=invalid_request, error_description=\"Missing Authorization header\""),
            "",
            MalformedKey,
            Rule::Phrase,
        ),
        (
            401,
            bearer("DPoP error=use_dpop_nonce"),
            "",
            StepUpRequired,
            Rule::Challenge,
        ),
        (
            401,
            bearer("Bearer realm=\"error=invalid_token\""),
            "",
            InvalidKey,
            Rule::Status,
        ),
    ] {
        let verdict = judged(status, &headers, body, CredentialSent::Yes);
        assert_eq!((verdict.kind(), verdict.evidence().rule()), (kind, rule), "{headers:?}");
    }
}

#[test]
fn another_status_takes_words_that_name_the_key() {
    for (status, body, kind) in [
        (
            400,
            r#"{"error":{"message":"API key not valid. Please pass a valid API key."}}"#,
            Some(InvalidKey),
        ),
        (422, r#"{"msg":"Not enough segments"}"#, Some(MalformedKey)),
        (500, r#"{"message":"jwt expired"}"#, Some(ExpiredKey)),
        (200, r#"{"ok":false,"error":"invalid_auth"}"#, Some(InvalidKey)),
        (200, r#"{"code":401,"msg":"token expired"}"#, Some(ExpiredKey)),
        (
            200,
            r#"{"data":null,"errors":[{"message":"x","extensions":{"code":"UNAUTHENTICATED"}}]}"#,
            Some(InvalidKey),
        ),
        (419, r#"{"message":"CSRF token mismatch."}"#, Some(Blocked)),
        (200, r#"{"ok":true,"text":"invalid_auth"}"#, None),
        (200, r#"{"data":[{"message":"Invalid API key"}]}"#, None),
        (400, r#"{"error":"Invalid page token"}"#, None),
        (422, r#"{"errors":{"password":["can't be blank"]}}"#, None),
        (404, r#"{"message":"API key not found"}"#, None),
        (429, r#"{"error":"API key: too many requests"}"#, None),
        (407, "Proxy authentication required: invalid credentials", None),
    ] {
        let headers = HeaderMap::new();
        let answer = Answer::new(StatusCode::from_u16(status).unwrap(), &headers)
            .with_body(body.as_bytes())
            .with_credential_sent(CredentialSent::Yes);
        assert_eq!(
            classify_any(&answer, &[]).map(|verdict| verdict.kind()),
            kind,
            "{status} {body}"
        );
        assert!(classify(&answer, &[]).is_none());
    }
}

#[test]
fn a_guess_says_that_it_is_one() {
    let verdict = judged(401, &[], "", CredentialSent::Yes);
    assert_eq!(verdict.evidence().certainty(), Certainty::Low);
    let verdict = judged(403, &[], "{\"code\":\"forbidden\"}", CredentialSent::Yes);
    assert_eq!(verdict.evidence().certainty(), Certainty::Low);
    let verdict = judged(403, &[("retry-after", "30")], "Forbidden", CredentialSent::Yes);
    assert_eq!(
        (verdict.kind(), verdict.evidence().certainty()),
        (RateLimited, Certainty::Medium)
    );
}

#[test]
fn long_texts_are_capped_and_control_characters_escaped() {
    let body = format!("{{\"error\":\"Invalid API key \\u001b[31m{}\"}}", "a".repeat(5000));
    let verdict = judged(401, &[], &body, CredentialSent::Yes);
    for text in [verdict.message().unwrap(), verdict.evidence().text()] {
        assert!(text.starts_with("Invalid API key \\u{1b}[31ma"), "{text}");
        assert!(text.chars().count() < 600, "{}", text.len());
    }
}

fn judged(status: u16, headers: &[(&'static str, &'static str)], body: &str, sent: CredentialSent) -> Verdict {
    let fields = headers.iter();
    let headers: HeaderMap = fields
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
        .collect();
    let answer = Answer::new(StatusCode::from_u16(status).unwrap(), &headers)
        .with_body(body.as_bytes())
        .with_credential_sent(sent);
    classify(&answer, &[]).unwrap()
}

#[test]
fn every_term_can_match() {
    // A term that is not as words are made would never be found.
    for (_, terms) in super::vocabulary::VOCABULARY.into_iter().flatten() {
        for term in terms.split('|').map(|term| term.trim_matches(' ')) {
            let plain = term.trim_start_matches('^');
            let mut words = super::words::Words::default();
            let read = String::from_utf8(words.read(plain, false).to_vec()).unwrap();
            let read = read.trim_matches([' ', '\n']);
            assert_eq!(read, plain, "{term}");
        }
    }
}
