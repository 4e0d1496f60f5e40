//! Every public type, by hand: whether it crosses threads, and what it shows of a key that it holds.

use std::{
    any::Any,
    collections::BTreeSet,
    convert::Infallible,
    fmt::Debug,
    fs, future,
    panic::{self, AssertUnwindSafe},
    path::Path,
};

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode};
use http_body_util::Full;
use tower::{Layer, Service, ServiceExt};
use tower_bearer::{
    ApiKey, ApiKeyError, ApiKeyErrorKind, ApiProfile, AuthError, AuthErrorClassifier, AuthErrorKind, AuthScheme,
    AuthSchemeError, BearerAuth, BearerAuthLayer, Challenge, ChallengeError, ClassifyAuthErrors, Credential, Error,
    KeyFormat, KeyId, Keys, KeysBuilder, OriginError, Origins, ProfileLayer, RequestAuth, SetError, SourceError,
    SpawnError,
    adapter::{Adapter, Attempt},
    auth_error_classifier::future::ResponseFuture,
    bearer_auth::{
        CloneBody, Fixed, IntoMode, Live, Mode, NoReplay, Strict,
        future::{LiveFuture, StrictFuture},
    },
    classify::{Answer, Certainty, CredentialSent, Evidence, ProfileRule, RetryAfter, Rule, Verdict, classify},
    error::{BoxError, Withheld},
    source::{self, EnvSource, SourceErrorKind},
};

use crate::support::{CANARY, Network, boxed_auth_error, example, get, key, said_by, send};

/// Public names of which there is no value: traits.
const TRAITS: [&str; 5] = ["CarriesAuthError", "IntoMode", "KeySource", "Mode", "Replay"];

#[test]
fn the_table_has_a_row_for_each_public_type_and_no_other() {
    let rows: BTreeSet<_> = table().into_iter().map(|(name, _)| name.to_owned()).collect();
    let rows: BTreeSet<_> = rows.into_iter().chain(TRAITS.map(str::to_owned)).collect();
    assert_eq!(rows, exported());
}

#[test]
fn no_public_type_shows_its_key_in_debug_display_or_a_panic() {
    // B56
    for (name, texts) in table() {
        assert!(!texts.is_empty(), "{name} shows itself");
        for text in texts {
            assert!(
                !text.contains("CANARY") && !text.contains("7f3Qm9ZxW"),
                "{name}: {text}"
            );
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
    check::<Credential>();
    check::<CredentialSent>();
    check::<EnvSource>();
    check::<Error<()>>();
    check::<Evidence>();
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
    check::<ProfileLayer<Live>>();
    check::<ProfileRule>();
    check::<RequestAuth>();
    check::<ResponseFuture<Ready, Full<Bytes>>>();
    check::<RetryAfter>();
    check::<Rule>();
    check::<SetError>();
    check::<SourceError>();
    check::<SourceErrorKind>();
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
    let layer = || BearerAuthLayer::new(key(CANARY), example());
    let live = || BearerAuthLayer::new(Keys::fixed(key(CANARY)), example());
    let headers = HeaderMap::new();
    let echo = format!("unknown key {CANARY}");
    let answer = Answer::new(StatusCode::UNAUTHORIZED, &headers).with_body(echo.as_bytes());
    let silent = classify(&Answer::new(StatusCode::UNAUTHORIZED, &headers), &[]).unwrap();
    vec![
        ("Adapter", shown(adapter())),
        ("Answer", shown(answer)),
        ("ApiKey", shown(key(CANARY))),
        ("ApiKeyError", said(ApiKey::new(format!("{CANARY}\n")).unwrap_err())),
        ("ApiKeyErrorKind", shown(ApiKeyErrorKind::LineBreak)),
        ("ApiProfile", shown(PROFILE)),
        ("Attempt", shown(attempt())),
        ("AuthError", said(echoed())),
        ("AuthErrorClassifier", shown(AuthErrorClassifier::new())),
        ("AuthErrorKind", shown(AuthErrorKind::InvalidKey)),
        ("AuthScheme", shown(AuthScheme::bearer())),
        (
            "AuthSchemeError",
            said(AuthScheme::new("x-api-key", CANARY).unwrap_err()),
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
            said(Challenge::parse_strict(CANARY_LINE).unwrap_err()),
        ),
        ("ClassifyAuthErrors", shown(AuthErrorClassifier::new().layer(()))),
        ("CloneBody", shown(CloneBody::default())),
        ("Credential", shown(Credential::new(key(CANARY)))),
        ("CredentialSent", shown(CredentialSent::Yes)),
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
        ("Fixed", shown(key(CANARY).into_mode())),
        ("KeyFormat", shown(KeyFormat::ANY)),
        ("KeyId", shown(key(CANARY).id())),
        ("Keys", shown(Keys::fixed(key(CANARY)))),
        (
            "KeysBuilder",
            shown(Keys::builder(crate::support::Once::new(key(CANARY)).0)),
        ),
        ("Live", shown(Keys::fixed(key(CANARY)).into_mode())),
        ("LiveFuture", shown(live().layer(Network::friendly()).call(get("/")))),
        ("NoReplay", shown(NoReplay::default())),
        ("OriginError", said(Origins::new([CANARY]).unwrap_err())),
        ("Origins", shown(example())),
        ("ProfileLayer", shown(PROFILE.layer(key(CANARY)))),
        ("ProfileRule", shown(ProfileRule::new(AuthErrorKind::InvalidKey))),
        (
            "RequestAuth",
            [shown(RequestAuth::key(key(CANARY))), shown(RequestAuth::skip())].concat(),
        ),
        ("ResponseFuture", shown(responding())),
        ("RetryAfter", shown(RetryAfter::Delay(std::time::Duration::ZERO))),
        ("Rule", shown(Rule::Status)),
        ("SetError", said(set_error())),
        (
            "SourceError",
            said(SourceError::terminal(ApiKey::new(format!("{CANARY} ")).unwrap_err())),
        ),
        ("SourceErrorKind", shown(SourceErrorKind::Terminal)),
        (
            "SpawnError",
            said(Keys::fixed(key(CANARY)).spawn_refresh().unwrap_err()),
        ),
        ("Strict", shown(strict_mode())),
        (
            "StrictFuture",
            shown(layer().reject_other_origins().layer(Network::friendly()).call(get("/"))),
        ),
        ("Verdict", shown(silent)),
        ("Withheld", shown(Withheld::OtherOrigin)),
    ]
}

/// `Debug` in both forms, and what a panic says of the value.
fn shown<T: Debug>(value: T) -> Vec<String> {
    let debug = [format!("{value:?}"), format!("{value:#?}")];
    let panic = panic::catch_unwind(AssertUnwindSafe(|| unwrapped(Err(value)))).unwrap_err();
    debug.into_iter().chain([message_of(&*panic)]).collect()
}

/// An error: `Display` of it and of all that it was caused by too.
fn said<E: std::error::Error + 'static>(error: E) -> Vec<String> {
    let chain = said_by(&error);
    chain.into_iter().chain(shown(error)).collect()
}

/// What a careless caller does.
fn unwrapped<T: Debug>(result: Result<(), T>) {
    result.unwrap();
}

fn message_of(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<String>()
        .expect("`unwrap` panics with a text")
        .clone()
}

/// What the root and the public modules export: names in capitals of `pub use`, and public types that are declared there.
fn exported() -> BTreeSet<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut names = BTreeSet::new();
    let mut modules = vec![source.join("lib.rs")];
    while let Some(module) = modules.pop() {
        let text = fs::read_to_string(&module).unwrap();
        let code: Vec<_> = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect();
        let folder = if module.ends_with("lib.rs") {
            source.clone()
        } else {
            module.with_extension("")
        };
        for item in code.join("\n").split(';') {
            let item = item.rsplit("#[doc(inline)]").next().unwrap().trim();
            if let Some(module) = item.strip_prefix("pub mod ") {
                modules.push(folder.join(module).with_extension("rs"));
            } else if let Some(exports) = item.strip_prefix("pub use ") {
                let words = exports.split(|character: char| !character.is_alphanumeric() && character != '_');
                names.extend(words.filter(is_type).map(str::to_owned));
            }
        }
        let declared = code.iter().filter_map(|line| {
            let mut words = line.trim_start().strip_prefix("pub ")?.split([' ', '<', '(', ';', '{']);
            let is_item = matches!(words.next(), Some("struct" | "enum" | "trait" | "type"));
            words.next().filter(|_| is_item)
        });
        names.extend(declared.map(str::to_owned));
    }
    names
}

