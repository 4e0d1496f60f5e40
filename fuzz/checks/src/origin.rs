use http::Uri;
use tower_bearer::Origins;

/// Two lines: an origin to list, and a URI. Any text is an origin or an error; an origin reads back as itself; what it covers has
/// its scheme, host and port, and no user-info; and nothing that only looks like it is covered.
pub fn origin(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let (listed, asked) = text.split_once('\n').unwrap_or((text, ""));
    let secure = listed.parse::<Origins>();
    let any = nobodys().dangerous_plain_http(listed);
    assert!(secure.is_err() || any.is_ok(), "{listed:?}");
    let Ok(origins) = any else {
        return;
    };
    let written = written(&origins);
    assert!(secure.is_ok() || written.starts_with("http://"), "{listed:?}");
    let again = nobodys().dangerous_plain_http(&written).unwrap();
    assert_eq!(format!("{again:?}"), format!("{origins:?}"));

    let is_wildcard = written.contains("://*.");
    if let (Ok(uri), false) = (written.parse::<Uri>(), is_wildcard) {
        assert!(origins.contains(&uri), "{written}");
    }
    if let Ok(uri) = asked.parse::<Uri>() {
        if origins.contains(&uri) {
            covered(&origins, &written, &uri);
        }
        assert_eq!(origins.contains(&uri), again.contains(&uri), "{uri}");
    }
}

fn covered(origins: &Origins, written: &str, uri: &Uri) {
    let (scheme, rest) = written.split_once("://").unwrap();
    let authority = uri.authority().unwrap();
    assert!(!authority.as_str().contains('@'), "{uri}");
    let after_host = authority.as_str().strip_prefix(authority.host()).unwrap();
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    assert!(
        after_host.is_empty() || after_host.strip_prefix(':').is_some_and(is_port),
        "{uri}"
    );
    assert_eq!(uri.scheme_str(), Some(scheme), "{uri}");
    let default = if scheme == "https" { 443 } else { 80 };
    let listed = rest.parse::<http::uri::Authority>();
    if let Ok(listed) = &listed {
        assert_eq!(
            authority.port_u16().unwrap_or(default),
            listed.port_u16().unwrap_or(default),
            "{uri}"
        );
    }
    match rest.strip_prefix("*.") {
        Some(domain) => {
            let domain = domain.rsplit_once(':').map_or(domain, |(host, _)| host);
            let host = authority.host().to_ascii_lowercase();
            assert!(host.ends_with(&format!(".{domain}")), "{uri}");
            assert!(!host.starts_with('.') && !host.contains(".."), "{uri}");
        }
        // Addresses have several spellings.
        None if !authority.host().contains(':') && !authority.host().starts_with(|c: char| c.is_ascii_digit()) => {
            assert_eq!(authority.host().to_ascii_lowercase(), listed.unwrap().host());
        }
        None => {}
    }
    for look_alike in [
        format!("{scheme}://user@{authority}/"),
        format!("{scheme}://{authority}@attacker.invalid/"),
        format!("{scheme}://attacker.invalid/{authority}"),
        format!("{scheme}://{authority}.attacker.invalid/"),
        format!("{scheme}s://{authority}/"),
        format!("//{authority}/"),
    ] {
        if let Ok(uri) = look_alike.parse::<Uri>() {
            assert!(!origins.contains(&uri), "{look_alike}");
        }
    }
}

/// The origin as it is shown.
fn written(origins: &Origins) -> String {
    let shown = format!("{origins:?}");
    let (_, last) = shown.rsplit_once(", \"").unwrap();
    last.trim_end_matches("\"]").to_owned()
}

fn nobodys() -> Origins {
    Origins::new(["https://nobody.invalid:1"]).unwrap()
}
