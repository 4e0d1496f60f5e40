//! Instructions as callgrind counts them.

use std::{
    env,
    io::ErrorKind,
    process::{Command, Output},
};

use benches::{BoxError, Case};

const REQUESTS: i64 = 1000;

/// Whether there is a valgrind.
///
/// # Errors
///
/// When there is none, or it does not run.
pub(crate) fn check() -> Result<(), BoxError> {
    output(Command::new("valgrind").arg("--version")).map(drop)
}

/// All instructions that one request takes in `case`, its making included.
///
/// The difference between some requests and twice as many: start and end of the process are in both, and fall out.
pub(crate) fn instructions_a_request(case: Case) -> Result<i64, BoxError> {
    let difference = instructions(case, 2 * REQUESTS)? - instructions(case, REQUESTS)?;
    // To the nearest: what happens once in many requests, such as an allocator's housekeeping, is no request's.
    Ok((difference + REQUESTS / 2) / REQUESTS)
}

fn instructions(case: Case, requests: i64) -> Result<i64, BoxError> {
    let mut command = Command::new("valgrind");
    command
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env::current_exe()?)
        .args([case.name(), &requests.to_string()]);
    let report = String::from_utf8(output(&mut command)?.stderr)?;
    let (_, count) = report
        .lines()
        .find_map(|line| line.split_once("Collected : "))
        .ok_or_else(|| format!("valgrind said no count:\n{report}"))?;
    Ok(count.trim().parse()?)
}

fn output(command: &mut Command) -> Result<Output, BoxError> {
    let output = command.output().map_err(|error| match error.kind() {
        ErrorKind::NotFound => "valgrind is not installed, and nothing was counted: `apt install valgrind`".into(),
        _ => format!("valgrind does not run, and nothing was counted: {error}"),
    })?;
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("valgrind failed ({}), and nothing was counted:\n{said}", output.status).into())
}
