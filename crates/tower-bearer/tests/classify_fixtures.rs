//! How well answers are understood, on the project's own fixtures.
//!
//! `own.jsonl` is written by hand after what servers are known to answer; `captured.jsonl` was recorded from 34 programs that were
//! started for it.

use std::error::Error;

#[path = "fixtures/mod.rs"]
mod fixtures;

use fixtures::{Row, Score};

#[test]
fn answers_of_servers_are_understood() -> Result<(), Box<dyn Error>> {
    let score = Score::of(&Row::all(include_str!("fixtures/own.jsonl"))?);
    assert!(score.rows >= 150, "{score}");
    assert!(score.accepted() >= 99.0, "{score}");
    assert!(score.exact() >= 94.0, "{score}");
    assert_eq!(score.wrongly_rejected, 0, "{score}");
    assert!(score.rejections_found() >= 99.0, "{score}");
    Ok(())
}

#[test]
fn answers_that_were_recorded_are_understood() -> Result<(), Box<dyn Error>> {
    // Of the rest, five programs say nothing or something else than they mean; see docs/CLASSIFICATION.md.
    let score = Score::of(&Row::all(include_str!("fixtures/captured.jsonl"))?);
    assert!(score.accepted() >= 92.0, "{score}");
    assert!(score.exact() >= 86.0, "{score}");
    assert_eq!(score.wrongly_rejected, 0, "{score}");
    assert!(score.rejections_found() >= 95.0, "{score}");
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
