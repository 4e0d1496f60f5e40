use std::{fs::File, io::Read, path::Path, pin::pin, process, thread, time::Duration};

use tokio::{sync::oneshot, time::timeout};
use tower_bearer::{
    KeyFormat, KeyId, Keys,
    source::{CommandSource, KeySource, SourceErrorKind::*, command},
};
use tower_bearer_testkit::Canary;

use crate::support::{Directory, chain, failure, id, is_over};

#[tokio::test]
async fn a_bare_key_is_trimmed_of_one_line_end() {
    // B3, B4
    for (format, is_key) in [
        ("1|a:b", true),
        (r"1|a:b\n", true),
        (r"1|a:b\r\n", true),
        (r"1|a:b\n\n", false),
    ] {
        let source = command("printf", [format]);
        match source.load().await {
            Ok(credential) => {
                assert!(is_key && credential.key().id() == KeyId::of("1|a:b"), "{format}");
                assert_eq!((credential.lifetime(), credential.recheck()), (None, None));
            }
            Err(error) => assert!(!is_key && error.kind() == Terminal, "{format}: {error}"),
        }
    }
}

#[tokio::test]
async fn json_gives_a_key_and_its_lifetime() {
    let source = shell(r#"echo '{"access_token": "eyJ.a-b_c==", "token_type": "Bearer", "expires_in": 3600}'"#);
    let credential = source.load().await.unwrap();
    assert_eq!(credential.key().id(), KeyId::of("eyJ.a-b_c=="));
    assert_eq!(credential.lifetime(), Some(Duration::from_secs(3600)));
}

#[tokio::test]
async fn a_program_that_prints_nothing_has_nothing() {
    // B4, B10
    for script in [":", "echo", "echo '  '"] {
        let (kind, said) = failure(shell(script)).await;
        assert_eq!(kind, Nothing, "{script}");
        assert_eq!(said, "the output of `sh` is empty: have it print the key");
    }
}

#[tokio::test]
async fn a_failure_has_the_status_and_what_was_said_and_never_what_was_printed() {
    // B56
    let said_of = async |script: &str| {
        let (kind, said) = failure(shell(script)).await;
        assert_eq!(kind, Transient, "{script}");
        said
    };
    assert_eq!(
        said_of(r"printf 'vault is \033[1msealed\nunseal it' >&2; exit 3").await,
        r"`sh` failed (exit status: 3), with on its standard error: vault is \u{1b}[1msealed unseal it"
    );
    for script in ["exit 1", "echo key; exit 1", "echo >&2; exit 1"] {
        let said = "`sh` failed (exit status: 1), with nothing on its standard error";
        assert_eq!(said_of(script).await, said, "{script}");
    }
    // Blanks are no key.
    let said = said_of("echo; echo no such key >&2; exit 1").await;
    assert!(said.ends_with("standard error: no such key"), "{said}");
    let said = said_of("kill -9 $$").await;
    assert!(said.contains("signal: 9"), "{said}");
}

#[tokio::test]
async fn standard_error_is_not_shown_where_it_may_repeat_the_key_however_that_is_written() {
    // B56
    let canary = Canary::new().unwrap();
    let key = canary.text();
    for write in [
        "printf %s",
        "printf %.10s",
        "printf %s | base64 -w0",
        "printf %s | od -An -tx1",
        "printf %s | od -An -tu1",
        "printf %s | sed 's/[/]/%2F/g; s/[+]/%2B/g'",
        "printf %s | fold -w 5",
        "printf %s | sed 's/./&./g'",
        "printf %s | rev",
    ] {
        let (print, then) = write.split_once(" | ").unwrap_or((write, "cat"));
        let script = format!("key='{key}'; echo \"$key\"; {print} \"$key\" | {then} >&2; exit 3");
        let error = id(&shell(&script)).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "`sh` failed (exit status: 3), with something on its standard error that is not shown, since it may repeat the key \
             that was printed"
        );
        assert_eq!(canary.trace_in(chain(&error)), None, "{write}");
    }
}

#[tokio::test]
async fn long_standard_error_is_read_to_its_end_and_shown_capped() {
    // A program that is not read from ends early, with another status.
    let script = "head -c 1000000 /dev/zero | tr '\\0' e >&2 && exit 3; exit 4";
    let (_, said) = failure(shell(script)).await;
    assert!(said.contains("(exit status: 3)"), "{said}");
    let shown = said.chars().filter(|character| *character == 'e').count();
    assert!((512..600).contains(&shown), "{shown}");
}

