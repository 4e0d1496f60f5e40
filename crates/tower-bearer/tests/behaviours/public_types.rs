//! Every public type, by hand: whether it crosses threads, and what it shows of a key that it holds.

use std::{collections::BTreeSet, convert::Infallible, future};

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode};
use http_body_util::Full;
use tower::{Layer, Service};
use tower_bearer::{
    ApiKey, ApiKeyError, ApiKeyErrorKind, ApiProfile, AuthError, AuthErrorClassifier, AuthErrorKind, AuthScheme,
    AuthSchemeError, BearerAuth, BearerAuthLayer, Challenge, ChallengeError, ClassifyAuthErrors, Credential, Error,
    KeyFormat, KeyId, Keys, KeysBuilder, OriginError, Origins, ProfileLayer, RequestAuth, SetError, SourceError,
    SpawnError,
    adapter::{Adapter, Attempt},
    auth_error_classifier::{
        Passing, Peeked, Peeking,
        future::{PeekingFuture, ResponseFuture},
    },
    bearer_auth::{
        CloneBody, Fixed, IntoMode, Live, NoReplay, RecordBody, RecordedBody, Strict,
        future::{LiveFuture, StrictFuture},
    },
    classify::{Answer, Certainty, CredentialSent, Evidence, ProfileRule, RetryAfter, Rule, Verdict, classify},
    error::{BoxError, Withheld},
    redirect::DropCredential,
    source::{
        self, CommandSource, DotenvSource, EnvOrFileSource, EnvSource, FileSource, FirstOf, SourceErrorKind, SourceFn,
    },
};

use crate::support::{Network, canary, example, get};

mod exports;
mod shown;
mod states;
mod values;

use self::{
    exports::exported,
    shown::{said, shown},
    values::{PROFILE, adapter, attempt, canary_line, echoed, peeked, peeking, responding, set_error, strict_mode},
};

/// Public names of which there is no value: traits.
const TRAITS: [&str; 6] = [
    "CarriesAuthError",
    "IntoMode",
    "KeySource",
    "Mode",
    "Replay",
    "ServiceBuilderExt",
];

#[test]
fn the_table_has_a_row_for_each_public_type_and_no_other() {
    let rows: BTreeSet<_> = table().into_iter().map(|(name, _)| name.to_owned()).collect();
    let rows: BTreeSet<_> = rows.into_iter().chain(TRAITS.map(str::to_owned)).collect();
    assert_eq!(rows, exported(env!("CARGO_MANIFEST_DIR")));
}

#[test]
fn no_public_type_shows_its_key_in_debug_display_or_a_panic() {
    // B56
    for (name, texts) in table() {
        assert!(!texts.is_empty(), "{name} shows itself");
        for text in texts {
            assert_eq!(canary().trace_in(&text), None, "{name}");
        }
    }
}

