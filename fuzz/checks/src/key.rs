use http::{Request, Response, header};
use secrecy::{ExposeSecret, SecretString};
use tower::{Layer, Service, service_fn};
use tower_bearer::{ApiKey, ApiKeyErrorKind, BearerAuthLayer, KeyFormat, KeyId};

/// Any text is a key or an error. A key is visible ASCII, and one header of exactly its bytes; an error says where, and nothing of
/// what was there.
pub fn key(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let made = ApiKey::new(text);
    let same = [
        text.parse(),
        ApiKey::new(text.to_owned()),
        ApiKey::new(SecretString::from(text.to_owned())),
    ];
    for other in same {
        assert_eq!(
            other.map(|key| key.id()),
            made.as_ref().map(ApiKey::id).map_err(|error| *error)
        );
    }
    match made {
        Ok(key) => accepted(text, &key),
        Err(error) => {
            assert!(text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()));
            match error.position() {
                Some(at) => {
                    assert!(text.as_bytes()[..at].iter().all(u8::is_ascii_graphic));
                    assert!(!text.as_bytes()[at].is_ascii_graphic());
                }
                None => assert_eq!((error.kind(), text.trim()), (ApiKeyErrorKind::Empty, "")),
            }
            // It says the same of another text of this shape.
            let shape: String = text
                .chars()
                .map(|one| if one.is_ascii_graphic() { 'x' } else { one })
                .collect();
            assert_eq!(ApiKey::new(shape).unwrap_err().to_string(), error.to_string());
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "that the key is what was given")]
fn accepted(text: &str, key: &ApiKey) {
    assert!(!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()));
    assert_eq!(key.expose_secret(), text);
    assert_eq!(key.id(), KeyId::of(text));
    assert_eq!(format!("{key:?}"), format!("ApiKey({})", key.id()));

    let is_token68 = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
    let body = text.trim_end_matches('=');
    assert_eq!(
        ApiKey::oauth2(text).is_ok(),
        !body.is_empty() && body.bytes().all(is_token68)
    );

    let format = KeyFormat::new(&["sk_", "pk_"]);
    if format.check(key).is_ok() {
        assert!(text.starts_with("sk_") || text.starts_with("pk_"));
        assert!(
            KeyFormat::ANY.check(key).is_ok(),
            "what has the right prefix is no obvious mistake"
        );
    }

    let sent = service_fn(|request: Request<()>| {
        let values: Vec<_> = request.headers().get_all(header::AUTHORIZATION).iter().collect();
        let [value] = values[..] else {
            panic!("{} headers", values.len());
        };
        assert!(value.is_sensitive());
        assert_eq!(value.as_bytes(), format!("Bearer {text}").as_bytes());
        std::future::ready(Ok::<_, std::convert::Infallible>(Response::new(())))
    });
    let mut service = BearerAuthLayer::dangerous_any_origin(key.clone()).layer(sent);
    drop(service.call(Request::new(())));
}
