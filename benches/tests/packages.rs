//! What a program takes in with the core, as its documentation and its contract say.

use std::{collections::BTreeSet, fs, process::Command};

use benches::{BoxError, TREE};

const CORE: &str = "tower-bearer";
const AT_MOST: usize = 30;

#[test]
fn the_core_takes_in_at_most_thirty_packages() -> Result<(), BoxError> {
    let packages = packages("")?;
    assert!(packages.len() <= AT_MOST, "{packages:?}");
    Ok(())
}

#[test]
fn a_feature_takes_in_as_many_packages_as_its_documentation_says() -> Result<(), BoxError> {
    let manifest_dir = env!("CARGO_MANIFEST_DIR");
    let lib = fs::read_to_string(format!("{manifest_dir}/../crates/{CORE}/src/lib.rs"))?;
    let (_, table) = lib.split_once("//! # Features\n").ok_or("no table of features")?;
    let without = packages("")?.len();
    let mut features = 0;
    for row in table.lines().filter_map(|line| line.strip_prefix("//! | `")) {
        let (feature, rest) = row.split_once('`').ok_or("a feature without an end")?;
        let said = rest.rsplit('|').nth(1).unwrap_or_default().trim();
        let said = match said.split([' ', ':']).next() {
            Some("none") => 0,
            // Another crate's, of which it says no number.
            Some("those") => continue,
            number => number.unwrap_or_default().parse()?,
        };
        assert_eq!(packages(feature)?.len() - without, said, "{feature}");
        features += 1;
    }
    assert!(features > 3, "the table was not read");
    Ok(())
}

/// Itself included.
fn packages(features: &str) -> Result<BTreeSet<String>, BoxError> {
    let output = Command::new(env!("CARGO"))
        .args(TREE)
        .args(["--locked", "--offline", "--package", CORE, "--features", features])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()?;
    match output.status.success() {
        true => Ok(String::from_utf8(output.stdout)?.lines().map(str::to_owned).collect()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned().into()),
    }
}
