use tower_bearer::{ApiKey, KeySource, source};

use crate::{
    planted::{assert_hidden, chain, in_place_of_marks},
    runtime::{block_on, with_file},
};

/// The contents of a file. It is loaded if it is a key with one line end or none; an error says nothing of what was there.
pub fn file(input: &[u8]) {
    let contents = in_place_of_marks(input);
    let loaded = with_file(&contents, |path| block_on(source::file(path).load()));
    let text = contents
        .strip_suffix(b"\n")
        .map_or(&*contents, |line| line.strip_suffix(b"\r").unwrap_or(line));
    let expected = std::str::from_utf8(text).ok().and_then(|text| ApiKey::new(text).ok());
    match loaded {
        Ok(credential) => assert_eq!(Some(credential.key().id()), expected.map(|key| key.id())),
        Err(error) => {
            let said = chain(&error);
            assert_hidden(&said);
            // What is left is a mistake that a person makes, such as quotes.
            assert!(expected.is_none() || said.contains("holds no usable key"), "{said}");
        }
    }
}
