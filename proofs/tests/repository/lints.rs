use std::fs;

use crate::{packages, read};

#[test]
fn unsafe_code_is_forbidden_in_every_package() {
    let manifest = read("Cargo.toml");
    let (_, lints) = manifest.split_once("[workspace.lints.rust]").unwrap();
    let (lints, _) = lints.split_once("\n[").unwrap();
    assert!(lints.lines().any(|line| line == "unsafe_code = \"forbid\""), "{lints}");
    for (name, directory) in packages() {
        let manifest = fs::read_to_string(directory.join("Cargo.toml")).unwrap();
        // The last table, so that nothing is added to it.
        assert!(manifest.trim_end().ends_with("[lints]\nworkspace = true"), "{name}");
    }
}
