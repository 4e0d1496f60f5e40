//! What a crate exports, read from its source.

use std::{collections::BTreeSet, fs, path::Path};

/// What the root and the public modules of the crate in `directory` export: names in capitals of `pub use`, and public types that are
/// declared there.
pub(crate) fn exported(directory: impl AsRef<Path>) -> BTreeSet<String> {
    let source = directory.as_ref().join("src");
    let mut names = BTreeSet::new();
    let mut modules = vec![source.join("lib.rs")];
    while let Some(module) = modules.pop() {
        let text = fs::read_to_string(&module).unwrap();
        let code: Vec<_> = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//") && !line.starts_with("#["))
            .collect();
        let folder = if module.ends_with("lib.rs") {
            source.clone()
        } else {
            module.with_extension("")
        };
        for item in code.join("\n").split(';') {
            let item = item.trim();
            if let Some(module) = item.strip_prefix("pub mod ") {
                modules.push(folder.join(module).with_extension("rs"));
            } else if let Some(exports) = item.strip_prefix("pub use ") {
                let words = exports.split(|character: char| !character.is_alphanumeric() && character != '_');
                names.extend(words.filter(is_type).map(str::to_owned));
            }
        }
        let declared = code.iter().filter_map(|line| {
            let mut words = line.trim_start().strip_prefix("pub ")?.split([' ', '<', '(', ';', '{']);
            let is_item = matches!(words.next(), Some("struct" | "enum" | "trait" | "type"));
            words.next().filter(|name| is_item && *name != "Sealed")
        });
        names.extend(declared.map(str::to_owned));
    }
    names
}

fn is_type(word: &&str) -> bool {
    word.starts_with(|first: char| first.is_ascii_uppercase())
}
