use std::fs;

use tower_bearer::{
    KeyId,
    source::{SourceErrorKind::*, env, env_or_file},
};

use crate::support::{Directory, block_on, failure, id, with_variables};

#[test]
fn a_key_of_the_environment_at_hand_goes_before_the_general_one() {
    let variables = [
        ("SRC_KEY", "general"),
        ("SRC_KEY_STAGING", "staging"),
        ("SRC_KEY_EU_WEST_1", "western"),
        ("SRC_KEY_EMPTY", "  "),
    ];
    let name = "environment::a_key_of_the_environment_at_hand_goes_before_the_general_one";
    with_variables(name, &variables, || {
        block_on(async {
            for (environment, key) in [
                ("staging", "staging"),
                ("Staging", "staging"),
                ("eu-west.1", "western"),
                ("production", "general"),
                ("empty", "general"),
            ] {
                let source = env("SRC_KEY").for_environment(environment);
                assert_eq!(id(&source).await.unwrap(), KeyId::of(key), "{environment}");
            }
            assert_eq!(id(&env("SRC_KEY")).await.unwrap(), KeyId::of("general"));
        });
    });
}

#[test]
fn a_particular_key_that_cannot_be_used_is_not_passed_over() {
    let variables = [("SRC_KEY", "general"), ("SRC_KEY_STAGING", "two words")];
    let name = "environment::a_particular_key_that_cannot_be_used_is_not_passed_over";
    with_variables(name, &variables, || {
        let (kind, said) = block_on(failure(env("SRC_KEY").for_environment("staging")));
        assert_eq!(kind, Terminal);
        assert!(said.starts_with("SRC_KEY_STAGING holds no usable key: "), "{said}");
        assert!(!said.contains("two"), "{said}");
    });
}

#[test]
fn an_error_names_every_variable_that_was_looked_at() {
    // B10
    let name = "environment::an_error_names_every_variable_that_was_looked_at";
    with_variables(name, &[("SRC_KEY", "")], || {
        block_on(async {
            assert_eq!(
                failure(env("SRC_KEY")).await,
                (
                    Nothing,
                    "SRC_KEY is empty: export it with the key that the API issued".to_owned()
                )
            );
            assert_eq!(
                failure(env("SRC_KEY").for_environment("staging")).await,
                (
                    Nothing,
                    "SRC_KEY_STAGING is not set, SRC_KEY is empty: export one of them with the key that the API issued"
                        .to_owned()
                )
            );
            assert_eq!(
                failure(env_or_file("SRC_KEY").for_environment("staging")).await,
                (
                    Nothing,
                    "SRC_KEY_STAGING is not set, SRC_KEY_STAGING_FILE is not set, SRC_KEY is empty, SRC_KEY_FILE is not set: \
                     export one of them with the key that the API issued"
                        .to_owned()
                )
            );
        });
    });
}

#[test]
fn an_environment_without_a_name_is_an_error_and_not_the_general_key() {
    let name = "environment::an_environment_without_a_name_is_an_error_and_not_the_general_key";
    with_variables(name, &[("SRC_KEY", "general")], || {
        for environment in ["", "  "] {
            let (kind, said) = block_on(failure(env("SRC_KEY").for_environment(environment)));
            assert_eq!(kind, Terminal);
            assert!(said.contains("has no name"), "{said}");
        }
    });
}

#[test]
fn a_variable_names_a_file_that_holds_the_key() {
    // B4
    let directory = Directory::new();
    let path = directory.write("key", "from-file\n");
    let variables = [("SRC_KEY_FILE", path.to_str().unwrap()), ("SRC_OTHER", "from-variable")];
    let name = "environment::a_variable_names_a_file_that_holds_the_key";
    with_variables(name, &variables, || {
        block_on(async {
            assert_eq!(id(&env_or_file("SRC_KEY")).await.unwrap(), KeyId::of("from-file"));
            assert_eq!(id(&env_or_file("SRC_OTHER")).await.unwrap(), KeyId::of("from-variable"));
        });
    });
}

#[test]
fn a_variable_and_its_file_both_set_are_an_error_that_names_both() {
    let name = "environment::a_variable_and_its_file_both_set_are_an_error_that_names_both";
    let variables = [
        ("SRC_KEY", "canary-key"),
        ("SRC_KEY_FILE", "/run/secrets/key"),
        ("SRC_ONE", ""),
        ("SRC_ONE_FILE", "/nowhere/key"),
    ];
    with_variables(name, &variables, || {
        block_on(async {
            assert_eq!(
                failure(env_or_file("SRC_KEY")).await,
                (
                    Terminal,
                    "both SRC_KEY and SRC_KEY_FILE are set: keep the one that you mean".to_owned()
                )
            );
            // An empty variable is not set, and a file that was promised may yet come.
            let (kind, said) = failure(env_or_file("SRC_ONE")).await;
            assert_eq!(kind, Transient);
            assert!(said.starts_with("/nowhere/key is not there"), "{said}");
        });
    });
}

#[test]
fn a_file_that_a_variable_names_is_rechecked_and_a_variable_is_not() {
    let directory = Directory::new();
    let path = directory.write("key", "first");
    let variables = [("SRC_KEY_FILE", path.to_str().unwrap()), ("SRC_OTHER", "only")];
    let name = "environment::a_file_that_a_variable_names_is_rechecked_and_a_variable_is_not";
    with_variables(name, &variables, || {
        use tower_bearer::source::KeySource;

        let source = env_or_file("SRC_KEY");
        block_on(async {
            assert_eq!(source.load().await.unwrap().recheck().unwrap().as_secs(), 30);
            assert_eq!(env_or_file("SRC_OTHER").load().await.unwrap().recheck(), None);
            fs::write(std::env::var("SRC_KEY_FILE").unwrap(), "second").unwrap();
            assert_eq!(id(&source).await.unwrap(), KeyId::of("second"));
        });
    });
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_text_is_told_apart_from_one_that_is_not_set() {
    use std::{env as process_env, ffi::OsStr, os::unix::ffi::OsStrExt, process::Command};

    if process_env::var_os("SRC_NOT_TEXT").is_some() {
        let (kind, said) = block_on(failure(env("SRC_NOT_TEXT")));
        assert_eq!(kind, Terminal);
        assert_eq!(said, "SRC_NOT_TEXT is not text: keys are ASCII; copy the key again");
        return;
    }
    let name = "environment::a_variable_that_is_not_text_is_told_apart_from_one_that_is_not_set";
    let output = Command::new(process_env::current_exe().unwrap())
        .args([name, "--exact"])
        .env("SRC_NOT_TEXT", OsStr::from_bytes(b"sk_live_\xff"))
        .output()
        .unwrap();
    assert!(output.status.success() && String::from_utf8_lossy(&output.stdout).contains("1 passed"));
}
