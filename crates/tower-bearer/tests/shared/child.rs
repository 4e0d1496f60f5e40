//! A test in a process of its own: for what a process has only once, such as its environment and its memory.

use std::{env, process::Command};

const CHILD: &str = "TOWER_BEARER_TEST_IS_CHILD";

/// Whether this process was started by a test.
pub(crate) fn is_child() -> bool {
    env::var_os(CHILD).is_some()
}

/// Runs `body` in a process of its own with these variables set. `name` is the path of the test that calls this.
pub(crate) fn with_variables(name: &str, variables: &[(&str, &str)], body: impl FnOnce()) {
    if is_child() {
        return body();
    }
    let output = Command::new(env::current_exe().unwrap())
        .args([name, "--exact", "--nocapture"])
        .env(CHILD, "1")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && stdout.contains("1 passed"),
        "{stdout}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
