//! What other projects test their parsers with, if the variable `TOWER_BEARER_CORPUS` names a folder that has it.
//!
//! Each row of `challenges.jsonl` there has an `input` (field lines; each `char` is one octet), the challenges that the grammar
//! gives (`strict`) and those that the other project's parser gives (`peer`); `"error"` stands for none of either.

use std::{env, error::Error, fs, path::Path};

use serde_json::Value;
use tower_bearer::Challenge;

#[test]
fn challenges_of_other_projects_are_read_as_the_grammar_has_it_and_as_well_as_there() -> Result<(), Box<dyn Error>> {
    let Some(folder) = env::var_os("TOWER_BEARER_CORPUS") else {
        println!("skipped: TOWER_BEARER_CORPUS is not set");
        return Ok(());
    };
    let corpus = fs::read_to_string(Path::new(&folder).join("challenges.jsonl"))?;
    let (mut rows, mut recovered) = (0, 0);
    let mut failures = Vec::new();
    for row in corpus.lines().filter(|row| !row.trim().is_empty()) {
        let row: Value = serde_json::from_str(row)?;
        let lines = field_lines(&row["input"]).ok_or("an input is a list of field lines")?;
        rows += 1;

        let strict: Result<Vec<_>, _> = lines.iter().map(|line| Challenge::parse_strict(line)).collect();
        let strict = strict.map(|challenges| challenges.concat());
        let is_as_expected = match (&strict, row["strict"].as_array()) {
            (Ok(ours), Some(expected)) => ours.len() == expected.len() && ours.iter().zip(expected).all(is),
            (ours, None) => ours.is_err() == (row["strict"] == "error"),
            (Err(_), Some(_)) => false,
        };
        if !is_as_expected {
            failures.push(format!("{}: strict gives {strict:?}", row["input"]));
        }

        let (Err(_), Some(peer)) = (&strict, row["peer"].as_array()) else {
            continue;
        };
        let lenient: Vec<_> = lines.iter().flat_map(|line| Challenge::parse_line(line)).collect();
        recovered += 1;
        if !has_all(&lenient, peer) {
            failures.push(format!("{}: lenient gives {lenient:?}", row["input"]));
        }
    }
    println!("{rows} rows, {recovered} of them recovered from a broken line");
    assert!(failures.is_empty(), "{} rows:\n{}", failures.len(), failures.join("\n"));
    assert!(rows > 0, "the file has no rows");
    Ok(())
}

fn field_lines(input: &Value) -> Option<Vec<Vec<u8>>> {
    let lines = input.as_array()?.iter();
    lines.map(|line| octets(line.as_str()?)).collect()
}

fn octets(line: &str) -> Option<Vec<u8>> {
    line.chars().map(|octet| u8::try_from(octet).ok()).collect()
}

/// Some rows have the scheme in lower case.
fn is((ours, expected): (&Challenge, &Value)) -> bool {
    has(ours, expected) && expected["params"].as_object().map(|params| params.len()) == Some(ours.params().count())
}

/// Whether the challenges of `peer` are among ours, in order, with at least their parameters. Theirs may have a parameter
/// without a value (null), which ours has no value for either.
fn has_all(ours: &[Challenge], peer: &[Value]) -> bool {
    let mut ours = ours.iter();
    peer.iter().all(|theirs| ours.any(|challenge| has(challenge, theirs)))
}

fn has(ours: &Challenge, theirs: &Value) -> bool {
    let has_param = |(name, value): (&String, &Value)| ours.param(name) == value.as_str();
    ours.is_scheme(theirs["scheme"].as_str().unwrap_or_default())
        && ours.token68() == theirs["token68"].as_str()
        && theirs["params"]
            .as_object()
            .is_some_and(|params| params.iter().all(has_param))
}
