use tower_bearer::{ApiKey, KeyFormat, KeySource, source};

use crate::{
    planted::{assert_hidden, chain, in_place_of_marks},
    runtime::{block_on, with_file},
};

/// A `.env` file with a variable `KEY`. The first value counts, as `dotenvy` reads the file whole; an error says nothing of what was
/// there.
pub fn dotenv(input: &[u8]) {
    let contents = in_place_of_marks(input);
    let loaded = with_file(&contents, |path| block_on(source::dotenv(path, "KEY").load()));
    let expected = first_value(&contents).and_then(|value| ApiKey::new(value).ok());
    let expected = expected.filter(|key| KeyFormat::ANY.check(key).is_ok());
    match loaded {
        Ok(credential) => assert_eq!(Some(credential.key().id()), expected.map(|key| key.id())),
        Err(error) => {
            assert_hidden(&chain(&error));
            assert!(expected.is_none(), "{error}");
        }
    }
}

/// Up to it, every line is read.
fn first_value(contents: &[u8]) -> Option<String> {
    let contents = contents.strip_prefix("\u{feff}".as_bytes()).unwrap_or(contents);
    for entry in dotenvy::from_read_iter(contents) {
        match entry {
            Ok((name, value)) if name == "KEY" => return Some(value),
            Ok(_) => {}
            Err(_) => return None,
        }
    }
    None
}
