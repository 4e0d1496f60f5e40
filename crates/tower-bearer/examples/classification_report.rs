//! How well answers are understood: writes `docs/CLASSIFICATION.md` to standard output, or scores other rows.
//!
//! ```sh
//! cargo run -q -p tower-bearer --example classification_report > docs/CLASSIFICATION.md
//! cargo run -q -p tower-bearer --example classification_report -- rows.jsonl   # rows of the same form as the fixtures
//! ```

use std::{env, error::Error, fs};

#[path = "../tests/fixtures/mod.rs"]
mod fixtures;
#[path = "../tests/fixtures/report.rs"]
mod report;

use fixtures::{Row, Score};

fn main() -> Result<(), Box<dyn Error>> {
    let files: Vec<_> = env::args_os().skip(1).collect();
    if files.is_empty() {
        print!("{}", report::page()?);
    }
    for file in files {
        let rows = Row::all(&fs::read_to_string(&file)?)?;
        println!("{}", Score::of(&rows));
        for third in 0..3 {
            let rows: Vec<_> = rows.iter().filter(|row| row.third() == third).cloned().collect();
            println!(
                "third {third}, by provider: {}",
                Score::of(&rows).to_string().lines().last().unwrap_or_default()
            );
        }
    }
    Ok(())
}
