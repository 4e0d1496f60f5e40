use super::{Challenge, show};

#[test]
fn what_servers_are_known_to_send_is_forgiven() {
    // B47, B48
    let table: [(&[u8], &str); 35] = [
        // values without quotes
        (b"Basic realm=me@site.example", "!Basic realm=<me@site.example>"),
        (
            b"Bearer scope=read:all, error=\"a\"",
            "!Bearer scope=<read:all> error=<a>",
        ),
        (
            b"Bearer as_uri=https://as.example/a?b=c&d=e id=https://rs.example",
            "!Bearer as_uri=<https://as.example/a?b=c&d=e> id=<https://rs.example>",
        ),
        (b"Bearer realm=caf\xe9", "!Bearer realm=<caf\u{e9}>"),
        // blanks or semicolons for commas
        (
            b"Bearer realm=\"a\" scope=\"b\"\terror=c",
            "!Bearer realm=<a> scope=<b> error=<c>",
        ),
        (
            b"Basic realm=\"a\" charset=b, Bearer realm=c, ApiKey",
            "!Basic realm=<a> charset=<b> | !Bearer realm=<c> | !ApiKey",
        ),
        (
            b"Bearer realm=\"a\"; scope=b; error=c",
            "!Bearer realm=<a> scope=<b> error=<c>",
        ),
        (b"Bearer\trealm=a", "!Bearer realm=<a>"),
        // quoted-strings without an end
        (b"Basic realm=\"", "!Basic realm=<>"),
        (b"Basic a=b, realm=\"c, d=e", "!Basic a=<b> realm=<c, d=e>"),
        (b"Basic realm=\"a\\", "!Basic realm=<a\\>"),
        (b"Basic realm=\"a\x01\"", "!Basic realm=<a\u{1}>"),
        // the first of a repeated parameter
        (
            b"Bearer realm=a, Realm=b, scope=c, REALM=d",
            "!Bearer realm=<a> scope=<c>",
        ),
        (
            b"Basic realm=a, realm=b, Basic realm=c",
            "!Basic realm=<a> | !Basic realm=<c>",
        ),
        // no scheme
        (
            b"error=\"a\", error_description=\"b c\"",
            "! error=<a> error_description=<b c>",
        ),
        (b"error=a, lone, scope=b", "! error=<a> scope=<b> | !lone"),
        (b"error=a, Basic realm=b", "! error=<a> | !Basic realm=<b>"),
        // no blank behind the scheme
        (b"Bearer, error=\"a\", scope=b", "!Bearer error=<a> scope=<b>"),
        (
            b"Basic, realm=a, Bearer, error=b",
            "!Basic realm=<a> | !Bearer error=<b>",
        ),
        // no value, or no name
        (b"Bearer realm=a, service=", "!Bearer realm=<a> service=<>"),
        (b"Bearer a=b, lone, c=, d=e", "!Bearer a=<b> c=<> d=<e> | !lone"),
        (b"Bearer realm=, error=a", "!Bearer ~realm= error=<a>"),
        (b"Key abc==, realm=a", "!Key ~abc== realm=<a>"),
        (b"Bearer =a, error=b", "! bearer=<a> error=<b>"),
        (b"Bearer a=b, =c, d=e", "!Bearer a=<b> d=<e>"),
        // junk
        (b"OAuth \"Some Platform\" \"invalid_token\" \"No.\"", "!OAuth"),
        (b"Bearer a=b c d=e, f=g", "!Bearer a=<b> f=<g>"),
        (b"Bearer a=b, @?, \xff x=y, f=g", "!Bearer a=<b> f=<g>"),
        (b"{\"error\":\"a\"}, Bearer error=b", "!Bearer error=<b>"),
        (b"https://a.example, Bearer error=b", "!Bearer error=<b>"),
        (
            b"App name=\"Log in to \"apps\"\", Basic realm=a",
            "!App name=<Log in to > | !Basic realm=<a>",
        ),
        (
            b"App name=\"it says \"error=a\" twice\", realm=b",
            "!App name=<it says > realm=<b>",
        ),
        (b"Bearer, Basic realm=a\"b", "!Bearer | !Basic realm=<a\"b>"),
        (b"Bearer, Basic realm=\"a\\\\\"b\\c\"", "!Bearer | !Basic realm=<a\\>"),
        (b"\xff", ""),
    ];
    for (line, expected) in table {
        assert!(Challenge::parse_strict(line).is_err(), "{}", line.escape_ascii());
        assert_eq!(show(&Challenge::parse_line(line)), expected, "{}", line.escape_ascii());
    }
}

#[test]
fn nothing_is_found_within_quotes() {
    // B48: each has an error code within quotes, and each breaks the grammar
    let table: [&[u8]; 8] = [
        b"Bearer error_description=\"say error=invalid_token, error=invalid_token\" realm=a",
        b"Bearer \"error=invalid_token, error=invalid_token\", realm=a",
        b"Bearer realm=a \"x\", \", error=invalid_token, Bearer error=invalid_token, \"",
        b"Bearer realm=a\", error=invalid_token\", b=c",
        b"Bearer realm=a, b=\"\\\", error=invalid_token, \" c=d",
        b"Bearer realm=a, b=\"c\"d\", error=invalid_token, \", e=f",
        b"Bearer realm=a, @\", error=invalid_token, ",
        b"\", Bearer error=invalid_token, \", Bearer realm=a",
    ];
    for line in table {
        let challenges = Challenge::parse_line(line);
        assert!(challenges[0].is_malformed());
        assert!(challenges.iter().any(|challenge| challenge.realm().is_some()));
        let has_error = challenges.iter().any(|challenge| challenge.error().is_some());
        assert!(!has_error, "{}: {}", line.escape_ascii(), show(&challenges));
    }
}
