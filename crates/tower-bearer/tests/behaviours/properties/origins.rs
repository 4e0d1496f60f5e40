use std::net::Ipv6Addr;

use http::Uri;
use proptest::{bool::weighted, collection::vec, prelude::*, sample::select};
use tower_bearer::Origins;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn any_text_is_an_origin_or_an_error(text in any::<String>(), uri in any::<String>()) {
        let origins = Origins::new([&text]);
        if let (Ok(origins), Ok(uri)) = (origins.and_then(|origins| origins.dangerous_plain_http(&text)), uri.parse()) {
            let _ = origins.contains(&uri);
        }
    }

    #[test]
    fn any_text_that_begins_like_an_origin_is_one_or_an_error(text in "(http|https|HTTPS)://[ -~]{0,24}") {
        for origins in [Origins::new([&text]), nobodys().dangerous_plain_http(&text)].into_iter().flatten() {
            let _ = format!("{origins:?}");
            let _ = text.parse().map(|uri| origins.contains(&uri));
        }
    }

    #[test]
    fn an_origin_covers_what_a_naive_reader_takes_for_the_same(listed in vec(listed(), 1..4), mut asked in asked(), same in weighted(0.5)) {
        // B14, B15, B16
        let mut origins = Origins::new([NOBODY]).unwrap();
        for one in &listed {
            origins = origins.dangerous_plain_http(&one.text()).unwrap();
        }
        if same {
            asked.host = listed[0].host.clone();
        }
        let Ok(uri) = asked.text().parse::<Uri>() else {
            return Ok(());
        };
        let expected = listed.iter().any(|one| one.covers(&asked));
        prop_assert_eq!(origins.contains(&uri), expected, "{:?} {}", origins, uri);
    }

    #[test]
    fn nothing_that_only_looks_like_the_origin_is_covered(uri in look_alike()) {
        // B15
        let origins = Origins::new(["https://api.example.com", "https://*.eu.example.com"]).unwrap();
        if let Ok(parsed) = uri.parse::<Uri>() {
            prop_assert!(!origins.contains(&parsed), "{}", uri);
        }
    }

    #[test]
    fn what_follows_a_host_is_a_port_or_another_host(
        host in select(&["[::1]", "[2001:db8::1]", "127.0.0.1", "localhost", "api.example.com"][..]),
        is_https in any::<bool>(),
        after in after_host(),
    ) {
        // B7, B15
        let scheme = if is_https { "https" } else { "http" };
        let text = format!("{scheme}://{host}{after}");
        let origins = nobodys().dangerous_plain_http(&format!("{scheme}://{host}")).unwrap();
        let default = if is_https { 443 } else { 80 };
        let digits = after.strip_prefix(':').filter(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
        let port = match digits {
            Some("") => Some(default),
            Some(port) => port.parse().ok(),
            None => after.is_empty().then_some(default),
        };
        if let Ok(uri) = text.parse::<Uri>() {
            prop_assert_eq!(origins.contains(&uri), port == Some(default), "{}", text);
        }
        // Listed, it is that host or, where a name goes on, another one.
        let is_name = !host.starts_with('[') && after.starts_with(|first: char| first != ':');
        if let (Ok(origins), false) = (nobodys().dangerous_plain_http(&text), is_name) {
            let port: u16 = port.unwrap_or_default();
            let written = format!("{scheme}://{host}:{port}/").parse::<Uri>().unwrap();
            prop_assert!(port > 0 && origins.contains(&written), "{}", text);
        }
    }
}

const NOBODY: &str = "https://nobody.invalid:1";

/// An origin, or a URI, in parts that a reader of the text sees.
#[derive(Clone, Debug)]
struct Parts {
    is_wildcard: bool,
    is_https: bool,
    user: &'static str,
    host: String,
    port: Option<u16>,
    is_loud: bool,
    path: &'static str,
}

impl Parts {
    fn text(&self) -> String {
        let scheme = if self.is_https { "https" } else { "http" };
        let wildcard = if self.is_wildcard { "*." } else { "" };
        let host = if self.is_loud {
            self.host.to_uppercase()
        } else {
            self.host.clone()
        };
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        format!("{scheme}://{}{wildcard}{host}{port}{}", self.user, self.path)
    }

