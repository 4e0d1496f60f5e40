//! `docs/LAYER-ORDER.md` and the tests of this folder name each other.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

#[test]
fn the_table_names_every_test_and_no_other() {
    let named = named();
    assert_eq!(
        named.iter().collect::<BTreeSet<_>>().len(),
        named.len(),
        "one row a test"
    );
    let in_table: BTreeSet<_> = named.into_iter().collect();
    assert_eq!(in_table, tests());
}

#[test]
fn the_reader_of_tests_sees_all_of_them() {
    let text = "#[test]\nfn a() {}\n\n#[tokio::test(start_paused = true)]\nasync fn b() {\n}\nfn helper() {}\n";
    assert_eq!(functions_with_tests(text), ["a", "b"]);
    assert!(tests().len() > 30, "{:?}", tests());
}

/// What the last column of the table says: `redirect::…` for a function, `ui/….rs` for a case of the compiler.
fn named() -> Vec<String> {
    let text = fs::read_to_string(crate_folder().join("../../docs/LAYER-ORDER.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with('|'));
    rows.filter_map(|row| {
        let cell = row.trim_end().trim_end_matches('|').rsplit('|').next()?;
        cell.trim().strip_prefix('`')?.strip_suffix('`').map(str::to_owned)
    })
    .collect()
}

/// All tests of this folder but those of its own order: this file's, and the one that runs the cases of the compiler.
fn tests() -> BTreeSet<String> {
    let mut tests = BTreeSet::new();
    for file in files(&crate_folder().join("tests/layer_order")) {
        let module = file.file_stem().unwrap().to_str().unwrap();
        if matches!(module, "document" | "types") {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        tests.extend(
            functions_with_tests(&text)
                .iter()
                .map(|name| format!("{module}::{name}")),
        );
    }
    for case in files(&crate_folder().join("tests/ui/layer_order")) {
        tests.insert(format!("ui/{}", case.file_name().unwrap().to_str().unwrap()));
    }
    tests
}

/// The names of the functions that stand below a line such as `#[test]`.
fn functions_with_tests(text: &str) -> Vec<&str> {
    let lines: Vec<_> = text.lines().collect();
    lines
        .windows(2)
        .filter(|pair| pair[0].starts_with("#[test]") || pair[0].starts_with("#[tokio::test"))
        .map(|pair| {
            let signature = pair[1].trim_start_matches("async ");
            let name = signature.strip_prefix("fn ").and_then(|rest| rest.split('(').next());
            name.unwrap_or_else(|| panic!("no function below {:?}", pair[0]))
        })
        .collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

fn crate_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}
