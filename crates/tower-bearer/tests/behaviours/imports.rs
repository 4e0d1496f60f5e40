//! Who may import whom, read from the crate's own source: the table is also the newcomer's map.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, iter,
    path::{Path, PathBuf},
};

/// A module, and the modules that it may use. `error` uses of `key` the fingerprint alone, so that no error can hold a key;
/// `classify` never uses `key` at all, so that no classifier can see one. `profile` is plain data, and makes the two layers of it
/// (`ApiProfile::layer`), so it is the one module that uses them; and it checks keys and names their source.
const TABLE: &[(&str, &[&str])] = &[
    ("key", &[]),
    ("origin", &[]),
    ("challenge", &[]),
    ("body", &[]),
    ("text", &[]),
    ("error", &["key::KeyId", "challenge", "text"]),
    // Never what cuts a key out; what counts is for tests.
    (
        "classify",
        &[
            "challenge",
            "error",
            "text::Head",
            "text::latin1",
            "text::percent_decoded",
            "text::steps",
        ],
    ),
    ("scheme", &["key"]),
    // To tell of a file that others can read, and what a program said.
    ("source", &["key", "event", "text"]),
    ("event", &["key", "source", "error"]),
    ("keys", &["key", "source", "error", "event"]),
    ("bearer_auth", BELOW_THE_LAYERS),
    ("auth_error_classifier", BELOW_THE_LAYERS),
    ("redirect", &["origin", "scheme"]),
    (
        "service_builder",
        &["origin", "bearer_auth", "auth_error_classifier", "profile"],
    ),
    (
        "adapter",
        &["bearer_auth", "auth_error_classifier", "classify", "error", "keys"],
    ),
    (
        "profile",
        &[
            "scheme",
            "origin",
            "classify",
            "key",
            "source",
            "error",
            "bearer_auth",
            "auth_error_classifier",
        ],
    ),
];

const BELOW_THE_LAYERS: &[&str] = &[
    "key",
    "origin",
    "challenge",
    "body",
    "text",
    "error",
    "classify",
    "scheme",
    "source",
    "event",
    "keys",
];

#[test]
fn modules_import_what_the_table_lets_them() {
    let table: BTreeMap<_, _> = TABLE.iter().copied().collect();
    for (module, path) in imports() {
        let may_use = table
            .get(&*module)
            .unwrap_or_else(|| panic!("the table has no row for `{module}`"));
        let within = |allowed: &&&str| path == **allowed || path.starts_with(&format!("{allowed}::"));
        assert!(
            may_use.iter().any(|allowed| within(&allowed)),
            "`{module}` may not use `crate::{path}`"
        );
    }
}

#[test]
fn the_table_has_a_row_for_each_module_and_no_other() {
    let declared: BTreeSet<_> = non_test_code(&source_folder().join("lib.rs"))
        .split(';')
        .filter_map(|item| {
            // Without attributes, such as that of a feature.
            item.rsplit(']')
                .next()?
                .trim()
                .trim_start_matches("pub ")
                .strip_prefix("mod ")
                .map(str::to_owned)
        })
        .collect();
    let rows: BTreeSet<_> = TABLE.iter().map(|(module, _)| (*module).to_owned()).collect();
    assert_eq!(rows, declared);
}

#[test]
fn the_reader_of_imports_sees_all_of_them() {
    let text = "use std::fmt;\nuse crate::{a::{b, c::D}, e::F as G};\nuse super::{h, super::i::J};\n\
                pub use self::k::L; fn m() { crate::n::o(); } use super::super::super::p; // crate::q::R\n";
    let found = paths(&without_comments(text), &["x", "y", "z"]);
    assert_eq!(found, ["a::b", "a::c::D", "e::F", "x::y::h", "x::i::J", "n::o", "p"]);
}

#[test]
fn the_reader_finds_what_is_known_to_be_there() {
    let found = imports();
    for (module, path) in [
        ("error", "key::KeyId"),
        ("classify", "error::AuthErrorKind"),
        ("profile", "bearer_auth::BearerAuthLayer"),
        ("bearer_auth", "origin::NotCovered"),
    ] {
        assert!(
            found.contains(&(module.to_owned(), path.to_owned())),
            "{module} uses {path}"
        );
    }
}