#[test]
fn every_public_type_crosses_threads() {
    fn check<T: Send + Sync>() {}

    check::<Adapter>();
    check::<ApiKey>();
    check::<ApiKeyError>();
    check::<ApiKeyErrorKind>();
    check::<ApiProfile>();
    check::<Answer<'_>>();
    check::<Attempt>();
    check::<AuthError>();
    check::<AuthErrorClassifier>();
    check::<AuthErrorKind>();
    check::<AuthScheme>();
    check::<AuthSchemeError>();
    check::<BearerAuth<(), Fixed>>();
    check::<BearerAuth<(), Live>>();
    check::<BearerAuthLayer<Fixed>>();
    check::<BearerAuthLayer<Live>>();
    check::<BearerAuthLayer<Strict>>();
    check::<BoxError>();
    check::<Certainty>();
    check::<Challenge>();
    check::<ChallengeError>();
    check::<ClassifyAuthErrors<()>>();
    check::<CloneBody>();
    check::<CommandSource>();
    check::<Credential>();
    check::<CredentialSent>();
    check::<DropCredential>();
    check::<DotenvSource>();
    check::<EnvOrFileSource>();
    check::<EnvSource>();
    check::<Error<()>>();
    check::<Evidence>();
    check::<FileSource>();
    check::<FirstOf<EnvSource, FileSource>>();
    check::<Fixed>();
    check::<KeyFormat>();
    check::<KeyId>();
    check::<Keys>();
    check::<KeysBuilder>();
    check::<Live>();
    check::<LiveFuture<Network, Full<Bytes>>>();
    check::<NoReplay>();
    check::<OriginError>();
    check::<Origins>();
    check::<Passing>();
    check::<Peeked<Full<Bytes>>>();
    check::<Peeking>();
    check::<PeekingFuture<Ready, Full<Bytes>>>();
    check::<ProfileLayer<Live>>();
    check::<ProfileLayer<Live, Peeking>>();
    check::<ProfileRule>();
    check::<RecordBody>();
    check::<RecordedBody<Full<Bytes>>>();
    check::<RequestAuth>();
    check::<ResponseFuture<Ready, Full<Bytes>>>();
    check::<RetryAfter>();
    check::<Rule>();
    check::<SetError>();
    check::<SourceError>();
    check::<SourceErrorKind>();
    check::<SourceFn<fn()>>();
    check::<SpawnError>();
    check::<Strict>();
    check::<StrictFuture<Ready>>();
    check::<Verdict>();
    check::<Withheld>();
}

#[test]
fn a_failure_is_one_word_wide() {
    assert_eq!(size_of::<AuthError>(), size_of::<usize>());
    assert_eq!(size_of::<Option<AuthError>>(), size_of::<usize>());
    assert_eq!(size_of::<Error<Infallible>>(), size_of::<usize>());
    assert!(size_of::<Result<(), Error<Box<()>>>>() <= 2 * size_of::<usize>());
}

type Ready = future::Ready<Result<Response<Full<Bytes>>, BoxError>>;

