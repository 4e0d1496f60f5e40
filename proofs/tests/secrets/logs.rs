use std::time::Duration;

use bytes::Bytes;
use front_ends::ALL;
use http::{Request, StatusCode};
use http_body_util::Full;
use hyper_util::{client::legacy, rt::TokioExecutor};
use reqwest_bearer::BearerAuthMiddleware;
use tower::{ServiceBuilder, ServiceExt};
use tower_bearer::{ApiKey, AuthError, AuthErrorClassifier, BearerAuthLayer, Keys, Origins};
use tower_bearer_testkit::{
    Answer, Authority, Names, TestApi, TestSource,
    conformance::{Auth, Body, FrontEnd, Setup},
};

use tower_http::trace::{DefaultMakeSpan, DefaultOnResponse, TraceLayer};
use tracing::Level;

use crate::{
    printed,
    support::{canary, said_by},
};

const FINEST: Level = Level::TRACE;

/// What stands in the lines of who logs, for each kind of client.
const HYPER: &[&str] = &["hyper_util::client", "rustls::client", "tower_bearer"];
const HTTP2: &[&str] = &["h2::codec", "h2::hpack"];
const REQWEST: &[&str] = &["reqwest::connect", "rustls::client", "tower_bearer"];

#[tokio::test]
async fn no_log_of_a_client_shows_the_key() {
    // B56
    for documented in ALL {
        let front_end = documented.front_end;
        let (said, printed) = printed::while_running(talk(front_end)).await;
        // The logs are on.
        let loggers = match front_end.name() {
            name if name.contains("reqwest") => vec![REQWEST],
            name if name.contains('2') => vec![HYPER, HTTP2],
            _ => vec![HYPER],
        };
        for logger in loggers.concat() {
            assert!(printed.contains(logger), "{}: nothing of {logger}", front_end.name());
        }
        assert!(printed.contains("TRACE") && printed.contains("DEBUG"));
        assert_eq!(canary().trace_in(&printed), None, "{}", front_end.name());
        for said in said {
            assert_eq!(canary().trace_in(&said), None, "{}", front_end.name());
        }
    }
}

#[tokio::test]
async fn no_log_of_all_headers_outside_and_inside_shows_the_key_and_one_of_a_url_that_has_it_does() {
    // B6, B56: the second half is there to see that the search finds what is there.
    let (api, key) = (TestApi::start().await.unwrap(), canary().key());
    let trace = || {
        let span = DefaultMakeSpan::new().level(FINEST).include_headers(true);
        let response = DefaultOnResponse::new().level(FINEST).include_headers(true);
        TraceLayer::new_for_http().make_span_with(span).on_response(response)
    };
    let service = ServiceBuilder::new()
        .layer(trace())
        .layer(BearerAuthLayer::new(key, Origins::new([api.origin()]).unwrap()))
        .layer(AuthErrorClassifier::new())
        .layer(trace())
        .service(legacy::Client::builder(TokioExecutor::new()).build_http());
    let send = async |path: &str| {
        let request = Request::get(api.url(path)).body(Full::<Bytes>::default()).unwrap();
        let error = service.clone().oneshot(request).await.map(drop).unwrap_err();
        assert!(error.as_auth().is_some());
    };
    let ((), printed) = printed::while_running(send("/get-brands")).await;
    assert!(printed.contains(r#""authorization": Sensitive"#), "{printed}");
    assert_eq!(canary().trace_in(&printed), None);

    let path = format!("/get-brands?key={}", canary().text());
    let ((), printed) = printed::while_running(send(&path)).await;
    assert!(canary().trace_in(&printed).is_some());
}

#[tokio::test]
async fn connection_verbose_prints_what_is_on_the_wire() {
    // B56: excepted, and said in `SECURITY.md`.
    let api = TestApi::start().await.unwrap();
    let origins = Origins::new([api.origin()]).unwrap();
    let client = BearerAuthMiddleware::builder(Keys::fixed(canary().key()), origins);
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = client
        .build(reqwest::Client::builder().connection_verbose(true))
        .unwrap();
    let (error, printed) = printed::while_running(client.get(api.url("/get-brands")).send()).await;
    assert!(AuthError::find(&error.unwrap_err()).is_some());
    assert!(canary().trace_in(printed).is_some());
}

/// Requests that are refused, refused with an echo, refused after a replay, and that go elsewhere; and what the failures say.
async fn talk(front_end: &dyn FrontEnd) -> Vec<String> {
    let authority = Authority::new().unwrap();
    let start = |host| TestApi::builder().tls_for(&authority, [host]).start();
    let (api, elsewhere) = (
        start("api.example.com").await.unwrap(),
        start("elsewhere.example").await.unwrap(),
    );
    api.set_answer("/echo", Answer::new(StatusCode::UNAUTHORIZED).echo());
    let names = Names::new()
        .host("api.example.com", api.address())
        .host("elsewhere.example", elsewhere.address());

    let source = TestSource::new(canary().key());
    let keys = Keys::builder(source.clone()).without_jitter().load().await.unwrap();
    source.give(ApiKey::new("sk_live_other").unwrap());
    let rotating = Auth::new(keys, Origins::new(["https://api.example.com"]).unwrap()).replaying();
    let fixed = || {
        Auth::new(
            Keys::fixed(canary().key()),
            Origins::new(["https://api.example.com"]).unwrap(),
        )
    };
    let mut said = Vec::new();
    for auth in [
        rotating,
        fixed().with_body_timeout(Duration::from_secs(1)),
        fixed().strict(),
    ] {
        let setup = Setup::new(auth).trusting(&authority).knowing(names.clone());
        let client = front_end.client(&setup).unwrap();
        for url in [
            "https://api.example.com/get-brands",
            "https://api.example.com/echo",
            "https://elsewhere.example/get-brands",
        ] {
            let outcome = client.send(Request::get(url).body(Body::default()).unwrap()).await;
            let error = outcome.auth_error().expect("each is refused");
            said.extend([error.hint().to_owned(), error.evidence().to_string()]);
            said.extend(outcome.response().err().iter().flat_map(|error| said_by(&***error)));
        }
        said.push(format!("{client:?}"));
    }
    assert!(api.journal().len() >= 7);
    said
}