/// `(module, path)` for each use of another module of the crate, outside of tests.
fn imports() -> BTreeSet<(String, String)> {
    let folder = source_folder();
    let mut imports = BTreeSet::new();
    for file in files(&folder) {
        let relative = file.strip_prefix(&folder).unwrap().with_extension("");
        let at: Vec<_> = relative.iter().map(|part| part.to_str().unwrap()).collect();
        if at == ["lib"] || at.contains(&"tests") {
            continue;
        }
        for path in paths(&non_test_code(&file), &at) {
            if path.split("::").next() != Some(at[0]) {
                imports.insert((at[0].to_owned(), path));
            }
        }
    }
    imports
}

/// The paths into the crate that a text has, from the crate's root on; the text is that of the module `at`.
fn paths(text: &str, at: &[&str]) -> Vec<String> {
    let mut paths = Vec::new();
    let mut rest = text;
    // A path in a `use` may begin with either, and one in an expression with the first.
    while let Some(start) = ["crate::", "super::"]
        .iter()
        .filter_map(|root| find_word(rest, root))
        .min()
    {
        let tree = &rest[start..];
        let end = end_of_tree(tree);
        expand(&tree[..end], at, &mut paths);
        rest = &tree[end..];
    }
    paths
}

/// Expands `a::{b, c::d as e}`, seen from the module `at`.
fn expand(tree: &str, at: &[&str], paths: &mut Vec<String>) {
    let (head, group) = match tree.split_once('{') {
        Some((head, group)) => (head, group.trim_end().strip_suffix('}')),
        None => (tree, None),
    };
    let mut base: Vec<&str> = at.to_vec();
    for part in head.split("::").map(str::trim).filter(|part| !part.is_empty()) {
        match part {
            "crate" => base.clear(),
            "super" => drop(base.pop()),
            "self" => {}
            _ => base.push(part.split_whitespace().next().unwrap()),
        }
    }
    match group {
        None => paths.push(base.join("::")),
        Some(group) => split_group(group).iter().for_each(|tree| expand(tree, &base, paths)),
    }
}

/// The trees of a group, split at the commas that are in no inner one.
fn split_group(group: &str) -> Vec<&str> {
    let (mut depth, mut start) = (0, 0);
    let mut trees = Vec::new();
    for (position, character) in group.char_indices().chain(iter::once((group.len(), ','))) {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                trees.push(group[start..position].trim());
                start = position + 1;
            }
            _ => {}
        }
    }
    trees.into_iter().filter(|tree| !tree.is_empty()).collect()
}

fn end_of_tree(tree: &str) -> usize {
    let mut depth = 0;
    for (position, character) in tree.char_indices() {
        match character {
            '{' if depth > 0 || tree[..position].ends_with("::") => depth += 1,
            '}' if depth > 1 => depth -= 1,
            '}' if depth == 1 => return position + 1,
            _ if depth > 0 || character.is_alphanumeric() || matches!(character, '_' | ':') => {}
            _ => return position,
        }
    }
    tree.len()
}

/// Where `word` begins, not in the middle of another.
fn find_word(text: &str, word: &str) -> Option<usize> {
    let mut found = text.match_indices(word).map(|(at, _)| at);
    found
        .find(|at| !text[..*at].ends_with(|before: char| before.is_alphanumeric() || matches!(before, '_' | ':' | '$')))
}

/// The text of a file without its test modules and its comments.
fn non_test_code(file: &Path) -> String {
    let mut text = without_comments(&fs::read_to_string(file).unwrap());
    while let Some((before, tests)) = text.split_once("\n#[cfg(test)]\nmod ") {
        let end = tests.find([';', '{']).and_then(|at| match &tests[at..=at] {
            ";" => Some(at + 1),
            _ => tests.find("\n}\n").map(|at| at + 2),
        });
        let end = end.unwrap_or_else(|| panic!("{}: a test module has no end", file.display()));
        text = format!("{before}{}", &tests[end..]);
    }
    text
}

fn without_comments(text: &str) -> String {
    let lines = text.lines().map(|line| match line.trim_start().starts_with("//") {
        true => "",
        // In the middle of a line, behind a blank: not the one of `https://`.
        false => line.split_once(" // ").map_or(line, |(code, _)| code),
    });
    lines.flat_map(|line| [line, "\n"]).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| match path.is_dir() {
            true => files(&path),
            false => vec![path],
        })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}
