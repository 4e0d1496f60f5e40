//! Requests through each layer.

use std::hint::black_box;

use benches::{Body, BoxError, Case, Visitor, send};
use http::{HeaderValue, Request, Response};
use tower_service::Service;

use super::{Section, Work};
use crate::counted::count;

/// Sends so many requests, one after the other.
struct Sender {
    case: Case,
    key: HeaderValue,
    requests: u32,
}

pub(super) fn all() -> Vec<Work> {
    let work = |case: Case| Work {
        section: Section::Request,
        name: case.name().to_owned(),
        baseline: (case.baseline() != case).then(|| case.baseline().name().to_owned()),
        rounds: 1000,
        run: Box::new(move |requests| {
            let key = Case::key()?;
            case.visit(case.backend(), Sender { case, key, requests })?
        }),
    };
    Case::ALL.into_iter().map(work).collect()
}

// ===== impl Sender =====

impl Visitor for Sender {
    type Output = Result<(), BoxError>;

    fn visit<S>(self, mut service: S) -> Self::Output
    where
        S: Service<Request<Body>, Response = Response<Body>>,
    {
        count(self.requests, &mut || {
            // Neither is made part of the other: a program's requests come from elsewhere.
            let request = black_box(self.case.request(&self.key)?);
            match black_box(send(&mut service, request)) {
                Some(_) => Ok(()),
                None => Err("the service made the request wait".into()),
            }
        })
    }
}