fn is_type(word: &&str) -> bool {
    word.starts_with(|first: char| first.is_ascii_uppercase())
}

const CANARY_LINE: &[u8] = b"Bearer realm=\"sk_live_CANARY7f3Qm9ZxW";

const PROFILE: ApiProfile = ApiProfile::new("Acme", &["https://api.acme.example"]).variable("ACME_API_KEY");

/// A refusal by a server that repeats the key in all that it says.
fn echoed() -> AuthError {
    let network = Network::refusing(401, &[(http::header::WWW_AUTHENTICATE, CANARY_LINE)], CANARY);
    let service =
        ServiceExt::<http::Request<Full<Bytes>>>::map_err(AuthErrorClassifier::new().layer(network), Error::into_boxed);
    let service = BearerAuthLayer::dangerous_any_origin(key(CANARY)).layer(service);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    boxed_auth_error(runtime.block_on(send(service, get("https://api.example.com/"))))
}

fn set_error() -> SetError {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let keys = runtime
        .block_on(Keys::load(crate::support::Once::new(key(CANARY)).0))
        .unwrap();
    keys.set(key(CANARY)).unwrap_err()
}

/// A future that holds the header of the request.
fn responding() -> impl Debug {
    let service = AuthErrorClassifier::new().layer(Network::friendly());
    BearerAuthLayer::dangerous_any_origin(key(CANARY))
        .layer(service)
        .call(get("https://api.example.com/"))
}

fn adapter() -> Adapter {
    let layer = BearerAuthLayer::new(Keys::fixed(key(CANARY)), example());
    Adapter::new(layer, AuthErrorClassifier::new())
}

/// It holds the header of the request.
fn attempt() -> Attempt {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let uri = "https://api.example.com/".parse().unwrap();
    let mut headers = HeaderMap::new();
    let (adapter, mut extensions) = (adapter(), http::Extensions::new());
    let attempt = runtime
        .block_on(adapter.authorize(&uri, &mut headers, &mut extensions))
        .unwrap();
    assert!(headers["authorization"].is_sensitive());
    attempt
}

fn strict_mode() -> Strict {
    key(CANARY).into_mode().strict()
}
