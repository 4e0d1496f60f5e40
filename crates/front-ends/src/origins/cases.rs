//! What is tried: by what is listed, the URLs that a key may go to and those that it may not.

use super::row::{Chain, Listing, Unsent, Wanted, key, none, read};

pub(super) const LISTINGS: [Listing; 6] = [
    Listing {
        listed: "https://api.example.com",
        start: "https://api.example.com",
        rows: &[
            key("as it is listed", "https://api.example.com"),
            key("the default port", "https://api.example.com:443"),
            key("zeros before the port", "https://api.example.com:0443"),
            key("a colon and no port", "https://api.example.com:"),
            key("capitals in the host", "https://API.Example.COM"),
            key("capitals in the scheme", "HTTPS://api.example.com"),
            key("a path alone", "/PATH").unsent(NO_HOST),
            key("the scheme alone left out", "//api.example.com/PATH").by_redirect(),
            key("full-width letters", "https://ａｐｉ.example.com").unsent(NO_URI),
            key("an ideographic full stop", "https://api。example.com").unsent(NO_URI),
            key("a full stop in percent", "https://api%2Eexample.com").unsent(NO_URI),
            key(
                "a backslash behind the host",
                r"https://api.example.com\@attacker.invalid/PATH",
            )
            .unsent(NO_URI),
            key("backslashes", r"https:\\api.example.com\PATH").unsent(NO_URI),
            none("another port", "https://api.example.com:OTHER"),
            none("a port that is 443 in 16 bits", "https://api.example.com:65979").unsent(NO_PORT),
            none("http", "http://api.example.com"),
            none("another host", "https://attacker.invalid"),
            none("another host, at the default port", "https://attacker.invalid:443"),
            none("a sub-domain", "https://eu.api.example.com"),
            none("the domain above", "https://example.com"),
            none("a sibling", "https://mail.example.com"),
            none("something before the name", "https://notapi.example.com"),
            none("something before it and a hyphen", "https://evil-api.example.com"),
            none("a digit in place of a letter", "https://ap1.example.com"),
            none("the name goes on", "https://api.example.community"),
            none("the name as a beginning", "https://api.example.com.attacker.invalid"),
            none("a full stop at the end", "https://api.example.com."),
            none("the name as user-info", "https://api.example.com@attacker.invalid"),
            none(
                "the name and port as user-info",
                "https://api.example.com:443@attacker.invalid",
            ),
            none(
                "the name and a full stop as user-info",
                "https://api.example.com.@attacker.invalid",
            ),
            none(
                "the name and a slash as user-info",
                "https://api.example.com%2F@attacker.invalid",
            ),
            none("user-info", "https://user:password@api.example.com").redirected(Wanted::HomeAlone),
            none("another host as user-info", "https://attacker.invalid@api.example.com").redirected(Wanted::HomeAlone),
            read("empty user-info", "https://@api.example.com"),
            none("a Cyrillic letter, in punycode", "https://xn--pi-6kc.example.com"),
            none("a Cyrillic letter", "https://аpi.example.com").unsent(NO_URI),
            none("the scheme left out", "//attacker.invalid/PATH").by_redirect(),
            none("a slash and a backslash", r"/\attacker.invalid/PATH").by_redirect(),
            none("two backslashes", r"\\attacker.invalid/PATH").by_redirect(),
            key("one slash, which begins a path", "https:/attacker.invalid/PATH").by_redirect(),
            none(
                "a backslash before the name",
                r"https://attacker.invalid\@api.example.com/PATH",
            )
            .by_redirect(),
            none(
                "the name in the query",
                "https://attacker.invalid?@api.example.com/PATH",
            ),
            none(
                "the name in the fragment",
                "https://attacker.invalid/PATH#@api.example.com",
            ),
            none(
                "the name in the path",
                "https://attacker.invalid/https://api.example.com/PATH",
            ),
        ],
    },
    Listing {
        listed: "https://*.example.com",
        start: "https://api.example.com",
        rows: &[
            key("a sub-domain", "https://api.example.com"),
            key("a sub-domain of one, capitals", "https://A.B.Example.com:443").redirected(Wanted::EachHop),
            key("another sub-domain", "https://www.example.com").redirected(Wanted::EachHop),
            none("the domain", "https://example.com"),
            none("something before the domain", "https://notexample.com"),
            none("the domain as a beginning", "https://example.com.attacker.invalid"),
            none("another port", "https://api.example.com:OTHER"),
            none("http", "http://api.example.com"),
            none("a full stop at the end", "https://api.example.com."),
            none("a sub-domain as user-info", "https://api.example.com@attacker.invalid"),
        ],
    },
    Listing {
        listed: "https://xn--bcher-kva.example",
        start: "https://xn--bcher-kva.example",
        rows: &[
            key("as it is listed", "https://xn--bcher-kva.example"),
            key("punycode in capitals", "https://XN--BCHER-KVA.example"),
            key("in its own letters", "https://bücher.example").unsent(NO_URI),
            key("in its own letters, capitals", "https://BÜCHER.example").unsent(NO_URI),
            none("another letter", "https://bucher.example"),
        ],
    },
    Listing {
        listed: "https://127.0.0.1:HOME",
        start: "https://127.0.0.1:HOME",
        rows: &[
            key("as it is listed", "https://127.0.0.1:HOME"),
            none("another port", "https://127.0.0.1:OTHER"),
            none("http, and the same port", "http://127.0.0.1:HOME"),
            none("its name", "https://localhost:HOME"),
            none("as an IPv6 address", "https://[::ffff:127.0.0.1]:HOME"),
            none("the address as a beginning", "https://127.0.0.1.attacker.invalid"),
            none("the address as user-info", "https://127.0.0.1:HOME@attacker.invalid"),
            read("one number", "https://2130706433:HOME").unsent(NO_NAME),
            read("hexadecimal", "https://0x7f000001:HOME").unsent(NO_NAME),
            read("octal", "https://0177.0.0.1:HOME").unsent(NO_NAME),
            read("a full stop at the end", "https://127.0.0.1.:HOME").unsent(NO_NAME),
        ],
    },
    Listing {
        listed: "http://127.0.0.1:HOME",
        start: "http://127.0.0.1:HOME",
        rows: &[
            key("as it is listed", "http://127.0.0.1:HOME"),
            none("https, and the same port", "https://127.0.0.1:HOME"),
            none("its name", "http://localhost:HOME"),
            none("as an IPv6 address", "http://[::ffff:127.0.0.1]:HOME"),
            read("one number", "http://2130706433:HOME"),
            read("hexadecimal", "http://0x7f000001:HOME"),
            read("octal", "http://0177.0.0.1:HOME"),
            read("two numbers", "http://127.1:HOME"),
            read("two numbers, hexadecimal", "http://0x7f.1:HOME"),
            read("a zero more", "http://127.0.0.01:HOME"),
        ],
    },
    Listing {
        listed: "https://[::1]:HOME6",
        start: "https://[::1]:HOME6",
        rows: &[
            key("as it is listed", "https://[::1]:HOME6"),
            key("all groups", "https://[0:0:0:0:0:0:0:1]:HOME6"),
            key("zeros", "https://[0000::0001]:HOME6"),
            key("its end as IPv4", "https://[::0.0.0.1]:HOME6"),
            none("http, and the same port", "http://[::1]:HOME6"),
            none("IPv4", "https://127.0.0.1:HOME"),
            none("the address as user-info", "https://[::1]@attacker.invalid"),
        ],
    },
];

