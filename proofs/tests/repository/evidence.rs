use std::{fs, path::Path};

use crate::{packages, read};

/// A test as `SECURITY.md` names it: `package::target::module::name`.
#[derive(Debug)]
struct Evidence {
    package: String,
    target: String,
    modules: Vec<String>,
    name: String,
}

#[test]
fn each_promise_of_security_md_names_tests_that_are_there() {
    let packages = packages();
    let rows = promises();
    assert!(rows.len() >= 15, "{} promises", rows.len());
    for (promise, evidence) in rows {
        assert!(!evidence.is_empty(), "no test for: {promise}");
        for test in evidence {
            let found = packages.iter().find(|(name, _)| *name == test.package);
            let (_, directory) = found.unwrap_or_else(|| panic!("no package of {test:?}"));
            assert!(is_there(directory, &test), "{test:?} for: {promise}");
        }
    }
}

#[test]
fn a_test_that_is_not_there_is_noticed() {
    let packages = packages();
    let (_, directory) = packages.iter().find(|(name, _)| name == "proofs").unwrap();
    let this = "proofs::repository::evidence::a_test_that_is_not_there_is_noticed";
    assert!(is_there(directory, &Evidence::parse(this).unwrap()));
    for other in [
        // A function, and no test.
        "proofs::repository::evidence::promises",
        "proofs::repository::evidence::a_test_that_is_not_there",
        "proofs::repository::lints::a_test_that_is_not_there_is_noticed",
        "proofs::other::evidence::a_test_that_is_not_there_is_noticed",
    ] {
        assert!(!is_there(directory, &Evidence::parse(other).unwrap()), "{other}");
    }
    assert!(Evidence::parse("AuthError::find").is_none());
}

/// The rows of all tables whose last column is the evidence.
fn promises() -> Vec<(String, Vec<Evidence>)> {
    let text = read("SECURITY.md");
    let rows = text
        .lines()
        .filter(|line| line.starts_with('|') && !line.starts_with("|---"));
    let rows = rows.filter(|line| !line.ends_with("| evidence |"));
    rows.map(|row| {
        let (promise, evidence) = row.trim_end_matches('|').rsplit_once('|').unwrap();
        let evidence = evidence.split('`').skip(1).step_by(2).filter_map(Evidence::parse);
        (promise.to_owned(), evidence.collect())
    })
    .collect()
}

/// Whether a function of this name with an attribute that makes a test of it is in the file of the module, or of its target.
fn is_there(directory: &Path, test: &Evidence) -> bool {
    let folder = if test.target == "lib" {
        directory.join("src")
    } else {
        directory.join("tests").join(&test.target)
    };
    let module = test
        .modules
        .iter()
        .fold(folder.clone(), |path, module| path.join(module));
    let files = match &test.modules[..] {
        [] => vec![folder.join("main.rs"), folder.with_extension("rs")],
        // Unit tests are often in the file that they test.
        [.., last] if last == "tests" => vec![
            module.with_extension("rs"),
            module.parent().unwrap().with_extension("rs"),
        ],
        _ => vec![module.with_extension("rs")],
    };
    let texts = files.iter().filter_map(|file| fs::read_to_string(file).ok());
    texts
        .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
        .fold((false, false), |(is_found, is_test), line| {
            let line = line.trim_start();
            let is_this = line
                .trim_start_matches("async ")
                .starts_with(&format!("fn {}(", test.name));
            let attribute = line.starts_with("#[test]") || line.starts_with("#[tokio::test");
            let is_between = line.starts_with("#[") || line.starts_with("//");
            (is_found || is_this && is_test, attribute || is_test && is_between)
        })
        .0
}

// ===== impl Evidence =====

impl Evidence {
    fn parse(text: &str) -> Option<Self> {
        let is_name = |part: &str| {
            part.chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-')
        };
        let mut parts: Vec<_> = text.split("::").map(str::to_owned).collect();
        if parts.len() < 3 || !parts.iter().all(|part| is_name(part)) {
            return None;
        }
        let name = parts.pop()?;
        let mut parts = parts.into_iter();
        Some(Self {
            package: parts.next()?,
            target: parts.next()?,
            modules: parts.collect(),
            name,
        })
    }
}
