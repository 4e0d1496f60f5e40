use tower_bearer::{
    KeyFormat, KeyId,
    source::{SourceErrorKind::*, dotenv},
};

use crate::support::{Directory, chain, failure, id};

#[tokio::test]
async fn the_variable_is_read_and_the_process_stays_as_it_is() {
    let directory = Directory::new();
    let text = "# keys\nexport DOTENV_OTHER=1\nDOTENV_KEY='sk_live_$9aF' # of the test account\n";
    let source = dotenv(directory.write(".env", text), "DOTENV_KEY");
    assert_eq!(id(&source).await.unwrap(), KeyId::of("sk_live_$9aF"));
    assert_eq!(std::env::var_os("DOTENV_KEY"), None);
    assert_eq!(std::env::var_os("DOTENV_OTHER"), None);
}

#[tokio::test]
async fn a_changed_file_is_seen_at_the_next_load() {
    // B12
    let directory = Directory::new();
    let source = dotenv(directory.write(".env", "DOTENV_KEY=first\r\n"), "DOTENV_KEY");
    assert_eq!(id(&source).await.unwrap(), KeyId::of("first"));
    directory.write(".env", "DOTENV_KEY=second\r\n");
    assert_eq!(id(&source).await.unwrap(), KeyId::of("second"));
}

#[tokio::test]
async fn where_nothing_is_the_error_says_what_was_looked_for() {
    // B10
    let directory = Directory::new();
    for (text, said) in [
        ("OTHER=1\n", "DOTENV_KEY is not set in "),
        ("DOTENV_KEY=\n", "DOTENV_KEY in "),
        ("DOTENV_KEY=''\n", "DOTENV_KEY in "),
    ] {
        let (kind, message) = failure(dotenv(directory.write(".env", text), "DOTENV_KEY")).await;
        assert_eq!(kind, Nothing, "{text}");
        assert!(message.starts_with(said), "{message}");
    }
    let (kind, message) = failure(dotenv(directory.path("absent"), "DOTENV_KEY")).await;
    assert_eq!(kind, Nothing);
    assert!(message.contains("absent is not there"), "{message}");
}

#[tokio::test]
async fn a_broken_line_is_told_by_its_number_and_never_by_what_it_says() {
    // B56
    let directory = Directory::new();
    for text in [
        "A=1\nsk_live_canary\nDOTENV_KEY=k\n",
        "A=1\nB='sk_live_canary\nDOTENV_KEY=k\n",
        "A=1\nB=x sk_live_canary\nDOTENV_KEY=k\n",
        "A=1\nDOTENV_KEY=sk_live_canary\\q\n",
    ] {
        let source = dotenv(directory.write(".env", text), "DOTENV_KEY");
        let error = id(&source).await.unwrap_err();
        assert_eq!(error.kind(), Terminal);
        assert!(error.to_string().contains("in line 2: "), "{error}");
        assert!(!chain(&error).contains("canary"), "{error:?}");
    }
}

#[tokio::test]
async fn the_format_of_the_api_is_checked() {
    let directory = Directory::new();
    let path = directory.write(".env", "DOTENV_KEY=sk_live_xxxxxxxx\n");
    let source = dotenv(path, "DOTENV_KEY").with_format(KeyFormat::new(&["sk_live_"]));
    let (kind, message) = failure(source).await;
    assert_eq!(kind, Terminal);
    assert!(message.contains("placeholder"), "{message}");
}
