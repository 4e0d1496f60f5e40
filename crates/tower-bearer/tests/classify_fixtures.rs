//! How well answers are understood, on the project's own fixtures.
//!
//! `own.jsonl` is written by hand after what servers are known to answer; `captured.jsonl` was recorded from 34 programs that were
//! started for it.

use std::{error::Error, fs, path::Path};

#[path = "fixtures/mod.rs"]
mod fixtures;
#[path = "fixtures/report.rs"]
mod report;

use fixtures::{Row, Score};

#[test]
fn all_answers_together_are_understood_as_well_as_is_promised() -> Result<(), Box<dyn Error>> {
    let mut rows = Row::all(include_str!("fixtures/own.jsonl"))?;
    rows.extend(Row::all(include_str!("fixtures/captured.jsonl"))?);
    let score = Score::of(&rows);
    println!("{score}");
    score.assert_at_least(97.0, 92.0, 95.0);
    Ok(())
}

#[test]
fn the_page_says_what_comes_of_the_fixtures() -> Result<(), Box<dyn Error>> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    if !docs.exists() {
        println!("skipped: the page is in the repository alone");
        return Ok(());
    }
    let page = fs::read_to_string(docs.join("CLASSIFICATION.md"))?;
    // Not the whole of both in a failure: they are long.
    let wrong = page
        .lines()
        .zip(report::page()?.lines())
        .find(|(is, should)| is != should)
        .map(|(is, should)| format!("{is}\n{should}"));
    assert_eq!(wrong, None, "write it anew with the command that it names");
    assert_eq!(page, report::page()?);
    Ok(())
}

#[test]
fn answers_of_servers_are_understood() -> Result<(), Box<dyn Error>> {
    let score = Score::of(&Row::all(include_str!("fixtures/own.jsonl"))?);
    assert!(score.rows >= 150, "{score}");
    score.assert_at_least(99.0, 93.0, 99.0);
    Ok(())
}

#[test]
fn answers_that_were_recorded_are_understood() -> Result<(), Box<dyn Error>> {
    // Of the rest, five programs say nothing or something else than they mean; see docs/CLASSIFICATION.md.
    let score = Score::of(&Row::all(include_str!("fixtures/captured.jsonl"))?);
    score.assert_at_least(92.0, 86.0, 95.0);
    Ok(())
}

#[test]
fn providers_are_divided_into_thirds() -> Result<(), Box<dyn Error>> {
    let rows = Row::all(include_str!("fixtures/own.jsonl"))?;
    for third in 0..3 {
        let share = rows.iter().filter(|row| row.third() == third).count() * 100 / rows.len();
        assert!((23..=43).contains(&share), "{share} % in third {third}");
    }
    Ok(())
}
