//! What grows with its input: challenges, and `explain --batch`.

use std::{hint::black_box, io};

use benches::BoxError;
use tower_bearer::Challenge;

use super::{Section, Work};
use crate::counted::count;

/// How a line of `WWW-Authenticate` is written.
#[derive(Clone, Copy, Debug)]
enum Line {
    /// To the letter of RFC 9110.
    Strict,
    /// It has to be read a second time, leniently.
    Malformed,
    /// As many challenges as there is room for.
    Crowded,
}

/// Up to eight times the first.
const KIB: [usize; 4] = [2, 4, 8, 16];
const LINES: [usize; 4] = [10, 20, 40, 80];

pub(super) fn all() -> Vec<Work> {
    let mut all = Vec::new();
    for line in [Line::Strict, Line::Malformed, Line::Crowded] {
        all.extend(KIB.map(|kib| {
            let name = format!("{} of {kib} KiB", line.name());
            work(name, move |rounds| read(rounds, line, 1024 * kib))
        }));
    }
    all.extend(LINES.map(|lines| work(format!("batch of {lines} lines"), move |rounds| explain(rounds, lines))));
    all
}

fn work(name: String, run: impl Fn(u32) -> Result<(), BoxError> + Sync + 'static) -> Work {
    Work {
        section: Section::Classify,
        name,
        baseline: None,
        rounds: 16,
        run: Box::new(run),
    }
}

fn read(rounds: u32, line: Line, len: usize) -> Result<(), BoxError> {
    let text = line.text(len);
    let is_malformed = matches!(line, Line::Malformed);
    count(rounds, &mut || {
        let challenges = black_box(Challenge::parse_line(black_box(text.as_bytes())));
        match challenges.iter().any(Challenge::is_malformed) == is_malformed && !challenges.is_empty() {
            true => Ok(()),
            false => Err("not read as it was meant".into()),
        }
    })
}

fn explain(rounds: u32, lines: usize) -> Result<(), BoxError> {
    let input: String = (0..lines).map(line_of_batch).collect();
    count(rounds, &mut || {
        explain::batch(black_box(input.as_bytes()), io::sink())?;
        Ok(())
    })
}

/// One refusal of each kind, in turns.
fn line_of_batch(number: usize) -> String {
    let line = match number % 4 {
        0 => {
            r#"{"status":401,"headers":{"content-type":"application/json"},"body":"{\"error\":\"Invalid API key\"}","key_sent":true}"#
        }
        1 => {
            r#"{"status":401,"headers":{"www-authenticate":"Bearer realm=\"api\", error=\"invalid_token\""},"body":"","key_sent":true}"#
        }
        2 => {
            r#"{"status":403,"headers":{"content-type":"text/html"},"body":"<html><h1>Forbidden</h1></html>","key_sent":true}"#
        }
        _ => r#"{"status":429,"headers":{"retry-after":"7"},"body":"Too many requests","key_sent":true}"#,
    };
    line.to_owned() + "\n"
}

// ===== impl Line =====

impl Line {
    fn name(self) -> &'static str {
        match self {
            Self::Strict => "challenges",
            Self::Malformed => "malformed challenges",
            Self::Crowded => "crowded challenges",
        }
    }

    /// About `len` bytes of it.
    fn text(self, len: usize) -> String {
        let (each, tail) = match self {
            Self::Strict => (r#"Bearer realm="api", error="invalid_token", scope="a b", "#, "Basic"),
            // What is open at the end breaks all of the line.
            Self::Malformed => (
                r#"Bearer realm="api", error=invalid token; scope='a b', "#,
                r#"Basic realm="open"#,
            ),
            Self::Crowded => ("A a=b,", "A a=b"),
        };
        each.repeat((len - tail.len()) / each.len()) + tail
    }
}