    fn covers(&self, asked: &Self) -> bool {
        let port = |parts: &Self| parts.port.unwrap_or(if parts.is_https { 443 } else { 80 });
        let host = |parts: &Self| match parts.host.trim_matches(['[', ']']).parse::<Ipv6Addr>() {
            Ok(address) => address.to_string(),
            Err(_) => parts.host.clone(),
        };
        let is_host = match (self.is_wildcard, host(self), host(asked)) {
            (true, domain, host) => {
                host.ends_with(&format!(".{domain}")) && !host.starts_with('.') && !host.contains("..")
            }
            (false, domain, host) => host == domain,
        };
        is_host && self.is_https == asked.is_https && port(self) == port(asked) && asked.user.is_empty()
    }
}

fn listed() -> impl Strategy<Value = Parts> {
    (any::<bool>(), weighted(0.3), host(), port(), any::<bool>()).prop_map(
        |(is_https, is_wildcard, host, port, is_loud)| Parts {
            is_wildcard: is_wildcard
                && host.starts_with(|first: char| first.is_ascii_lowercase())
                && host.trim_matches('.').contains('.'),
            is_https,
            user: "",
            host,
            port,
            is_loud,
            path: "",
        },
    )
}

fn asked() -> impl Strategy<Value = Parts> {
    let users = select(&["", "", "", "", "user@", "user:password@", "example.com@"][..]);
    let paths = select(&["", "/", "/v1?to=https://example.com", "/@example.com"][..]);
    let hosts = ("(|api[.]|a[.]b[.]|[.])", host());
    (any::<bool>(), users, hosts, port(), any::<bool>(), paths).prop_map(
        |(is_https, user, (sub_domain, host), port, is_loud, path)| Parts {
            is_wildcard: false,
            is_https,
            user,
            host: if host.starts_with('[') {
                host
            } else {
                format!("{sub_domain}{host}")
            },
            port,
            is_loud,
            path,
        },
    )
}

/// Few hosts, so that two are often the same; numbers are names too, and may equal a port.
fn host() -> impl Strategy<Value = String> {
    let hosts = select(
        &[
            "example.com",
            "notexample.com",
            "api.example.com",
            "example.com.",
            "localhost",
            "127.0.0.1",
            "127.0.0.2",
            "443",
            "80",
            "8443.com",
            "[::1]",
            "[0:0:0:0:0:0:0:1]",
            "[2001:db8::1]",
            "[2001:0db8::0001]",
        ][..],
    );
    hosts.prop_map(str::to_owned)
}

fn port() -> impl Strategy<Value = Option<u16>> {
    select(&[None, None, Some(443), Some(80), Some(8443), Some(1), Some(65_535)][..])
}

/// The text of `https://api.example.com/` with something put in, taken away or changed that makes it go elsewhere.
fn look_alike() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z0-9-]{1,8}".prop_map(|more| format!("https://{more}api.example.com/")),
        "[a-z0-9-]{1,8}".prop_map(|more| format!("https://api.example.com{more}/")),
        "[a-z0-9-]{1,8}".prop_map(|more| format!("https://api.example.com.{more}/")),
        "[a-z0-9-]{1,8}".prop_map(|more| format!("https://{more}.api.example.com/")),
        "[!-~&&[^/?#]]{0,8}".prop_map(|user| format!("https://{user}@api.example.com/")),
        "[!-~&&[^/?#]]{0,4}".prop_map(|more| format!("https://api.example.com{more}@attacker.invalid/")),
        "[!-~]{0,4}".prop_map(|more| format!("https://attacker.invalid{more}/api.example.com")),
        (1_u16..443).prop_map(|port| format!("https://api.example.com:{port}/")),
        (444_u16..).prop_map(|port| format!("https://api.example.com:{port}/")),
        (1_u32..9).prop_map(|more| format!("https://api.example.com:{}/", more * 65_536 + 443)),
        "[a-z][a-z0-9+.-]{0,5}"
            .prop_filter("the scheme itself", |scheme| scheme != "https")
            .prop_map(|scheme| format!("{scheme}://api.example.com/")),
        "[.*]{1,2}".prop_map(|label| format!("https://{label}.eu.example.com/")),
        Just("https://eu.example.com/".to_owned()),
        Just("//api.example.com/".to_owned()),
        Just("api.example.com".to_owned()),
        Just("api.example.com:443".to_owned()),
        Just("/api.example.com".to_owned()),
    ]
}

/// What may stand between a host and the path: mostly what no port is.
fn after_host() -> impl Strategy<Value = String> {
    prop_oneof![
        "[.]?[a-z0-9.-]{0,12}(:[0-9]{0,6})?",
        ":[+-]?[0-9]{0,6}",
        "(:[0-9]{0,4}){1,3}",
        "[!-~&&[^/?#@]]{0,6}",
        ":(443|80|0443|00080)",
    ]
}

fn nobodys() -> Origins {
    Origins::new([NOBODY]).unwrap()
}
