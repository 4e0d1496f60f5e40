use proptest::{collection::vec, prelude::*, sample::select};

use crate::challenge::{Challenge, cursor::Cursor, lenient};

proptest! {
    #[test]
    fn any_bytes_are_read_without_a_panic(line in vec(any::<u8>(), 0..200)) {
        let _ = Challenge::parse_strict(&line);
        let _ = Challenge::parse_line(&line);
    }

    #[test]
    fn a_line_is_read_by_the_grammar_if_it_keeps_to_it(line in line()) {
        let challenges = Challenge::parse_line(&line);
        match Challenge::parse_strict(&line) {
            Ok(strict) => prop_assert_eq!(challenges, strict),
            Err(error) => {
                prop_assert!(error.position() <= line.len());
                prop_assert!(challenges.iter().all(Challenge::is_malformed));
            }
        }
    }

    #[test]
    fn the_lenient_reader_agrees_with_the_grammar(line in line()) {
        if let Ok(strict) = Challenge::parse_strict(&line) {
            prop_assert_eq!(forgiven(&line), strict);
        }
    }

    #[test]
    fn what_is_written_by_the_grammar_is_read_back(written in vec(written(), 0..5), comma in comma()) {
        let (texts, challenges): (Vec<_>, Vec<_>) = written.into_iter().unzip();
        let line: Vec<u8> = texts.join(comma).chars().map(|octet| u8::try_from(octet).unwrap()).collect();
        prop_assert_eq!(Challenge::parse_strict(&line), Ok(challenges.clone()));
        prop_assert_eq!(forgiven(&line), challenges);
    }

    // B48
    #[test]
    fn no_parameter_is_invented(line in line()) {
        let text: String = line.iter().copied().map(char::from).collect();
        let names = text.to_ascii_lowercase();
        for challenge in Challenge::parse_line(&line) {
            for (name, value) in challenge.params() {
                let mut found = names.match_indices(name).map(|(at, _)| &names[at + name.len()..]);
                prop_assert!(found.any(|rest| rest.trim_start_matches([' ', '\t']).starts_with('=')), "{name}");
                let mut octets = text.chars();
                prop_assert!(value.chars().all(|wanted| octets.any(|octet| octet == wanted)), "{value}");
            }
        }
    }

    // B48
    #[test]
    fn nothing_is_found_within_quotes_that_match(pieces in vec(piece(), 0..12)) {
        let line = pieces.concat();
        for challenge in Challenge::parse_line(line.as_bytes()) {
            prop_assert!(!challenge.is_scheme("Hidden"), "{line}");
            prop_assert_eq!(challenge.param("hidden"), None, "{}", line);
        }
    }
}

/// Short lines of words that mean something, many of which keep to the grammar, and longer ones, which hardly do.
fn line() -> impl Strategy<Value = Vec<u8>> {
    const WORDS: &[&[u8]] = &[
        b"A", b"b", b"B ", b" ", b",", b", ", b"=", b"a=b", b"c=\"d\"", b"e=\"", b"\"", b"\\", b"\t", b";", b"@",
        b"\xe9", b"\0", b"/", b"Bearer ",
    ];
    let lines = prop_oneof![vec(select(WORDS), 0..6), vec(select(WORDS), 0..24)];
    lines.prop_map(|words| words.concat())
}

/// Text with quotes that match, which hide a challenge and a parameter.
fn piece() -> impl Strategy<Value = &'static str> {
    select(
        &[
            "\", Hidden hidden=1, hidden=2, \"",
            "\" hidden=1 \\\", hidden=2 \"",
            "A ",
            "a=",
            "b=c",
            " ",
            ",",
            ", ",
            "=",
            "\t",
            ";",
            "@",
            "d",
        ][..],
    )
}

fn comma() -> impl Strategy<Value = &'static str> {
    select(&[",", ", ", " ,", ",,", "\t, ,\t"][..])
}

/// A challenge as text, and what is to be read from it.
fn written() -> impl Strategy<Value = (String, Challenge)> {
    let token68 = "[A-Za-z0-9._~+/-]{1,6}={0,2}".prop_map(|token68| (token68.clone(), Some(token68), Vec::new()));
    let params = (vec(param(), 0..4), comma()).prop_map(|(mut params, comma)| {
        let mut names = Vec::new();
        params.retain(|(_, (name, _))| {
            !names.contains(name) && {
                names.push(name.clone());
                true
            }
        });
        let (texts, params): (Vec<_>, _) = params.into_iter().unzip();
        (texts.join(comma), None, params)
    });
    (token(), prop_oneof![token68, params]).prop_map(|(scheme, (text, token68, params))| {
        let text = format!("{scheme} {text}");
        (
            text,
            Challenge {
                token68,
                params,
                ..Challenge::new(scheme)
            },
        )
    })
}

fn param() -> impl Strategy<Value = (String, (String, String))> {
    let blank = select(&["", " ", "\t "][..]);
    let unquoted = token().prop_map(|value| (value.clone(), value));
    let quoted = vec((select(QUOTABLE.chars().collect::<Vec<_>>()), any::<bool>()), 0..6).prop_map(|octets| {
        let escape = |(octet, is_escaped): &(char, bool)| match octet {
            '"' | '\\' => format!("\\{octet}"),
            _ if *is_escaped => format!("\\{octet}"),
            _ => octet.to_string(),
        };
        let text: String = octets.iter().map(escape).collect();
        (
            format!("\"{text}\""),
            octets.iter().map(|(octet, _)| octet).collect::<String>(),
        )
    });
    (token(), blank, prop_oneof![unquoted, quoted]).prop_map(|(name, blank, (text, value))| {
        (
            format!("{name}{blank}={blank}{text}"),
            (name.to_ascii_lowercase(), value),
        )
    })
}

const QUOTABLE: &str = "aZ09 \t,;=:/@\"\\'{}\u{80}\u{e9}\u{ff}";

fn token() -> impl Strategy<Value = String> {
    "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,4}"
}

/// What the lenient reader makes of a line, without the mark.
fn forgiven(line: &[u8]) -> Vec<Challenge> {
    let challenges = lenient::parse(&mut Cursor::new(line)).into_iter();
    let unmarked = |challenge| Challenge {
        is_malformed: false,
        ..challenge
    };
    challenges.map(unmarked).collect()
}
