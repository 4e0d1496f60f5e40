//! What a head costs that was written to be costly.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};

use super::{
    head::Head,
    settings::{Sent, Settings},
};
use crate::{error::AuthError, text::steps};

/// As much of one value as is read of a head, nearly.
const LONG: usize = 60 * 1024;

/// Bytes looked at for one refusal: those of a head of which all is read are looked at some six times.
const STEPS_MAX: usize = 8 * 64 * 1024;

#[test]
fn a_head_of_any_length_and_shape_costs_no_more_than_a_fixed_amount() {
    // B49
    let shapes: [(&str, &str, usize); 10] = [
        // A name, what its value repeats, and how long one value is.
        ("www-authenticate", "A a=b,", LONG),
        ("www-authenticate", "a,", LONG),
        ("www-authenticate", "A b=c", 5),
        (
            "www-authenticate",
            "A error_description=\"the key is not valid\",",
            LONG,
        ),
        ("x-error-message", "invalid key. ", LONG),
        ("x-error-message", "invalid key. ", 13),
        ("grpc-message", "%73%6b", LONG),
        ("x-request-id", "a", 1),
        ("x-trace-bin", "c2tf", LONG),
        ("x-anything", "k", 1000),
    ];
    for (name, unit, len) in shapes {
        for bytes in [64 * 1024, 512 * 1024, 4 * 1024 * 1024] {
            let headers = hostile(name, unit, len, bytes);
            steps::take();
            let error = refused(headers);
            let steps = steps::take();
            assert!(steps <= STEPS_MAX, "{name}: {unit} of {bytes} bytes: {steps}");
            assert!(steps > 0, "{name}: {unit}");
            assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED));
        }
    }
}

/// Some megabytes, as far as a map has room for them.
fn hostile(name: &str, unit: &str, len: usize, bytes: usize) -> HeaderMap {
    let name: HeaderName = name.parse().expect("a name");
    let len = len.min(bytes);
    let value = HeaderValue::from_bytes(&unit.bytes().cycle().take(len).collect::<Vec<_>>()).expect("a value");
    let mut headers = HeaderMap::new();
    for _ in 0..bytes / len {
        if headers.try_append(&name, value.clone()).is_err() {
            break;
        }
    }
    headers
}

fn refused(headers: HeaderMap) -> AuthError {
    let (mut parts, ()) = Response::new(()).into_parts();
    parts.status = StatusCode::UNAUTHORIZED;
    parts.headers = headers;
    let mut request = HeaderMap::new();
    let key = format!("Bearer {}", "k".repeat(8000));
    request.insert(header::AUTHORIZATION, key.parse().expect("a value"));
    let settings = Settings::default();
    let sent: Sent = settings.sent(&request, &http::Extensions::new());
    let head = Head {
        bytes: Bytes::new(),
        is_cut: false,
    };
    settings.refusal(parts, head, &sent)
}
