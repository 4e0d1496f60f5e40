//! Writes `docs/BENCHMARKS.md` and its plots of what the other commands have measured.
//!
//! `cargo run --release -p benches --bin page`; it measures nothing, and the same results make the same page: a test holds the page
//! of the repository against its results.

mod measured;
mod plots;
mod svg;
mod text;

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use benches::BoxError;

use self::measured::Measured;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("page: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), BoxError> {
    for (path, content) in files()? {
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(path, content)?;
    }
    Ok(())
}

/// What is written, and where.
fn files() -> Result<Vec<(PathBuf, String)>, BoxError> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let measured = Measured::load()?;
    let plots = plots::all(&measured)?
        .into_iter()
        .map(|plot| (docs.join("plots").join(plot.file), plot.svg));
    let page = (docs.join("BENCHMARKS.md"), text::page(&measured)?);
    Ok(plots.chain([page]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_and_its_plots_say_what_was_measured() {
        for (path, content) in files().unwrap() {
            let written = fs::read_to_string(&path).unwrap_or_default();
            assert!(
                written == content,
                "{} is of other results: run `cargo run --release -p benches --bin page`",
                path.display()
            );
            assert!(!content.contains("NaN"), "{}: a number is missing", path.display());
        }
    }
}
