//! Answers of other programs, if the variable `TOWER_BEARER_CORPUS` names a folder that has them.
//!
//! Each row of `captured.jsonl` and `quoted.jsonl` there is an answer: `status`, `headers`, `body` and `key_sent`, what really was
//! wrong (`kind`) and the kinds that are right given what the server gave away (`accept`).

use std::{env, error::Error, fs, path::Path};

#[path = "fixtures/mod.rs"]
mod fixtures;

use fixtures::{Row, Score};

#[test]
fn answers_of_other_programs_are_understood() -> Result<(), Box<dyn Error>> {
    let Some(folder) = env::var_os("TOWER_BEARER_CORPUS") else {
        println!("skipped: TOWER_BEARER_CORPUS is not set");
        return Ok(());
    };
    let mut rows = Vec::new();
    for file in ["captured.jsonl", "quoted.jsonl"] {
        rows.extend(Row::all(&fs::read_to_string(Path::new(&folder).join(file))?)?);
    }
    let third = env::var("TOWER_BEARER_THIRD").ok();
    if let Some(third) = third.and_then(|third| third.parse::<u64>().ok()) {
        rows.retain(|row| row.third() == third);
    }
    let score = Score::of(&rows);
    println!("{score}");
    score.assert_at_least(97.0, 92.0, 95.0);
    Ok(())
}
