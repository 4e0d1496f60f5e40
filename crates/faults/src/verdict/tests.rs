//! What must not be, given to the judge.

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tower_bearer::error::BoxError;
use tower_bearer_testkit::conformance::{Body, Client};

use super::*;
use crate::violation::Violations;

#[tokio::test]
async fn a_response_as_it_should_be_is_a_success_and_an_error_status_the_servers() {
    assert_eq!(judged(Target::Brands, respond(200, &LIST)).await, Ok(End::Success));
    assert_eq!(judged(Target::Accept, respond(200, ACCEPTED)).await, Ok(End::Success));
    assert_eq!(judged(Target::Missing, respond(404, b"any")).await, Ok(End::Server));
    assert_eq!(judged(Target::Busy, respond(503, b"")).await, Ok(End::Server));
}

#[tokio::test]
async fn what_is_cut_or_of_another_request_is_no_success() {
    for (target, body) in [
        (Target::Brands, &LIST[..LIST.len() - 1]),
        (Target::Brands, ACCEPTED),
        (Target::Accept, b""),
        (Target::Accept, &LIST),
    ] {
        let error = judged(target, respond(200, body)).await.unwrap_err();
        assert!(error.contains("passes as whole"), "{error}");
    }
    for (target, status) in [(Target::Brands, 404), (Target::Missing, 200), (Target::Silent, 200)] {
        let error = judged(target, respond(status, &LIST)).await.unwrap_err();
        assert!(error.contains("the answer is"), "{error}");
    }
}

#[tokio::test]
async fn a_refusal_that_is_no_auth_error_is_none() {
    assert!(judged(Target::Brands, respond(401, b"")).await.is_err());
    assert!(judged(Target::RefusedSlowly, respond(401, b"")).await.is_err());
}

#[tokio::test]
async fn an_error_of_a_connection_is_the_transports_and_any_other_nobodys() {
    let reset = || Err(Box::new(io::Error::from(io::ErrorKind::ConnectionReset)) as BoxError);
    assert_eq!(judged(Target::Brands, reset).await, Ok(End::Transport));
    let other = || Err("a mistake of ours".into());
    assert!(judged(Target::Brands, other).await.is_err());
}

#[tokio::test]
async fn no_answer_in_time_is_an_end_of_its_own() {
    let pending = std::future::pending::<()>();
    let elapsed = tokio::time::timeout(std::time::Duration::ZERO, pending)
        .await
        .unwrap_err();
    let waited = std::sync::Mutex::new(Some(elapsed));
    let no_answer = move || Err(Box::new(waited.lock().unwrap().take().unwrap()) as BoxError);
    assert_eq!(judged(Target::Brands, no_answer).await, Ok(End::NoAnswer));
}

#[tokio::test]
async fn want_of_a_key_is_an_end_once_the_source_was_out_of_order_and_where_a_key_goes() {
    use tower_bearer::{Keys, source::SourceError};
    use tower_bearer_testkit::TestSource;
    let failed = |has_failed, target| async move {
        let source = TestSource::new(tower_bearer::ApiKey::new("sk_live_51Hx").unwrap());
        source.fail(SourceError::transient("it is down"));
        let keys = Keys::builder(source).lazy();
        let layer = tower_bearer::BearerAuthLayer::dangerous_any_origin(keys);
        let inner =
            tower::service_fn(|_: Request<Body>| async { Err::<Response<Full<Bytes>>, BoxError>("sent".into()) });
        let client = Client::of_service(tower::Layer::layer(&layer, inner));
        let outcome = client.get("http://127.0.0.1/").await.unwrap();
        judge(&drawn(target), &outcome, &ledger(), has_failed)
    };
    assert_eq!(failed(true, Target::Brands).await, Ok(End::NoKey));
    assert!(failed(false, Target::Brands).await.is_err());
    assert!(failed(true, Target::Foreign).await.is_err());
}

async fn judged<F>(target: Target, answer: F) -> Result<End, String>
where
    F: Fn() -> Result<Response<Full<Bytes>>, BoxError> + Send + Sync + 'static,
{
    let client = Client::new(move |_: Request<Body>| std::future::ready(answer()));
    let outcome = client.get("http://127.0.0.1/").await.unwrap();
    judge(&drawn(target), &outcome, &ledger(), true)
}

fn respond(status: u16, body: &[u8]) -> impl Fn() -> Result<Response<Full<Bytes>>, BoxError> + Send + Sync + 'static {
    let body = Bytes::copy_from_slice(body);
    move || Ok(Response::builder().status(status).body(Full::new(body.clone()))?)
}

fn drawn(target: Target) -> Draw {
    let mut draws = (0..).map(|number| Draw::of(1, number));
    draws.find(|draw| draw.target == target).unwrap()
}

fn ledger() -> Ledger {
    Ledger::new(1, false, Violations::new(1, "none"))
}
