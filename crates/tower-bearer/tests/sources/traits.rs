use std::fmt::Debug;

use tower_bearer::source::{
    CommandSource, Credential, DotenvSource, EnvOrFileSource, EnvSource, FileSource, FirstOf, KeySource, SourceError,
    SourceFn, command, dotenv, env, env_or_file, file, first_of, source_fn, systemd_credential,
};

#[test]
fn sources_and_what_they_bring_cross_threads() {
    fn check<T: Send + Sync + Clone + Debug + 'static>() {}

    check::<CommandSource>();
    check::<Credential>();
    check::<DotenvSource>();
    check::<EnvOrFileSource>();
    check::<EnvSource>();
    check::<FileSource>();
    check::<FirstOf<EnvSource, FileSource>>();
    check::<SourceError>();
    check::<SourceFn<fn()>>();
}

#[test]
fn debug_names_the_place_and_shows_no_arguments() {
    // B56
    assert_eq!(
        format!("{:?}", env("KEY").for_environment("staging")),
        r#"EnvSource { variable: "KEY", environment: Some("staging"), .. }"#
    );
    assert_eq!(
        format!("{:?}", env_or_file("KEY")),
        r#"EnvOrFileSource { variable: "KEY", environment: None, .. }"#
    );
    assert_eq!(
        format!("{:?}", dotenv(".env", "KEY")),
        r#"DotenvSource { path: ".env", variable: "KEY", .. }"#
    );
    assert_eq!(
        format!("{:?}", file("/run/key")),
        r#"FileSource { location: Path("/run/key"), recheck: 30s, is_readable_by_others: false, .. }"#
    );
    assert_eq!(
        format!("{:?}", systemd_credential("key")),
        r#"FileSource { location: Credential("key"), recheck: 30s, is_readable_by_others: false, .. }"#
    );
    assert_eq!(
        format!("{:?}", command("vault", ["--token", "canary"])),
        r#"CommandSource { program: "vault", arguments: 2, .. }"#
    );
    let closure = format!(
        "{:?}",
        source_fn(async || Err::<Credential, _>(SourceError::nothing("none")))
    );
    assert!(closure.starts_with("SourceFn(sources::traits::"), "{closure}");
    let first = first_of(env("A"), env("B"));
    assert!(format!("{first:?}").starts_with("FirstOf { first: EnvSource"));
    fn is_source(_: impl KeySource) {}
    is_source(first);
}
