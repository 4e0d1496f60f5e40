use std::{
    io::{BufRead, BufReader, Lines},
    process::{Child, ChildStdout, Command, Output, Stdio},
};

use http::{Request, StatusCode};
use tower_bearer::ApiKey;

use crate::support::{Seen, api, assert_refused, send};

#[tokio::test]
async fn the_printed_curl_command_works_as_printed_and_is_logged() {
    let mut program = Program::start(&[]);
    let (variable, curl) = (program.line_with("export"), program.line_with("curl"));

    let seen = run(&curl).await;

    assert_eq!(seen.status, StatusCode::OK, "{curl}");
    let key = variable.trim().strip_prefix("export TRAKKR_API_KEY=").unwrap();
    assert!(curl.contains(key), "{curl}");
    let id = ApiKey::new(key).unwrap().id();
    assert_eq!(program.line_with("GET"), format!("GET /get-brands 200 {id}"));
}

#[tokio::test]
async fn the_switches_of_the_program_are_those_of_the_box() {
    let mut program = Program::start(&["--port=0", "--invalid-key-status", "403", "--challenge"]);
    let curl = program.line_with("curl");

    let seen = run(&curl.replace("Bearer sk_live_", "Bearer sk_dead_")).await;

    assert_refused(&seen, 403, "Invalid API key");
    assert_eq!(
        seen.headers["www-authenticate"],
        r#"Bearer realm="trakkr", error="invalid_token""#
    );
    let line = program.line_with("GET");
    assert!(line.starts_with("GET /get-brands 403 "), "{line}");
}

#[tokio::test]
async fn a_request_without_a_key_is_logged_without_its_query() {
    let mut program = Program::start(&[]);
    let origin = program.line_with("Listening").replace("Listening on ", "");

    send(Request::delete(format!("{origin}/brands/7?key=sk_live_1"))).await;

    assert_eq!(program.line_with("DELETE"), "DELETE /brands/7 401 no-key");
}

#[tokio::test]
async fn a_port_that_is_taken_is_named_with_a_way_out() {
    let api = api().await;
    let port = api.address().port();

    let output = Program::run(&["--port", &port.to_string()]);

    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains(&format!("cannot listen on 127.0.0.1:{port}")), "{error}");
    assert!(error.contains("--port 0"), "{error}");
}

#[test]
fn a_bad_argument_is_named_with_the_usage_and_exit_code_2() {
    for (arguments, message) in [
        (&["--prot", "1"][..], "--prot"),
        (&["--port", "x"], "--port has to be a number from 0 to 65535"),
        (&["--port", "65536"], "--port has to be a number from 0 to 65535"),
        (&["--port"], "--port"),
        (
            &["--invalid-key-status", "404"],
            "--invalid-key-status has to be 401 or 403",
        ),
        (&["--challenge=yes"], "--challenge"),
        (&["more"], "more"),
    ] {
        let output = Program::run(arguments);

        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains(message) && error.contains("Usage: "), "{error}");
    }
}

#[test]
fn help_and_version_are_printed_and_are_no_failure() {
    let help = Program::run(&["--help"]);
    assert!(help.status.success());
    let help = String::from_utf8(help.stdout).unwrap();
    for option in ["--port", "--invalid-key-status", "--challenge", "--help", "--version"] {
        assert!(help.contains(option), "{help}");
    }
    let version = Program::run(&["-V"]);
    let expected = format!("tower-bearer-testkit {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(String::from_utf8(version.stdout).unwrap(), expected);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_the_program_without_an_error() {
    let mut program = Program::start(&[]);
    program.line_with("Ctrl-C");

    let id = program.child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());

    assert!(program.child.wait().unwrap().success());
}

/// The program at work; it ends with this.
struct Program {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Program {
    fn start(arguments: &[&str]) -> Self {
        let mut command = Self::command(arguments);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let stdout = child.stdout.take().unwrap();
        Self {
            child,
            lines: BufReader::new(stdout).lines(),
        }
    }

    fn run(arguments: &[&str]) -> Output {
        Self::command(arguments).output().unwrap()
    }

    fn command(arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tower-bearer-testkit"));
        command.args(arguments);
        command
    }

    /// The next line that has this text.
    fn line_with(&mut self, text: &str) -> String {
        self.lines
            .by_ref()
            .map(Result::unwrap)
            .find(|line| line.contains(text))
            .unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Does what curl does with `curl -H '<name>: <value>' '<url>'`.
async fn run(curl: &str) -> Seen {
    let parts: Vec<_> = curl.split('\'').collect();
    let ["curl -H ", header, " ", url, ""] = parts
        .iter()
        .map(|part| part.trim_start_matches("  "))
        .collect::<Vec<_>>()[..]
    else {
        panic!("{parts:?}")
    };
    let (name, value) = header.split_once(": ").unwrap();
    send(Request::get(url).header(name, value)).await
}
