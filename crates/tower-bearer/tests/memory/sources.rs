//! What a load leaves in memory.

use std::{path::Path, pin::pin, time::Duration};

use tokio::time::timeout;
use tower_bearer::{
    KeyFormat,
    source::{KeySource, command, env_or_file, file, first_of, systemd_credential},
};

use crate::{
    search::Memory,
    support::{is_over, with_file},
};

#[test]
fn a_file_leaves_no_copy_of_the_key() {
    // B58
    let name = "sources::a_file_leaves_no_copy_of_the_key";
    with_file(name, "", "\n", async |path, memory| {
        loaded_and_dropped(&file(path), memory).await;
    });
}

#[test]
fn a_file_that_a_variable_or_systemd_names_leaves_no_copy() {
    // B58
    let name = "sources::a_file_that_a_variable_or_systemd_names_leaves_no_copy";
    with_file(name, "", "\r\n", async |_, memory| {
        loaded_and_dropped(&env_or_file("MEMORY_TEST"), memory).await;
        loaded_and_dropped(&systemd_credential("key"), memory).await;
        let second = first_of(file("/nowhere/at/all"), env_or_file("MEMORY_TEST"));
        loaded_and_dropped(&second, memory).await;
    });
}

#[test]
fn a_file_that_is_no_key_leaves_no_copy() {
    // B58
    let name = "sources::a_file_that_is_no_key_leaves_no_copy";
    with_file(name, "", " \n", async |path, memory| {
        refused(&file(&path), memory).await;
        refused(&env_or_file("MEMORY_TEST"), memory).await;
    });
}

#[test]
fn a_key_of_another_format_leaves_no_copy() {
    // B58
    let name = "sources::a_key_of_another_format_leaves_no_copy";
    with_file(name, "", "\n", async |path, memory| {
        const FORMAT: KeyFormat = KeyFormat::new(&["sk_live_"]);

        refused(&file(&path).with_format(FORMAT), memory).await;
        refused(&command("cat", [path]).with_format(FORMAT), memory).await;
    });
}

#[test]
fn a_bare_key_from_a_command_leaves_no_copy() {
    // B58
    let name = "sources::a_bare_key_from_a_command_leaves_no_copy";
    with_file(name, "", "\n", async |path, memory| {
        loaded_and_dropped(&command("cat", [path]), memory).await;
    });
}

#[test]
fn a_key_in_json_from_a_command_leaves_no_copy() {
    // B58
    let name = "sources::a_key_in_json_from_a_command_leaves_no_copy";
    with_file(name, r#"{"token":""#, r#"","expires_in":60}"#, async |path, memory| {
        loaded_and_dropped(&command("cat", [path]), memory).await;
    });
}

#[test]
fn a_key_in_json_with_escapes_leaves_no_copy() {
    // B58: some writers of JSON escape each `/`.
    let name = "sources::a_key_in_json_with_escapes_leaves_no_copy";
    with_file(name, r#"{"key":"a\/b\u002f"#, r#"\/\u0041"}"#, async |path, memory| {
        loaded_and_dropped(&command("cat", [path]), memory).await;
    });
}

#[test]
fn a_command_that_fails_leaves_no_copy() {
    // B58
    let name = "sources::a_command_that_fails_leaves_no_copy";
    with_file(name, "", "\n", async |path, memory| {
        let script = format!("cat '{path}'; cat '{path}' >&2; exit 1");
        refused(&command("sh", ["-c", &script]), memory).await;
    });
}

#[test]
fn json_that_is_not_understood_leaves_no_copy() {
    // B58
    let name = "sources::json_that_is_not_understood_leaves_no_copy";
    with_file(name, r#"{"secret":""#, r#"","token":null}"#, async |path, memory| {
        refused(&command("cat", [&path]), memory).await;
        let broken = format!("cat '{path}'; echo '{{'");
        refused(&command("sh", ["-c", &broken]), memory).await;
    });
}

#[test]
fn a_load_that_is_dropped_leaves_no_copy() {
    // B58
    let name = "sources::a_load_that_is_dropped_leaves_no_copy";
    with_file(name, "", "\n", async |path, memory| {
        let source = file(&path);
        // Over or not: whichever thread was faster.
        let _ = is_over(pin!(source.load()));
        // The pipe is made once the key is printed, and never written to.
        let pipe = format!("{path}.pipe");
        let script = format!("cat '{path}'; mkfifo '{pipe}'; exec cat '{pipe}'");
        let source = command("sh", ["-c", &script]);
        let mut load = pin!(source.load());
        let read = async {
            while !Path::new(&pipe).exists() || memory.copies() == 0 {
                assert!(!is_over(load.as_mut()));
                tokio::task::yield_now().await;
            }
        };
        timeout(Duration::from_secs(60), read).await.unwrap();
    });
}

async fn loaded_and_dropped(source: &impl KeySource, memory: &Memory) {
    let before = memory.copies();
    let credential = source.load().await.unwrap();
    // As long as the key is there, so is one copy: this sees them.
    assert_eq!(memory.copies(), before + 1);
    drop(credential);
    assert_eq!(memory.copies(), before);
}

/// The failure is there while memory is searched, and holds none.
async fn refused(source: &impl KeySource, memory: &Memory) {
    let before = memory.copies();
    let failure = source.load().await.map(drop).unwrap_err();
    assert_eq!(memory.copies(), before, "{failure}");
}
