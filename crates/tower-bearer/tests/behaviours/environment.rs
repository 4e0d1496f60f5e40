//! Keys from environment variables. Only a process of its own can have the variables that a test wants.

use std::{
    env,
    error::Error,
    ffi::{OsStr, OsString},
    process::Command,
};

use tower_bearer::{KeyFormat, KeyId, KeySource, source};

#[test]
fn a_good_key_is_read() {
    assert_eq!(
        read("sk_live_CANARY7f3Q"),
        format!("key {}", KeyId::of("sk_live_CANARY7f3Q"))
    );
    assert_eq!(
        read("1|CANARY"),
        format!("key {}", KeyId::of("1|CANARY")),
        "of any format, if none was given"
    );
}

#[test]
fn a_variable_that_is_not_set_or_empty_is_no_key() {
    // B2, B4
    for value in ["", " ", "\t", "\n", " \r\n "] {
        assert_eq!(
            read(value),
            "Nothing: CANARY_API_KEY is empty: export it with the key that the API issued",
            "{value:?}"
        );
    }
    assert_eq!(
        said(None, "any"),
        "Nothing: CANARY_API_KEY is not set: export it with the key that the API issued"
    );
}

#[test]
fn a_mistake_of_a_person_is_named_and_so_is_the_remedy() {
    // B2
    for (value, problem, remedy) in [
        ("sk_live_SECRET7f3Q\n", "line break at byte 18", "remove it"),
        ("sk_live_SECRET7f3Q\r\n", "line break at byte 18", "remove it"),
        ("sk_live_SECRET7f3Q ", "space or a tab at byte 18", "copy the key again"),
        (
            "\u{201c}sk_live_SECRET7f3Q\u{201d}",
            "outside of ASCII at byte 0",
            "copy the key again",
        ),
        ("\"sk_live_SECRET7f3Q\"", "in quotes", "remove the quotes"),
        ("'sk_live_SECRET7f3Q'", "in quotes", "remove the quotes"),
        ("sk_live_xxxxxxxxxxxx", "placeholder", "put your own key in its place"),
        ("<sk_live_SECRET7f3Q>", "placeholder", "put your own key in its place"),
        ("$SECRET7f3Q", "nothing expanded", "give the key itself"),
        ("${SECRET7f3Q}", "nothing expanded", "give the key itself"),
    ] {
        let said = read(value);
        assert!(
            said.starts_with("Terminal: CANARY_API_KEY holds no usable key: "),
            "{value:?}: {said}"
        );
        assert!(said.contains(problem) && said.contains(remedy), "{value:?}: {said}");
        assert!(!said.contains("SECRET") && !said.contains("7f3Q"), "{value:?}: {said}");
        assert!(!said.contains("xxxx"), "{value:?}: {said}");
    }
}

#[test]
fn a_key_of_another_api_is_told_by_its_beginning() {
    // B2
    assert!(said(Some("sk_live_CANARY7f3Q".as_ref()), "sk_live").starts_with("key "));
    let said = said(Some("pk_test_SECRET7f3Q".as_ref()), "sk_live");
    assert!(
        said.starts_with("Terminal: CANARY_API_KEY holds no usable key: "),
        "{said}"
    );
    assert!(said.contains("it has to begin with `sk_live_`"), "{said}");
    assert!(!said.contains("SECRET") && !said.contains("pk_test"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_text_is_said_to_be_none() {
    use std::os::unix::ffi::OsStringExt;

    let said = said(Some(&OsString::from_vec(b"sk_live_SECRET\xff".to_vec())), "any");
    assert_eq!(
        said,
        "Terminal: CANARY_API_KEY is not text: keys are ASCII; copy the key again"
    );
}

#[test]
fn the_source_says_its_variable_and_no_key() {
    let source = source::env(VARIABLE).with_format(SK_LIVE);
    assert_eq!(
        format!("{source:?}"),
        r#"EnvSource { variable: "CANARY_API_KEY", environment: None, .. }"#
    );
}

/// What the child process does: it loads the key, and says what came of it.
#[test]
#[ignore = "the tests above run it in a process of its own"]
fn child() {
    let source = source::env(VARIABLE);
    let source = match env::var("CHILD_FORMAT").as_deref() {
        Ok("sk_live") => source.with_format(SK_LIVE),
        _ => source,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let said = match runtime.block_on(source.load()) {
        Ok(credential) => format!("key {}", credential.key().id()),
        Err(error) => {
            assert!(error.source().is_none(), "all is in the message");
            assert!(format!("{error:?}").contains(&error.to_string()));
            format!("{:?}: {error}", error.kind())
        }
    };
    println!("{SAID}{said}");
}

const VARIABLE: &str = "CANARY_API_KEY";
const SK_LIVE: KeyFormat = KeyFormat::new(&["sk_live_", "sk_test_"]);
const SAID: &str = "the child says: ";

#[track_caller]
fn read(value: &str) -> String {
    said(Some(value.as_ref()), "any")
}

/// What a process with this variable says.
#[track_caller]
fn said(value: Option<&OsStr>, format: &str) -> String {
    let mut child = Command::new(env::current_exe().unwrap());
    child
        .args(["--ignored", "--exact", "--nocapture", "environment::child"])
        .env("CHILD_FORMAT", format);
    match value {
        Some(value) => child.env(VARIABLE, value),
        None => child.env_remove(VARIABLE),
    };
    let output = child.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let said = text.lines().find_map(|line| line.split_once(SAID));
    let (_, said) =
        said.unwrap_or_else(|| panic!("it said nothing: {text}{}", String::from_utf8_lossy(&output.stderr)));
    said.to_owned()
}
