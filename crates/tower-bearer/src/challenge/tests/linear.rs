use crate::challenge::{Challenge, cursor::Cursor, lenient, strict};

/// 64 KiB, which no server needs and few clients take.
const LENGTH: usize = 64 * 1024;

/// Looks at a byte, on average: a token is read again where it is no name after all, and each end of a token is looked at.
const STEPS_PER_BYTE: usize = 8;

#[test]
fn hostile_lines_take_linear_time() {
    // B49
    let heads: [&[u8]; 6] = [b"", b"A ", b"A a=", b"A a=b,", b"A a=\"", b"A \""];
    let units: [&[u8]; 26] = [
        b",", b" ", b"\t", b"\\", b"\"", b"=", b";", b"a", b"/", b"\xff", b"\0", b"a=", b"a=,", b"a=b,", b"a=b ",
        b"a,", b"a ,", b"A a,", b"A a=b,", b", ", b"\" ", b"\",", b"\"\\", b"a\"", b"a= ", b"a   ,  ",
    ];
    for head in heads {
        for unit in units {
            let line = hostile(head, unit);
            let (steps, _) = read(&line);
            let shape = format!("{} {}", head.escape_ascii(), unit.escape_ascii());
            assert!(steps <= STEPS_PER_BYTE * LENGTH, "{shape}: {} a byte", steps / LENGTH);
        }
    }
}

#[test]
fn what_is_kept_is_no_longer_than_the_line() {
    // B49
    for unit in [&b"a,"[..], b"A a=b,", b"a=b ", b"\"\\"] {
        let (_, challenges) = read(&hostile(b"A a=\"", unit));
        let texts = challenges.iter().flat_map(|challenge| {
            let params = challenge.params().flat_map(|(name, value)| [name, value]);
            params.chain([challenge.scheme()]).chain(challenge.token68())
        });
        let kept: usize = texts.map(|text| text.chars().count()).sum();
        assert!(kept <= LENGTH, "{}: {kept}", unit.escape_ascii());
    }
}

#[test]
fn ten_thousand_different_parameters_are_all_kept() {
    // B49: and told from repeated ones without comparing each with each
    let names: Vec<_> = (0..10_000).map(|number| format!("p{number}=v")).collect();
    let line = format!("A {}", names.join(","));
    assert_eq!(
        Challenge::parse_strict(line.as_bytes()).unwrap()[0].params().count(),
        10_000
    );
    let line = format!("{line},P0=w,p9999=w");
    assert!(Challenge::parse_strict(line.as_bytes()).is_err());
    assert_eq!(Challenge::parse_line(line.as_bytes())[0].params().count(), 10_000);
}

fn hostile(head: &[u8], unit: &[u8]) -> Vec<u8> {
    head.iter().chain(unit.iter().cycle()).take(LENGTH).copied().collect()
}

/// The longer way of the two readers, and what the lenient one finds.
fn read(line: &[u8]) -> (usize, Vec<Challenge>) {
    let mut cursor = Cursor::new(line);
    // How far it gets is of no matter here.
    let _ = strict::parse(&mut cursor);
    let strict = cursor.steps.get();
    let mut cursor = Cursor::new(line);
    let challenges = lenient::parse(&mut cursor);
    (strict.max(cursor.steps.get()), challenges)
}
