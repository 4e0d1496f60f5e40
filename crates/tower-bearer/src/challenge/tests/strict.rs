use super::{Challenge, show};

#[test]
fn lines_that_keep_to_the_grammar_are_read_to_the_letter() {
    // B47, B48
    let table: [(&[u8], &str); 37] = [
        // nothing but empty elements
        (b"", ""),
        (b" \t", ""),
        (b", ,\t,", ""),
        // schemes alone
        (b"Bearer", "Bearer"),
        (b"Bearer  ", "Bearer"),
        (b"\tBearer\t,,ApiKey , Key", "Bearer | ApiKey | Key"),
        (
            b"Magic-Negotiate,W3.1!#$%&'*+-^_`|~",
            "Magic-Negotiate | W3.1!#$%&'*+-^_`|~",
        ),
        // token68, which a name without a value is too
        (b"Negotiate YWJj==", "Negotiate ~YWJj=="),
        (b"Negotiate   -._~+/9====  ,\tBasic", "Negotiate ~-._~+/9==== | Basic"),
        (b"Bearer realm=", "Bearer ~realm="),
        (b"Bearer realm= , Basic realm=a", "Bearer ~realm= | Basic realm=<a>"),
        (b"Key one, Key two", "Key ~one | Key ~two"),
        // parameters
        (b"Basic realm=a", "Basic realm=<a>"),
        (b"BASIC REALM=\"A\"", "BASIC realm=<A>"),
        (b"Basic   realm\t=\t \"a\" \t,\t b = c ", "Basic realm=<a> b=<c>"),
        (b"Basic realm=a,b=\"c\",,  , d=e,", "Basic realm=<a> b=<c> d=<e>"),
        (b"Basic ,realm=a", "Basic realm=<a>"),
        (b"Basic \t , ,realm=a", "Basic realm=<a>"),
        (b"Basic ab= c", "Basic ab=<c>"),
        (b"Basic ab =c", "Basic ab=<c>"),
        (b"Basic 1=2", "Basic 1=<2>"),
        (b"Basic realm='a'", "Basic realm=<'a'>"),
        (b"Basic realm=a%0d%0ab", "Basic realm=<a%0d%0ab>"),
        (
            b"Basic !#$%&'*+-.^_`|~=!#$%&'*+-.^_`|~",
            "Basic !#$%&'*+-.^_`|~=<!#$%&'*+-.^_`|~>",
        ),
        // quoted-string
        (b"Basic realm=\"\"", "Basic realm=<>"),
        (
            b"Basic realm=\"a, b=c, Bearer d=e\"",
            "Basic realm=<a, b=c, Bearer d=e>",
        ),
        (b"Basic realm=\"\\\"a\\\" \\b \\\\\"", "Basic realm=<\"a\" b \\>"),
        (b"Basic realm=\"a\tb\\\tc\"", "Basic realm=<a\tb\tc>"),
        (b"Basic realm=\"==a=\", b=\"=\"", "Basic realm=<==a=> b=<=>"),
        (b"Basic realm=\"\xc3\xa9\\\xff\"", "Basic realm=<\u{c3}\u{a9}\u{ff}>"),
        // lists in lists
        (b"Basic realm=a, Bearer", "Basic realm=<a> | Bearer"),
        (b"Bearer, Basic realm=a", "Bearer | Basic realm=<a>"),
        (b"Bearer , Basic realm=a", "Bearer | Basic realm=<a>"),
        (
            b"Bearer ,realm=a,b=c,Basic ,, d=e",
            "Bearer realm=<a> b=<c> | Basic d=<e>",
        ),
        (b"Bearer a=b, a, a a=b, a a", "Bearer a=<b> | a | a a=<b> | a ~a"),
        (b"Bearer, DPoP algs=\"ES256 PS256\"", "Bearer | DPoP algs=<ES256 PS256>"),
        (
            b"Digest a=\"b\", a2=c, Digest a=\"b\"",
            "Digest a=<b> a2=<c> | Digest a=<b>",
        ),
    ];
    for (line, expected) in table {
        let challenges = Challenge::parse_strict(line).unwrap();
        assert_eq!(show(&challenges), expected, "{}", line.escape_ascii());
    }
}

#[test]
fn lines_that_break_the_grammar_are_refused_with_the_place() {
    let table: [(&[u8], &str); 31] = [
        (b"=", "expected an auth-scheme at byte 0"),
        (b"\"a\"", "expected an auth-scheme at byte 0"),
        (b"Basic, \xe9", "expected an auth-scheme at byte 7"),
        (b"Basic a=b, =c", "expected an auth-scheme at byte 11"),
        (b"Basic \xe9", "expected a token68 or a parameter at byte 6"),
        (b"OAuth \"a\" \"b\"", "expected a token68 or a parameter at byte 6"),
        // a parameter needs a scheme, and a space behind it
        (b"error=a", "expected a comma at byte 5"),
        (b"Basic, realm=a", "expected a comma at byte 12"),
        (b"Basic\t, realm=a", "expected a comma at byte 13"),
        (b"Basic\trealm=a", "expected a comma at byte 6"),
        (b"Basic \trealm=a", "expected a comma at byte 7"),
        // token68 or parameters, and nothing in between
        (b"Other abc==, realm=a", "expected a comma at byte 18"),
        (b"Other abc==d", "expected a token or a quoted-string at byte 10"),
        (b"Basic a b", "expected an equals sign at byte 8"),
        (b"Basic a/b c", "expected an equals sign at byte 7"),
        // values
        (b"Basic a=b, c=", "expected a token or a quoted-string at byte 13"),
        (b"Basic a=b, c=,", "expected a token or a quoted-string at byte 13"),
        (b"Basic a=a@b", "expected a comma at byte 9"),
        (b"Basic a=b c=d", "expected a comma at byte 10"),
        (b"Basic a=b; c=d", "expected a comma at byte 9"),
        (b"Basic a=\"b\"c", "expected a comma at byte 11"),
        (b"Basic a=\"b\"\"c\"", "expected a comma at byte 11"),
        (b"Basic a=b\"c", "expected a comma at byte 9"),
        (b"Basic a=\xe9", "expected a token or a quoted-string at byte 8"),
        // quoted-string
        (b"Basic a=\"", "a quoted-string has no end, it starts at byte 8"),
        (b"Basic a=\"b\\\"", "a quoted-string has no end, it starts at byte 8"),
        (b"Basic a=\"b\\", "a quoted-string has no end, it starts at byte 8"),
        (
            b"Basic a=\"b\x7f\"",
            "a quoted-string has a control character at byte 10",
        ),
        (
            b"Basic a=\"\\\0\0\"",
            "a quoted-string has a control character at byte 10",
        ),
        // names
        (b"Basic a=b, A=c", "a parameter is repeated at byte 11"),
        (b"Basic a=b, c=d, a=b", "a parameter is repeated at byte 16"),
    ];
    for (line, expected) in table {
        let error = Challenge::parse_strict(line).unwrap_err();
        assert_eq!(error.to_string(), expected, "{}", line.escape_ascii());
        assert!(expected.ends_with(&format!(" {}", error.position())), "{expected}");
    }
}
