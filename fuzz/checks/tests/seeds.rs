//! Each seed of each fuzz target, on stable and without a fuzzer. Findings of the fuzzer are seeds too, named after what they showed.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::{fs, path::Path};

use tower_bearer::{KeySource, source};

#[test]
fn keys() {
    each("key", fuzz_checks::key);
}

#[test]
fn origins() {
    each("origin", fuzz_checks::origin);
}

#[test]
fn challenges() {
    each("challenge", fuzz_checks::challenge);
}

#[test]
fn answers() {
    each("answer", fuzz_checks::answer);
}

#[test]
fn files() {
    each("file", fuzz_checks::file);
}

#[test]
fn dotenv_files() {
    each("dotenv", fuzz_checks::dotenv);
}

#[test]
fn lines_for_explain() {
    each("batch", |seed| {
        fuzz_checks::batch(seed, |line, output| explain::batch(line, output).unwrap());
    });
}

/// Here the program is run.
#[cfg(unix)]
#[test]
fn outputs_of_commands() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let directory = tempfile::TempDir::new().unwrap();
    let path = directory.path().join("output");
    each("command", |seed| {
        fuzz_checks::command(seed, |output| {
            fs::write(&path, output).unwrap();
            runtime.block_on(source::command("cat", [&path]).load())
        });
    });
}

/// There is a target for each folder of seeds, and seeds for each target.
#[test]
fn every_target_has_seeds() {
    let names = |folder: &str| {
        let entries = fs::read_dir(root().join(folder)).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_owned())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names("seeds"), names("fuzz_targets"));
}

fn each(target: &str, check: impl Fn(&[u8])) {
    let mut seeds: Vec<_> = fs::read_dir(root().join("seeds").join(target))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    seeds.sort();
    assert!(seeds.len() >= 10, "{} seeds", seeds.len());
    for seed in seeds {
        let input = fs::read(&seed).unwrap();
        let checked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(&input)));
        assert!(checked.is_ok(), "{}", seed.display());
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}
