//! That the command which holds the budget does not pass where it counted nothing.

use std::process::{Command, Output};

use benches::BoxError;

const COULD_NOT_COUNT: Option<i32> = Some(2);

#[test]
fn without_valgrind_the_budget_is_not_held_and_the_command_says_so_and_fails() -> Result<(), BoxError> {
    for arguments in [&[][..], &["--bless"]] {
        let output = instructions(arguments, "")?;
        let said = String::from_utf8(output.stderr)?;
        assert_eq!(output.status.code(), COULD_NOT_COUNT, "{said}");
        assert!(
            said.contains("valgrind is not installed, and nothing was counted"),
            "{said}"
        );
    }
    Ok(())
}

#[test]
fn what_is_no_argument_is_refused() -> Result<(), BoxError> {
    let output = instructions(&["--blss"], "")?;
    assert_eq!(output.status.code(), COULD_NOT_COUNT);
    Ok(())
}

fn instructions(arguments: &[&str], path: &str) -> Result<Output, BoxError> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_instructions"));
    Ok(command.args(arguments).env("PATH", path).output()?)
}
