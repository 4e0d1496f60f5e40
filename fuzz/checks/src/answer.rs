use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};
use http_body_util::Full;
use tower::{Layer, ServiceExt, service_fn};
use tower_bearer::{
    ApiKey, AuthErrorClassifier, AuthErrorKind, BearerAuthLayer, Error,
    classify::{Answer, CredentialSent, Rule, Verdict, classify, classify_any},
};

use crate::{
    planted::{KEY, assert_hidden, in_place_of_marks},
    runtime::block_on,
};

/// An answer as text: the status, headers a line each, an empty line, and the body. Every refusal is judged, and bounded text is
/// shown of it; a key that was not sent was not rejected; and whatever the server repeats of it is cut out.
pub fn answer(input: &[u8]) {
    let input = in_place_of_marks(input);
    let Some((status, headers, body)) = parse(&input) else {
        return;
    };
    let is_refusal = status == StatusCode::UNAUTHORIZED || status == StatusCode::FORBIDDEN;
    for sent in [CredentialSent::Yes, CredentialSent::No, CredentialSent::Unknown] {
        let answer = Answer::new(status, &headers).with_body(body).with_credential_sent(sent);
        let strict = classify(&answer, &[]);
        // gRPC says it in a header.
        assert!(strict.is_some() || !is_refusal);
        assert!(strict.is_none() || is_refusal || headers.contains_key("grpc-status"));
        let any = classify_any(&answer, &[]);
        assert!(any.is_some() || strict.is_none());
        for verdict in [strict, any].into_iter().flatten() {
            judged(&verdict, sent);
        }
    }
    refused(status, &headers, body);
}

fn judged(verdict: &Verdict, sent: CredentialSent) {
    let (kind, rule) = (verdict.kind(), verdict.evidence().rule());
    match sent {
        CredentialSent::No => assert!(!kind.is_key_rejected()),
        // A status alone says nothing of a key that nobody saw.
        CredentialSent::Unknown if rule == Rule::Status => assert!(!kind.is_key_rejected()),
        _ => {}
    }
    assert!(
        kind != AuthErrorKind::NoKeyToSend && kind != AuthErrorKind::OriginRefused,
        "of this side"
    );
    let evidence = verdict.evidence();
    for text in [
        Some(evidence.text()),
        Some(evidence.field()),
        verdict.message(),
        verdict.request_id(),
    ] {
        let text = text.unwrap_or_default();
        // 512 characters, of which each control character is written in up to ten.
        assert!(text.len() <= 512 * 10 + 3, "{}", text.len());
        assert!(!text.contains(char::is_control), "{text:?}");
        assert!(!text.contains(is_unseen), "{text:?}");
    }
    assert!(verdict.challenges().len() <= 64);
}

/// Some of what nobody sees.
fn is_unseen(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{e0000}'..='\u{e007f}')
}

/// The same through both layers, with the key sent.
fn refused(status: StatusCode, headers: &HeaderMap, body: &[u8]) {
    let service = service_fn(|_: Request<()>| {
        let mut response = Response::new(Full::<Bytes>::from(body.to_vec()));
        *response.status_mut() = status;
        response.headers_mut().clone_from(headers);
        std::future::ready(Ok::<_, std::convert::Infallible>(response))
    });
    let layer = BearerAuthLayer::dangerous_any_origin(ApiKey::new(KEY).unwrap());
    let service = layer.layer(AuthErrorClassifier::new().body_timeout(None).layer(service));
    let error = match block_on(service.oneshot(Request::new(()))) {
        Ok(response) => return assert_eq!((response.status(), response.headers()), (status, headers)),
        Err(Error::Auth(error)) => error,
        Err(Error::Service(never)) => match never {},
    };
    assert_hidden(&format!("{error} {error:?} {} {}", error.hint(), error.evidence()));
    assert_hidden(&format!("{:?} {:?}", error.challenges(), error.request_id()));
    let hint = error.hint().chars().count();
    assert!(hint <= 512 + 100, "{hint}");
    for (name, value) in error.response().unwrap().headers() {
        let repeats = String::from_utf8_lossy(value.as_bytes()).contains(KEY);
        assert!(value.is_sensitive() || !repeats, "{name}");
    }
    let response = error.into_response().unwrap();
    assert_eq!((response.status(), response.headers()), (status, headers));
    let read = body.len().min(64 * 1024);
    assert_eq!(response.body()[..], body[..read], "it comes back as it was sent");
}

fn parse(input: &[u8]) -> Option<(StatusCode, HeaderMap, &[u8])> {
    let (head, body) = match input.windows(2).position(|two| two == b"\n\n") {
        Some(at) => (&input[..at], &input[at + 2..]),
        None => (input, &input[..0]),
    };
    let mut lines = head.split(|byte| *byte == b'\n');
    let status = StatusCode::from_bytes(lines.next()?).ok()?;
    let mut headers = HeaderMap::new();
    for line in lines {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let name = HeaderName::from_bytes(&line[..colon]).ok()?;
        headers.append(name, HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).ok()?);
    }
    Some((status, headers, body))
}