pub(super) const CHAINS: [Chain; 5] = [
    Chain {
        what: "a → b → a",
        urls: &[
            "https://api.example.com",
            "https://attacker.invalid",
            "https://api.example.com",
        ],
    },
    Chain {
        what: "a → b → c",
        urls: &[
            "https://api.example.com",
            "https://attacker.invalid",
            "https://www.attacker.invalid",
        ],
    },
    Chain {
        what: "a → a → b",
        urls: &[
            "https://api.example.com",
            "https://api.example.com",
            "https://attacker.invalid",
        ],
    },
    Chain {
        what: "a → a over http → a",
        urls: &[
            "https://api.example.com",
            "http://api.example.com",
            "https://api.example.com",
        ],
    },
    Chain {
        what: "a → b → a → b → a",
        urls: &[
            "https://api.example.com",
            "https://attacker.invalid",
            "https://api.example.com",
            "https://attacker.invalid",
            "https://api.example.com",
        ],
    },
];

const NO_HOST: Unsent = Unsent {
    reason: "these clients ask for a host",
    errors: &[
        "UserAbsoluteUriRequired",
        "relative URL without a base",
        "a call names no server",
    ],
};
const NO_PORT: Unsent = Unsent {
    reason: "reqwest takes no port beyond 65535",
    errors: &["invalid port number"],
};
const NO_URI: Unsent = Unsent {
    reason: "`http::Uri` does not take it",
    errors: &["invalid uri character", "invalid authority"],
};
const NO_NAME: Unsent = Unsent {
    reason: "rustls takes it for neither a name nor an address",
    errors: &["invalid dns name"],
};
