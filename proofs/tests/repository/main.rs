//! What the files of the repository say of each other.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod evidence;
mod lints;

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The packages of the workspace with the directories that they are in.
fn packages() -> Vec<(String, PathBuf)> {
    let manifest = read("Cargo.toml");
    let (_, members) = manifest.split_once("members = [").unwrap();
    let (members, _) = members.split_once(']').unwrap();
    let mut packages = Vec::new();
    for member in members.split(',').map(|member| member.trim().trim_matches('"')) {
        let directories = match member.strip_suffix("/*") {
            Some(parent) => fs::read_dir(root().join(parent))
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .collect(),
            None => vec![root().join(member)],
        };
        for directory in directories
            .into_iter()
            .filter(|directory| directory.join("Cargo.toml").exists())
        {
            let manifest = fs::read_to_string(directory.join("Cargo.toml")).unwrap();
            let name = manifest.lines().find_map(|line| line.strip_prefix("name = ")).unwrap();
            packages.push((name.trim_matches('"').to_owned(), directory));
        }
    }
    assert!(packages.len() > 10, "{packages:?}");
    packages
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}
