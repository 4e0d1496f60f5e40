use std::{collections::BTreeSet, fmt::Debug, future::ready, path::Path};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use http_body_util::Full;
use reqwest_bearer::BearerAuthMiddleware;
use tonic_bearer::{GrpcAuthLayer, StatusLayer};
use tower::{Layer, Service, service_fn};
use tower_bearer::{
    ApiKey, AuthErrorClassifier, AuthScheme, BearerAuthLayer, Keys, Origins, SourceError, error::BoxError,
};
use tower_bearer_profiles::ALL;
use tower_bearer_testkit::{
    Answer, Authority, ChallengeStyle, FaultProxy, Faults, Names, Plan, Printed, TestApi, TestSource,
    conformance::{self, Auth, Body, Cannot, Client, FrontEnd, Setup, Transport, Verdict},
};

use crate::{
    exports::exported,
    shown::{said, shown},
    support::canary,
};

type Table = Vec<(&'static str, Vec<String>)>;

#[test]
fn no_public_type_of_the_other_crates_shows_a_key() {
    // B56
    for (package, others, table) in [
        ("reqwest-bearer", &[][..], reqwest()),
        ("tonic-bearer", &[], tonic()),
        ("tower-bearer-profiles", &["ALL"], Vec::new()),
        ("tower-bearer-testkit", &["FrontEnd"], run(testkit())),
    ] {
        let names: BTreeSet<_> = table.iter().map(|(name, _)| (*name).to_owned()).collect();
        let names: BTreeSet<_> = names
            .into_iter()
            .chain(others.iter().map(|name| (*name).to_owned()))
            .collect();
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates").join(package);
        assert_eq!(names, exported(directory), "{package}");
        for (name, texts) in table {
            assert!(!texts.is_empty(), "{package}: {name}");
            for text in texts {
                assert_eq!(canary().trace_in(&text), None, "{package}: {name}");
            }
        }
    }
}

#[test]
fn no_layer_of_a_profile_shows_its_key() {
    // B56
    for profile in ALL {
        let mut texts = shown(profile);
        let origins = Origins::new(["https://api.example.com"]).unwrap();
        texts.extend(shown(profile.layer_at(canary().key(), origins)));
        for text in texts {
            assert_eq!(canary().trace_in(&text), None, "{}", profile.name());
        }
    }
}

fn reqwest() -> Table {
    let origins = || Origins::new(["https://api.example.com"]).unwrap();
    let builder = || BearerAuthMiddleware::builder(canary().key(), origins());
    let custom = builder().scheme(AuthScheme::new("x-api-key", "").unwrap());
    vec![
        ("Builder", shown(builder())),
        ("BearerAuthMiddleware", shown(builder().middleware().unwrap())),
        ("CustomHeaderError", said(custom.middleware().unwrap_err())),
    ]
}

fn tonic() -> Table {
    let keys = || Keys::fixed(canary().key());
    let status = StatusLayer::new();
    let with = GrpcAuthLayer::with(BearerAuthLayer::same_server(keys()), AuthErrorClassifier::new());
    vec![
        ("GrpcAuth", shown(GrpcAuthLayer::new(keys()).layer(()))),
        (
            "GrpcAuthLayer",
            [shown(GrpcAuthLayer::new(keys())), shown(with)].concat(),
        ),
        ("StatusFuture", shown(calling())),
        ("StatusLayer", shown(status)),
        (
            "WithStatus",
            shown(status.layer(BearerAuthLayer::same_server(keys()).layer(()))),
        ),
    ]
}

/// A call that holds the header of its request.
fn calling() -> impl Debug {
    let server =
        service_fn(|_: Request<Full<Bytes>>| ready(Ok::<_, BoxError>(Response::new(Full::<Bytes>::default()))));
    let layer = BearerAuthLayer::same_server(canary().key());
    let mut service = StatusLayer::new().layer(layer.layer(AuthErrorClassifier::new().layer(server)));
    service.call(Request::new(Full::default()))
}

/// A front end that makes no client.
struct Lame;

impl FrontEnd for Lame {
    fn name(&self) -> &'static str {
        "lame"
    }

    fn client(&self, _: &Setup) -> Result<Client, BoxError> {
        Err(ApiKey::new(format!("{}\n", canary().text())).unwrap_err().into())
    }
}

fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

/// With a key in everything that a client can send.
async fn testkit() -> Table {
    let (api, authority) = (TestApi::start().await.unwrap(), Authority::new().unwrap());
    let text = canary().text();
    let auth = || Auth::new(Keys::fixed(canary().key()), Origins::new([api.origin()]).unwrap());
    let setup = Setup::new(auth());
    let client = front_ends::HyperH1.client(&setup).unwrap();
    let request = Request::post(api.url(&format!("/get-brands?key={text}")))
        .header("x-api-key", text)
        .header("x-other", text)
        .body(Body::whole(text.to_owned()))
        .unwrap();
    let outcome = client.send(request).await;
    let refused = client
        .send(Request::get(api.url("/get-brands")).body(Body::default()).unwrap())
        .await;
    let received = api.journal().remove(0);
    let answer = Answer::new(StatusCode::OK)
        .header(header::ETAG, HeaderValue::from_str(text).unwrap())
        .body(text.to_owned());
    let proxy = FaultProxy::start(api.address(), Faults::seeded(1)).await.unwrap();
    let source = TestSource::new(canary().key());
    source.fail_once(SourceError::transient(ApiKey::new(format!("{text}\n")).unwrap_err()));
    let mut seen = HeaderMap::new();
    seen.insert(header::AUTHORIZATION, api.header_value(&canary().key()));
    setup.tap().see(&seen, &http::Extensions::new());
    let report = conformance::run(&Lame).await.unwrap();
    vec![
        (
            "Answer",
            [shown(answer.clone()), shown(answer.cut(text.to_owned(), 1))].concat(),
        ),
        (
            "Auth",
            [
                shown(auth()),
                shown(Auth::fixed(canary().key(), Origins::new([api.origin()]).unwrap())),
            ]
            .concat(),
        ),
        ("Authority", shown(authority)),
        ("Behaviour", shown(conformance::behaviours())),
        (
            "Body",
            [
                shown(Body::whole(text.to_owned())),
                shown(Body::stream([text.to_owned()])),
            ]
            .concat(),
        ),
        ("Builder", shown(TestApi::builder())),
        ("Canary", shown(canary())),
        ("Cannot", shown(Cannot::new("B1", "it cannot"))),
        ("ChallengeStyle", shown(ChallengeStyle::Rfc6750)),
        ("Client", shown(client)),
        ("FaultProxy", shown(&proxy)),
        ("Faults", shown(Faults::seeded(1))),
        ("Names", shown(Names::new())),
        ("Outcome", [shown(outcome), shown(refused)].concat()),
        ("Plan", shown(Plan::Scale)),
        ("Printed", shown(Printed::begin())),
        ("Received", shown(&received)),
        ("ReceivedCredential", shown(received.credentials())),
        ("Report", [shown(proxy.report()), shown(report.clone())].concat()),
        ("Row", shown(report.rows())),
        ("Setup", shown(&setup)),
        ("Tap", shown(setup.tap())),
        ("TestApi", shown(&api)),
        ("TestSource", shown(source)),
        ("Trace", shown(canary().trace_in(text))),
        ("Transport", shown(Transport::Plain)),
        ("Verdict", shown(Verdict::Holds)),
    ]
}