/// Each type with what a value of it, made from the canary where it can be, shows.
fn table() -> Vec<(&'static str, Vec<String>)> {
    let layer = || BearerAuthLayer::new(canary().key(), example());
    let live = || BearerAuthLayer::new(Keys::fixed(canary().key()), example());
    let headers = HeaderMap::new();
    let echo = format!("unknown key {}", canary().text());
    let answer = Answer::new(StatusCode::UNAUTHORIZED, &headers).with_body(echo.as_bytes());
    let silent = classify(&Answer::new(StatusCode::UNAUTHORIZED, &headers), &[]).unwrap();
    vec![
        ("Adapter", shown(adapter())),
        ("Answer", shown(answer)),
        ("ApiKey", shown(canary().key())),
        (
            "ApiKeyError",
            said(ApiKey::new(format!("{}\n", canary().text())).unwrap_err()),
        ),
        ("ApiKeyErrorKind", shown(ApiKeyErrorKind::LineBreak)),
        ("ApiProfile", shown(PROFILE)),
        (
            "Attempt",
            [shown(attempt(None)), shown(attempt(Some(canary().text())))].concat(),
        ),
        ("AuthError", said(echoed())),
        ("AuthErrorClassifier", shown(AuthErrorClassifier::new())),
        ("AuthErrorKind", shown(AuthErrorKind::InvalidKey)),
        ("AuthScheme", shown(AuthScheme::bearer())),
        (
            "AuthSchemeError",
            said(AuthScheme::new("x-api-key", &format!("{}x", canary().text())).unwrap_err()),
        ),
        (
            "BearerAuth",
            [shown(layer().layer(())), shown(live().layer(()))].concat(),
        ),
        (
            "BearerAuthLayer",
            [shown(layer()), shown(live()), shown(layer().reject_other_origins())].concat(),
        ),
        ("BoxError", shown(BoxError::from(echoed()))),
        ("Certainty", shown(Certainty::Low)),
        // A text of the server, which holds no key of ours as long as none was sent there; see the tests of echoes.
        ("Challenge", shown(Challenge::parse_line(b"Bearer realm=api"))),
        (
            "ChallengeError",
            said(Challenge::parse_strict(&canary_line()).unwrap_err()),
        ),
        ("ClassifyAuthErrors", shown(AuthErrorClassifier::new().layer(()))),
        ("CloneBody", shown(CloneBody::default())),
        ("CommandSource", shown(source::command("vault", [canary().text()]))),
        ("Credential", shown(Credential::new(canary().key()))),
        ("CredentialSent", shown(CredentialSent::Yes)),
        ("DropCredential", shown(DropCredential::new(&AuthScheme::bearer()))),
        ("DotenvSource", shown(source::dotenv(".env", "API_KEY"))),
        ("EnvOrFileSource", shown(source::env_or_file("API_KEY"))),
        ("EnvSource", shown(source::env("API_KEY"))),
        (
            "Error",
            [
                said(Error::<SourceError>::from(echoed())),
                shown(Error::Service("broken")),
            ]
            .concat(),
        ),
        ("Evidence", shown(echoed().evidence().clone())),
        ("FileSource", shown(source::file("/run/secrets/key"))),
        ("FirstOf", shown(source::first_of(source::env("A"), source::env("B")))),
        ("Fixed", shown(canary().key().into_mode())),
        ("KeyFormat", shown(KeyFormat::ANY)),
        ("KeyId", shown(canary().key().id())),
        ("Keys", shown(Keys::fixed(canary().key()))),
        (
            "KeysBuilder",
            shown(Keys::builder(crate::support::Once::new(canary().key()).0)),
        ),
        ("Live", shown(Keys::fixed(canary().key()).into_mode())),
        (
            "LiveFuture",
            [
                states::of_live(),
                shown(live().layer(Network::friendly()).call(get("/"))),
            ]
            .concat(),
        ),
        ("NoReplay", shown(NoReplay::default())),
        ("OriginError", said(Origins::new([canary().text()]).unwrap_err())),
        ("Origins", shown(example())),
        ("Passing", shown(AuthErrorClassifier::new())),
        ("Peeked", shown(peeked(canary().text()))),
        ("Peeking", shown(PROFILE.classifier().peek_bodies())),
        ("PeekingFuture", [states::of_peeking(), shown(peeking())].concat()),
        (
            "ProfileLayer",
            [
                shown(PROFILE.layer(canary().key())),
                shown(PROFILE.layer(canary().key()).peek_bodies()),
            ]
            .concat(),
        ),
        ("ProfileRule", shown(ProfileRule::new(AuthErrorKind::InvalidKey))),
        ("RecordBody", shown(RecordBody::default())),
        (
            "RecordedBody",
            shown(RecordedBody::new(Full::<Bytes>::from(canary().text()), 100)),
        ),
        (
            "RequestAuth",
            [shown(RequestAuth::key(canary().key())), shown(RequestAuth::skip())].concat(),
        ),
        (
            "ResponseFuture",
            [states::of_classifier(), shown(responding())].concat(),
        ),
        ("RetryAfter", shown(RetryAfter::Delay(std::time::Duration::ZERO))),
        ("Rule", shown(Rule::Status)),
        ("SetError", said(set_error())),
        (
            "SourceError",
            said(SourceError::terminal(
                ApiKey::new(format!("{} ", canary().text())).unwrap_err(),
            )),
        ),
        ("SourceErrorKind", shown(SourceErrorKind::Terminal)),
        (
            "SourceFn",
            shown(source::source_fn(async || Ok::<_, SourceError>(canary().key()))),
        ),
        (
            "SpawnError",
            said(Keys::fixed(canary().key()).spawn_refresh().unwrap_err()),
        ),
        ("Strict", shown(strict_mode())),
        (
            "StrictFuture",
            [
                states::of_strict(),
                shown(layer().reject_other_origins().layer(Network::friendly()).call(get("/"))),
            ]
            .concat(),
        ),
        ("Verdict", shown(silent)),
        ("Withheld", shown(Withheld::OtherOrigin)),
    ]
}
