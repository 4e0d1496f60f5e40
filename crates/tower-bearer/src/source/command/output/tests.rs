use super::*;
use crate::{key::KeyId, source::SourceErrorKind::*};

/// 2030-01-01T00:00:00Z
const NOW: u64 = 1_893_456_000;

#[test]
fn each_member_for_a_key_is_understood() {
    for output in [
        r#"{"key":"1|abc"}"#,
        " {\n \"key\" : \"1|abc\",\n \"token\": null, \"expires_in\": null\n}\r\n",
        r#"{"key":"1|\u0061bc","expires":1,"nested":{"token":"x"},"list":[{"token":"x"}],"is":true}"#,
        r#"{"kind":"Secret","key":"1|abc"}"#,
    ] {
        assert_eq!(read(output).unwrap(), (KeyId::of("1|abc"), None), "{output}");
    }
    for member in ["token", "access_token"] {
        let output = format!(r#"{{"{member}":"eyJ.a/b+c=="}}"#);
        assert_eq!(read(&output).unwrap(), (KeyId::of("eyJ.a/b+c=="), None));
    }
}

#[test]
fn tokens_are_token68_and_keys_need_not_be() {
    // B3
    for output in [
        r#"{"token":"1|abc"}"#,
        r#"{"access_token":"a:b"}"#,
        r#"{"kind":"ExecCredential","status":{"token":"1|abc"}}"#,
    ] {
        let error = read(output).unwrap_err();
        assert_eq!(error.kind(), Terminal);
        assert!(error.to_string().contains("may not have"), "{error}");
    }
}

#[test]
fn an_expiry_is_seconds_from_now_a_date_or_seconds_since_1970() {
    let seconds = |seconds| Some(Duration::from_secs(seconds));
    for (expiry, lifetime) in [
        (r#""expires_in":3600"#, seconds(3600)),
        (r#""expires_in":1.5"#, Some(Duration::from_millis(1500))),
        (r#""expires_at":"2030-01-01T01:00:00Z""#, seconds(3600)),
        (
            r#""expires_at":"2030-01-01T02:00:00.25+01:00""#,
            Some(Duration::from_millis(3_600_250)),
        ),
        (r#""expires_at":1893456060"#, seconds(60)),
        (r#""expires_at":1893456060.5"#, Some(Duration::from_millis(60_500))),
    ] {
        let output = format!(r#"{{"token":"abc",{expiry}}}"#);
        assert_eq!(read(&output).unwrap().1, lifetime, "{expiry}");
    }
}

#[test]
fn a_key_that_has_expired_is_a_failure_so_that_the_program_is_not_run_in_a_loop() {
    for expiry in [
        r#""expires_in":0"#,
        r#""expires_at":0"#,
        r#""expires_at":1893456000"#,
        r#""expires_at":"2029-12-31T23:59:59Z""#,
    ] {
        let error = read(&format!(r#"{{"token":"canary",{expiry}}}"#)).unwrap_err();
        assert_eq!(error.kind(), Transient);
        assert_eq!(error.to_string(), "`vault` printed a key that has already expired");
    }
}

#[test]
fn an_exec_credential_is_understood() {
    let output = |status: &str| {
        format!(r#"{{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{status}}}"#)
    };
    assert_eq!(
        read(&output(
            r#"{"token":"abc","expirationTimestamp":"2030-01-01T00:10:00Z"}"#
        ))
        .unwrap(),
        (KeyId::of("abc"), Some(Duration::from_secs(600)))
    );
    assert_eq!(read(&output(r#"{"token":"abc"}"#)).unwrap(), (KeyId::of("abc"), None));
    for status in [
        "null",
        "{}",
        r#"{"clientCertificateData":"canary"}"#,
        r#"{"token":7}"#,
        r#"{"token":"canary","expirationTimestamp":1893456060}"#,
        r#"{"token":"canary","expirationTimestamp":"tomorrow"}"#,
        r#"{"token":"canary"},"token":"canary""#,
        r#"{"token":"canary","token":"canary2"}"#,
    ] {
        refused(&output(status));
    }
}

#[test]
fn whatever_is_ambiguous_is_refused_with_what_was_expected_and_without_what_was_there() {
    // B56
    for output in [
        "{}",
        "{canary}",
        r#"{"canary":"#,
        r#"{"token":"canary"} canary"#,
        r#"{"token":["canary"]}"#,
        r#"{"token":"canary","key":"canary"}"#,
        r#"{"token":"canary","access_token":"canary"}"#,
        r#"{"token":"canary","token":"canary"}"#,
        r#"{"Token":"canary"}"#,
        r#"{"token":"canary","expires_in":60,"expires_at":1893456060}"#,
        r#"{"token":"canary","expires_in":"60"}"#,
        r#"{"token":"canary","expires_in":-1}"#,
        r#"{"token":"canary","expires_in":1e300}"#,
        r#"{"token":"canary","expires_at":"2030-01-01"}"#,
        r#"{"token":"canary","expires_at":"2030-01-01T00:00:00"}"#,
        r#"{"token":"canary","expires_at":1e300}"#,
        r#"{"token":"canary","expires_at":true}"#,
        "{\"token\":\"can\u{1}ary\"}",
    ] {
        refused(output);
    }
    assert_eq!(
        read(r#"{"status":"ok"}"#).unwrap_err().to_string(),
        "the output of `vault` is not what was expected: exactly one of `key`, `token` and `access_token`, as a text"
    );
    assert_eq!(
        read("{\n  token: 1\n}").unwrap_err().to_string(),
        "the output of `vault` is not what was expected: a key or one JSON object, and it is no JSON at line 2, column 3"
    );
}

#[test]
fn an_empty_key_is_nothing_here() {
    let error = read(r#"{"token":""}"#).unwrap_err();
    assert_eq!(error.kind(), Nothing);
    assert_eq!(
        error.to_string(),
        "`token` in the output of `vault` is empty: have it print the key"
    );
}

fn read(output: &str) -> Result<(KeyId, Option<Duration>), SourceError> {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW);
    let credential = Reader::new("vault", KeyFormat::ANY, now).credential(output.as_bytes())?;
    Ok((credential.key().id(), credential.lifetime()))
}

fn refused(output: &str) {
    let error = read(output).map(|read| read.0).unwrap_err();
    assert_eq!(error.kind(), Terminal, "{output}");
    assert!(!format!("{error} {error:?}").contains("canary"), "{output}: {error}");
}
