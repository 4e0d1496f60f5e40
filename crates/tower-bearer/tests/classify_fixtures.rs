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
    println!("{score}");
    assert!(score.rows >= 150, "{score}");
    assert!(score.accepted() >= 98.0, "{score}");
    assert!(score.exact() >= 94.0, "{score}");
    assert_eq!(score.wrongly_rejected, 0, "{score}");
    assert!(score.rejections_found() >= 97.0, "{score}");
    Ok(())
}