#[tokio::test]
async fn up_to_64_kib_are_read_and_an_endless_output_is_refused() {
    let print = |bytes| format!("head -c {bytes} /dev/zero | tr '\\0' k");
    assert_eq!(
        id(&shell(&print(64 * 1024))).await.unwrap(),
        KeyId::of("k".repeat(64 * 1024))
    );
    for script in [print(64 * 1024 + 1), "exec yes".to_owned()] {
        let (kind, said) = failure(shell(&script)).await;
        assert_eq!((kind, said.contains("more than 64 KiB")), (Terminal, true), "{said}");
    }
}

#[tokio::test]
async fn a_program_that_cannot_be_run_is_named() {
    let (kind, said) = failure(command("no-such-program-here", [""; 0])).await;
    assert_eq!(kind, Terminal);
    assert!(said.starts_with("`no-such-program-here` was not found"), "{said}");
    let directory = Directory::new();
    let path = directory.write("not-executable", "");
    let (kind, said) = failure(command(&path, [""; 0])).await;
    assert_eq!((kind, said.contains("make it executable")), (Terminal, true), "{said}");
}

#[tokio::test]
async fn there_is_no_shell_and_nothing_to_read_on_standard_input() {
    assert_eq!(id(&command("echo", ["$HOME;x"])).await.unwrap(), KeyId::of("$HOME;x"));
    assert_eq!(failure(command("cat", ["-"])).await.0, Nothing);
    #[cfg(target_os = "linux")]
    assert_eq!(
        id(&command("readlink", ["/proc/self/fd/0"])).await.unwrap(),
        KeyId::of("/dev/null")
    );
}

#[tokio::test]
async fn the_format_of_the_api_is_checked() {
    let format = KeyFormat::new(&["sk_live_"]);
    for output in ["pk_live_9aF31kQ", r#"{"key":"pk_live_9aF31kQ"}"#] {
        let (kind, said) = failure(command("echo", [output]).with_format(format)).await;
        assert_eq!(kind, Terminal);
        assert!(said.ends_with("it has to begin with `sk_live_`"), "{said}");
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_program_is_killed_and_collected_when_its_load_is_dropped() {
    let directory = Directory::new();
    let (source, witness) = program_that_hangs(&directory);
    let pid = {
        let mut load = pin!(source.load());
        assert!(!is_over(load.as_mut()).await);
        witness.pid.await.unwrap()
    };
    ends(witness.end).await;
    let process = format!("/proc/{pid}");
    let collected = async {
        while Path::new(&process).exists() {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, collected).await.unwrap();
}

#[tokio::test]
async fn a_program_that_hangs_runs_into_the_time_limit_and_is_killed() {
    // B26
    let directory = Directory::new();
    let (source, witness) = program_that_hangs(&directory);
    let mut load = pin!(Keys::load(source));
    assert!(!is_over(load.as_mut()).await);
    witness.pid.await.unwrap();
    // From here on, the clock goes to the next timer as soon as all else waits.
    tokio::time::pause();
    let error = load.await.map(|_| ()).unwrap_err();
    assert_eq!(error.to_string(), "the key source did not answer in time");
    tokio::time::resume();
    ends(witness.end).await;
}

/// How long a test waits before it fails; it waits for nothing but the other process.
const PATIENCE: Duration = Duration::from_secs(20);

async fn ends(end: oneshot::Receiver<()>) {
    timeout(PATIENCE, end).await.unwrap().unwrap();
}

fn shell(script: &str) -> CommandSource {
    command("sh", ["-c", script])
}

/// Sees a program begin and end.
struct Witness {
    pid: oneshot::Receiver<u32>,
    end: oneshot::Receiver<()>,
}

/// It holds one end of a pipe, which closes when it ends in whatever way.
fn program_that_hangs(directory: &Directory) -> (CommandSource, Witness) {
    let pipe = directory.path("pipe");
    let made = process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let source = shell(&format!("exec 3>'{}'; echo $$ >&3; exec sleep 1000", pipe.display()));
    let (began, pid) = oneshot::channel();
    let (ended, end) = oneshot::channel();
    thread::spawn(move || {
        let mut pipe = File::open(pipe).unwrap();
        let mut text = Vec::new();
        while !text.ends_with(b"\n") {
            let mut byte = [0];
            if pipe.read(&mut byte).unwrap() == 0 {
                break;
            }
            text.push(byte[0]);
        }
        // The test may want neither.
        let _ = began.send(String::from_utf8(text).unwrap().trim().parse().unwrap_or_default());
        pipe.read_to_end(&mut Vec::new()).unwrap();
        let _ = ended.send(());
    });
    (source, Witness { pid, end })
}
