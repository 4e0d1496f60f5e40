//! The program as its reader runs it.
#![cfg(test)]

use std::process::{Command, Output};

#[test]
fn brands_are_fetched_with_a_key() {
    let scene = scene(1);

    assert_eq!(scene.texts("answer"), ["200 OK: Acme, Globex"]);
    let [seen] = &scene.texts("server saw")[..] else {
        panic!("{scene:?}")
    };
    let id = between(seen, "GET /get-brands, key ", ", answered 200");
    assert!(is_fingerprint(id), "{seen}");
}

#[test]
fn a_client_without_a_key_is_told_which_variable_it_belongs_into() {
    let scene = scene(2);

    assert_eq!(scene.texts("server saw"), ["GET /get-brands, no key, answered 401"]);
    assert_eq!(
        scene.texts("error"),
        [r#"MissingKey: no API key was sent (401): "Missing API key""#]
    );
    assert!(scene.texts("hint")[0].contains("TRAKKR_API_KEY"), "{scene:?}");
}

#[test]
fn a_revoked_key_is_invalid_with_a_401_and_with_a_403() {
    let scene = scene(3);

    assert_eq!(
        scene.texts("error"),
        [
            r#"InvalidKey: the API key is invalid (401): "Invalid API key""#,
            r#"InvalidKey: the API key is invalid (403): "Invalid API key""#,
        ]
    );
    assert!(
        scene.texts("hint")[0].starts_with("check or replace the key (set it in TRAKKR_API_KEY)"),
        "{scene:?}"
    );
}

#[test]
fn requests_in_flight_keep_the_old_key_and_the_next_has_the_new_one() {
    let scene = scene(4);

    let set = &scene.texts("Keys::set")[0];
    let (old, new) = set.split_once(" → ").unwrap();
    assert!(is_fingerprint(old) && is_fingerprint(new) && old != new, "{set}");
    assert_eq!(scene.texts("in flight"), [[old; 3].join(", ")]);
    assert_eq!(scene.texts("next"), [new]);
    assert_eq!(scene.texts("answers"), [["200 OK"; 4].join(", ")]);
}

#[test]
fn a_foreign_origin_gets_no_key_and_the_hint_says_so() {
    let scene = scene(5);

    let own = &scene.texts("own")[0];
    assert!(
        is_fingerprint(between(own, "GET /redirect, key ", ", answered 307")),
        "{own}"
    );
    let foreign = &scene.texts("foreign")[0];
    assert!(foreign.ends_with("GET /get-brands, no key, answered 401"), "{foreign}");
    assert!(
        scene.texts("hint")[0].contains("an origin that is not listed"),
        "{scene:?}"
    );
}

#[test]
fn the_story_shows_no_key_and_fits_a_terminal() {
    let story = story();

    assert!(!story.contains("sk_live_"), "{story}");
    for line in story.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
}

#[test]
fn live_without_a_usable_key_names_the_variable_and_sends_nothing() {
    for (key, said) in [
        (None, "TRAKKR_API_KEY is not set"),
        (Some(""), "TRAKKR_API_KEY is empty"),
        (Some("sk_live_xxxxxxxxxxxx"), "put your own key in its place"),
        (Some("sk_live_9aF31kQ\n"), "line break"),
        (Some("pk_9aF31kQ"), "it has to begin with `sk_live_`"),
    ] {
        let mut command = program(&["--live"]);
        if let Some(key) = key {
            command.env("TRAKKR_API_KEY", key);
        }
        let output = command.output().unwrap();

        assert_eq!(output.status.code(), Some(1), "{key:?}");
        assert!(output.stdout.is_empty(), "{output:?}");
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains("TRAKKR_API_KEY") && error.contains(said), "{error}");
        assert!(!error.contains("9aF31kQ"), "{error}");
        assert!(error.contains("Without --live"), "{error}");
    }
}

#[test]
fn help_names_every_option_and_an_unknown_one_is_exit_code_2() {
    let help = program(&["--help"]).output().unwrap();
    assert!(help.status.success());
    let text = String::from_utf8(help.stdout).unwrap();
    assert!(text.contains("--live") && text.contains("--help"), "{text}");

    for argument in ["--lvie", "more", "--live=yes"] {
        let output = program(&[argument]).output().unwrap();

        assert_eq!(output.status.code(), Some(2), "{argument}");
        assert!(output.stdout.is_empty(), "{argument}");
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains("Usage: "), "{error}");
    }
}

/// Lines of a label and a text.
#[derive(Debug)]
struct Scene(Vec<(String, String)>);

impl Scene {
    fn texts(&self, label: &str) -> Vec<&str> {
        let lines = self.0.iter().filter(|(own, _)| own == label);
        lines.map(|(_, text)| text.as_str()).collect()
    }
}

fn scene(number: usize) -> Scene {
    let story = story();
    let title = format!("{number}  ");
    let scene = story.split("\n\n").find(|part| part.starts_with(&title)).unwrap();
    let mut lines = Vec::<(String, String)>::new();
    for line in scene.lines().skip(1) {
        let (label, text) = (line[..16].trim(), &line[16..]);
        match lines.last_mut() {
            Some((_, begun)) if label.is_empty() => *begun = format!("{begun} {text}"),
            _ => lines.push((label.to_owned(), text.to_owned())),
        }
    }
    Scene(lines)
}

fn story() -> String {
    let output: Output = program(&[]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quickstart"));
    command.args(arguments).env_remove("TRAKKR_API_KEY");
    command
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("{text}"));
    rest.strip_suffix(after).unwrap_or_else(|| panic!("{text}"))
}

fn is_fingerprint(text: &str) -> bool {
    text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
