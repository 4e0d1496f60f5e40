//! That each case measures what its name says.

use std::{
    sync::{Arc, Mutex},
    task::{Context, Poll},
};

use benches::{Answer, Backend, Body, BoxError, Case, Visitor, send};
use http::{HeaderMap, Request, Response, StatusCode, header};
use tower_service::Service;

/// Keeps the headers of the last request.
#[derive(Clone)]
struct Recorder {
    backend: Backend,
    seen: Arc<Mutex<HeaderMap>>,
}

struct SendOne(Request<Body>);

#[test]
fn the_key_is_sent_once_and_sensitive_in_every_case_that_has_one() -> Result<(), BoxError> {
    for case in Case::ALL {
        let (seen, _) = exchange(case)?;
        let keys: Vec<_> = seen.get_all(header::AUTHORIZATION).iter().collect();
        let is_without = matches!(case, Case::Bare | Case::BareSameServer);
        assert_eq!(keys.len(), usize::from(!is_without), "{}", case.name());
        assert!(
            keys.iter()
                .all(|key| key.is_sensitive() && *key == Case::key().unwrap()),
            "{}",
            case.name()
        );
    }
    Ok(())
}

#[test]
fn a_refusal_is_an_error_behind_the_classifier_and_nowhere_else() -> Result<(), BoxError> {
    for case in Case::ALL {
        let (_, status) = exchange(case)?;
        let expected = match case {
            Case::Refusal => None,
            Case::BareRefusal => Some(StatusCode::UNAUTHORIZED),
            _ => Some(StatusCode::OK),
        };
        assert_eq!(status, expected, "{}", case.name());
    }
    Ok(())
}

#[test]
fn a_case_and_its_baseline_differ_in_the_layer_alone() -> Result<(), BoxError> {
    let key = Case::key()?;
    for case in Case::ALL {
        let baseline = case.baseline();
        assert_eq!(baseline.baseline(), baseline, "{}", case.name());
        assert_eq!(case.backend(), baseline.backend(), "{}", case.name());
        let (request, bare) = (case.request(&key)?, baseline.request(&key)?);
        assert_eq!(
            (request.uri(), request.headers()),
            (bare.uri(), bare.headers()),
            "{}",
            case.name()
        );
    }
    Ok(())
}

/// The headers that came to the backend, and the status that came back; `None` for an error.
fn exchange(case: Case) -> Result<(HeaderMap, Option<StatusCode>), BoxError> {
    let seen = Arc::default();
    let recorder = Recorder {
        backend: case.backend(),
        seen: Arc::clone(&seen),
    };
    let request = case.request(&Case::key()?)?;
    let status = case.visit(recorder, SendOne(request))?;
    let seen = seen.lock().map_err(|_| "another test failed")?.clone();
    Ok((seen, status))
}

// ===== impl Recorder =====

impl Service<Request<Body>> for Recorder {
    type Response = Response<Body>;
    type Error = BoxError;
    type Future = Answer;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.backend.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Answer {
        if let Ok(mut seen) = self.seen.lock() {
            seen.clone_from(request.headers());
        }
        self.backend.call(request)
    }
}

// ===== impl SendOne =====

impl Visitor for SendOne {
    type Output = Option<StatusCode>;

    fn visit<S>(self, mut service: S) -> Self::Output
    where
        S: Service<Request<Body>, Response = Response<Body>>,
    {
        let answer = send(&mut service, self.0).and_then(Result::ok);
        answer.map(|response| response.status())
    }
}
