use http::{
    Uri,
    uri::{Authority, Scheme},
};

use super::{
    error::{OriginError, Reason},
    host::Host,
    origins::Origin,
};

const WILDCARD: &str = "*.";

/// One origin as a person lists it.
pub(super) fn parse(text: &str, is_plain_http_meant: bool) -> Result<Origin, OriginError> {
    let refuse = |reason| Err(OriginError::new(reason));

    let Ok(uri) = text.parse::<Uri>() else {
        return refuse(Reason::NoUri);
    };
    let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
        return refuse(if uri.scheme().is_none() {
            Reason::NoScheme
        } else {
            Reason::NoUri
        });
    };
    let is_https = *scheme == Scheme::HTTPS;
    if !is_https && *scheme != Scheme::HTTP {
        return refuse(Reason::Scheme);
    }
    if authority.as_str().contains('@') {
        return refuse(Reason::UserInfo);
    }
    let Some(port) = port(authority, is_https).filter(|port| *port != 0) else {
        return refuse(Reason::Port);
    };
    // "https://:443" is a URI to `http`, though nobody is there (RFC 9110, section 4.2.2).
    if authority.host().is_empty() {
        return refuse(Reason::NoUri);
    }
    let is_wildcard = authority.host().starts_with(WILDCARD);
    let host = Host::parse(authority.host().strip_prefix(WILDCARD).unwrap_or(authority.host()));
    if !is_wildcard_fine(&host, is_wildcard) {
        return refuse(Reason::Wildcard);
    }
    let origin = Origin::new(is_https, host, port, is_wildcard);
    if !matches!(uri.path(), "" | "/") || uri.query().is_some() {
        return refuse(Reason::Path(origin.to_string()));
    }
    if !is_https && !is_plain_http_meant && !origin.is_loopback() {
        return refuse(Reason::PlainHttp(origin.to_string()));
    }
    Ok(origin)
}

/// The port that a client connects to; `None` when what follows the host is none, and where there is user-info.
///
/// `http` reads what stands behind the last colon, whatever comes before it, and a sign too: `[::1].attacker.invalid:443`, `host:+443`.
pub(super) fn port(authority: &Authority, is_https: bool) -> Option<u16> {
    // Searched for, a host that is a number could be found in the port.
    let after_host = authority.as_str().strip_prefix(authority.host())?;
    if matches!(after_host, "" | ":") {
        return Some(if is_https { 443 } else { 80 });
    }
    let digits = after_host.strip_prefix(':')?;
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}

fn is_wildcard_fine(host: &Host, is_wildcard: bool) -> bool {
    match host {
        Host::Name(name) if name.contains('*') => false,
        // One label is a top-level domain: everyone's.
        Host::Name(name) => !is_wildcard || name.trim_matches('.').contains('.'),
        Host::Address4(_) | Host::Address6(_) => !is_wildcard,
    }
}

/// Whether [`parse`] takes `text` for an https origin: for const data, checked when it is compiled. Lower case alone, no IPv6.
pub(crate) const fn is_https_origin(text: &str) -> bool {
    const SCHEME: &[u8] = b"https://";

    let text = text.as_bytes();
    let mut at = 0;
    while at < SCHEME.len() {
        if at >= text.len() || text[at] != SCHEME[at] {
            return false;
        }
        at += 1;
    }
    let is_wildcard = at + 1 < text.len() && text[at] == b'*' && text[at + 1] == b'.';
    if is_wildcard {
        at += WILDCARD.len();
    }
    let mut label_len = 0;
    let mut dots = 0;
    while at < text.len() && text[at] != b':' {
        match text[at] {
            b'a'..=b'z' | b'0'..=b'9' | b'-' => label_len += 1,
            b'.' if label_len > 0 => {
                label_len = 0;
                dots += 1;
            }
            _ => return false,
        }
        at += 1;
    }
    label_len > 0 && !is_number(text[at - 1]) && (!is_wildcard || dots > 0) && is_port_fine(text, at)
}

/// Names that end in a digit are addresses or nobody's: const data has neither.
const fn is_number(last: u8) -> bool {
    last.is_ascii_digit()
}

/// Nothing, or `:` and a number from 1 to 65535.
const fn is_port_fine(text: &[u8], mut at: usize) -> bool {
    if at == text.len() {
        return true;
    }
    at += 1;
    let mut port: u32 = 0;
    while at < text.len() && port <= u16::MAX as u32 {
        if !text[at].is_ascii_digit() {
            return false;
        }
        port = port * 10 + (text[at] - b'0') as u32;
        at += 1;
    }
    port > 0 && port <= u16::MAX as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_authority_with_user_info_has_no_port() {
        // B15: also where the user-info looks like the host, and like its port.
        for authority in ["user@a", "a@a", "a:1@a", "a:@a", "a:443@a:443", "@a"] {
            let authority: Authority = authority.parse().unwrap();
            assert_eq!(port(&authority, true), None, "{authority}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2048))]

        #[test]
        fn what_is_taken_when_it_is_compiled_is_taken_when_it_runs(text in text()) {
            if is_https_origin(&text) {
                let origin = parse(&text, false).unwrap().to_string();
                // A port may be written with zeros before it, or be the one that needs no writing.
                let (text, port) = split_port(&text);
                let (origin, origins_port) = split_port(&origin);
                prop_assert_eq!(origin, text);
                prop_assert_eq!(origins_port.unwrap_or(443), port.unwrap_or(443));
            }
        }

        #[test]
        fn what_the_parser_takes_is_const_data_if_it_is_written_plainly(
            wildcard in "([*][.])?",
            host in "[a-z0-9-]{1,6}([.][a-z0-9-]{1,6}){0,3}",
            port in "(:[0-9]{1,6})?",
        ) {
            let text = format!("https://{wildcard}{host}{port}");
            let ends_in_a_digit = host.ends_with(|last: char| last.is_ascii_digit());
            let expected = parse(&text, false).is_ok() && !ends_in_a_digit;
            prop_assert_eq!(is_https_origin(&text), expected, "{}", text);
        }
    }

    #[test]
    fn the_port_is_not_mistaken_for_a_host_that_is_the_same_number() {
        // B15
        let origin = parse("https://443:8443", false).unwrap();
        assert_eq!(origin.to_string(), "https://443:8443");
        assert_eq!(
            parse("https://8:80:8", false).map(|origin| origin.to_string()).ok(),
            None
        );
        assert_eq!(port(&Authority::from_static("1:1"), true), Some(1));
        assert_eq!(port(&Authority::from_static("1"), true), Some(443));
        assert_eq!(port(&Authority::from_static("[::1]:1"), true), Some(1));
        assert_eq!(port(&Authority::from_static("[::1].1:1"), true), None);
        assert_eq!(port(&Authority::from_static("1:+1"), true), None);
    }

    /// Often an origin, and else nearly one.
    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            "https://([*][.])?[a-z0-9-]{1,4}([.][a-z0-9-]{0,4}){0,3}(:[0-9]{0,6})?",
            "https://[a-zA-Z0-9.:*@/?#%_-]{0,12}",
            "https?:/?/?[ -~]{0,10}",
            any::<String>(),
        ]
    }

    fn split_port(origin: &str) -> (&str, Option<u16>) {
        match origin.rsplit_once(':') {
            Some((before, port)) if !port.starts_with('/') => (before, port.parse().ok()),
            _ => (origin, None),
        }
    }
}
