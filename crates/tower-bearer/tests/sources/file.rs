use std::{error::Error, fs, time::Duration};

use tower_bearer::{
    KeyFormat, KeyId,
    source::{KeySource, SourceErrorKind::*, file, systemd_credential},
};

use crate::support::{Directory, block_on, failure, id, with_variables};

#[tokio::test]
async fn one_line_end_at_the_end_is_no_part_of_the_key() {
    // B4
    let directory = Directory::new();
    for (text, is_key) in [
        ("1|abc", true),
        ("1|abc\n", true),
        ("1|abc\r\n", true),
        ("1|abc\n\n", false),
        ("1|abc\r", false),
        (" 1|abc\n", false),
        ("1|abc \n", false),
    ] {
        let source = file(directory.write("key", text));
        match id(&source).await {
            Ok(id) => assert!(is_key && id == KeyId::of("1|abc"), "{text:?}"),
            Err(error) => assert!(!is_key && error.kind() == Terminal, "{text:?}: {error}"),
        }
    }
}

#[tokio::test]
async fn no_file_and_white_space_alone_are_nothing_here() {
    // B4, B10
    let directory = Directory::new();
    for text in ["", "\n", " \r\n\t\n"] {
        let (kind, said) = failure(file(directory.write("key", text))).await;
        assert_eq!(kind, Nothing, "{text:?}");
        assert!(said.contains("key is empty: write the key"), "{said}");
    }
    let (kind, said) = failure(file(directory.path("absent"))).await;
    assert_eq!(kind, Nothing);
    assert!(said.contains("absent is not there"), "{said}");
    assert_eq!(failure(file(directory.path("key/below"))).await.0, Nothing);
}

#[tokio::test]
async fn up_to_64_kib_are_a_key_and_a_byte_more_is_refused() {
    let directory = Directory::new();
    let longest = "k".repeat(64 * 1024);
    assert_eq!(
        id(&file(directory.write("key", &longest))).await.unwrap(),
        KeyId::of(&longest)
    );
    let (kind, said) = failure(file(directory.write("key", longest + "k"))).await;
    assert_eq!(kind, Terminal);
    assert!(said.contains("more than 64 KiB"), "{said}");
}

#[tokio::test]
async fn what_is_no_text_and_no_regular_file_is_refused() {
    let directory = Directory::new();
    let (kind, said) = failure(file(directory.write("key", b"sk_live_\xff"))).await;
    assert_eq!((kind, said.contains("is not text")), (Terminal, true), "{said}");
    let (kind, said) = failure(file(directory.path(""))).await;
    assert_eq!((kind, said.contains("no regular file")), (Terminal, true), "{said}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_named_pipe_is_refused_without_waiting_for_a_writer() {
    let directory = Directory::new();
    let pipe = directory.path("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let outcome = tokio::time::timeout(Duration::from_secs(20), failure(file(&pipe))).await;
    // Lets go a reader that waits, for this test to fail and not to hang.
    let writer = fs::OpenOptions::new().read(true).write(true).open(&pipe);
    let (kind, said) = outcome.unwrap();
    assert_eq!((kind, said.contains("no regular file")), (Terminal, true), "{said}");
    drop(writer);
}

#[cfg(unix)]
#[tokio::test]
async fn what_the_system_says_is_the_cause() {
    let directory = Directory::new();
    let link = directory.path("link");
    std::os::unix::fs::symlink(&link, &link).unwrap();
    let error = id(&file(link)).await.unwrap_err();
    assert_eq!(error.kind(), Transient);
    assert!(error.to_string().ends_with("link could not be read"), "{error}");
    assert!(error.source().unwrap().is::<std::io::Error>());
}

#[tokio::test]
async fn a_file_is_rechecked_every_30_seconds_unless_set_and_does_not_expire() {
    let directory = Directory::new();
    let source = file(directory.write("key", "1|abc"));
    let credential = source.load().await.unwrap();
    assert_eq!(credential.recheck(), Some(Duration::from_secs(30)));
    assert_eq!(credential.lifetime(), None);
    let credential = source.recheck_every(Duration::from_secs(5)).load().await.unwrap();
    assert_eq!(credential.recheck(), Some(Duration::from_secs(5)));
}

#[cfg(unix)]
#[tokio::test]
async fn whether_others_can_read_the_file_is_found_out_behind_links_at_each_load() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let directory = Directory::new();
    let path = directory.write("key", "1|abc");
    let link = directory.path("link");
    symlink(&path, &link).unwrap();
    let source = file(link);
    let given_away = source.clone();
    for (mode, is_readable) in [
        (0o600, false),
        (0o640, true),
        (0o604, true),
        (0o620, true),
        (0o400, false),
    ] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        assert!(given_away.load().await.is_ok(), "{mode:o}");
        assert_eq!(source.is_readable_by_others(), is_readable, "{mode:o}");
    }
}

#[tokio::test]
async fn the_format_of_the_api_is_checked() {
    let directory = Directory::new();
    let source = file(directory.write("key", "pk_live_9aF31kQ\n")).with_format(KeyFormat::new(&["sk_live_"]));
    let (kind, said) = failure(source).await;
    assert_eq!(kind, Terminal);
    assert!(said.ends_with("it has to begin with `sk_live_`"), "{said}");
}

#[test]
fn a_load_outside_of_a_runtime_is_an_error_and_no_panic() {
    let directory = Directory::new();
    let path = directory.write("key", "1|abc");
    let error = poll_once(async move { id(&file(path)).await });
    assert_eq!(error.unwrap_err().kind(), Terminal);
}

#[test]
fn a_credential_of_systemd_is_looked_for_in_its_directory() {
    let directory = Directory::new();
    directory.write("trakkr", "1|abc\n");
    let path = directory.path("");
    let variables = [("CREDENTIALS_DIRECTORY", path.to_str().unwrap())];
    let name = "file::a_credential_of_systemd_is_looked_for_in_its_directory";
    with_variables(name, &variables, || {
        block_on(async {
            assert_eq!(id(&systemd_credential("trakkr")).await.unwrap(), KeyId::of("1|abc"));
            assert_eq!(failure(systemd_credential("other")).await.0, Nothing);
            for name in ["", ".", "..", "../trakkr", "sub/trakkr", "/etc/passwd", "trakkr/"] {
                assert_eq!(failure(systemd_credential(name)).await.0, Terminal, "{name}");
            }
        });
    });
}

#[test]
fn outside_of_a_service_there_is_no_credential_of_systemd() {
    let name = "file::outside_of_a_service_there_is_no_credential_of_systemd";
    with_variables(name, &[("CREDENTIALS_DIRECTORY", "")], || {
        let (kind, said) = block_on(failure(systemd_credential("trakkr")));
        assert_eq!(kind, Nothing);
        assert!(said.starts_with("CREDENTIALS_DIRECTORY is not set"), "{said}");
    });
}

/// Polls once, without a runtime.
fn poll_once<T>(future: impl Future<Output = T>) -> T {
    use std::{
        pin::pin,
        task::{Context, Poll, Waker},
    };

    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits for something"),
    }
}
