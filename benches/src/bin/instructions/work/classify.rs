//! What a refusal costs, by the length of its body.

use std::hint::black_box;

use benches::BoxError;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use tower_bearer::{
    AuthErrorKind,
    classify::{Answer, CredentialSent, classify},
};

use super::{Section, Work, bodies::Format};
use crate::counted::{Step, count, count_first};

const KIB: [usize; 7] = [1, 2, 4, 8, 16, 32, 64];

pub(super) fn all() -> Vec<Work> {
    let mut all = Vec::new();
    for format in [Format::Json, Format::Html, Format::Text] {
        all.extend(KIB.map(|kib| classified(format, kib)));
    }
    for format in [Format::Errors, Format::IndentedErrors, Format::Prose] {
        all.push(classified(format, 1));
        let name = format!("serde_json::Value, {} of 1 KiB", format.name());
        all.push(work(name, 1, move |rounds| parse(rounds, format)));
    }
    let first = |_| judged(Format::Json, 1024, &mut count_first);
    all.push(Work {
        rounds: 1,
        ..work("JSON of 1 KiB, the first of a process".to_owned(), 1, first)
    });
    all
}

fn classified(format: Format, kib: usize) -> Work {
    let name = format!("{} of {kib} KiB", format.name());
    work(name, kib, move |rounds| {
        judged(format, 1024 * kib, &mut |step| count(rounds, step))
    })
}

fn work(name: String, kib: usize, run: impl Fn(u32) -> Result<(), BoxError> + Sync + 'static) -> Work {
    Work {
        section: Section::Classify,
        name,
        baseline: None,
        rounds: if kib < 8 { 64 } else { 8 },
        run: Box::new(run),
    }
}

fn judged(format: Format, len: usize, count: &mut dyn FnMut(Step<'_>) -> Result<(), BoxError>) -> Result<(), BoxError> {
    let body = format.body(len);
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.content_type()));
    count(&mut || {
        let answer = Answer::new(StatusCode::UNAUTHORIZED, black_box(&headers))
            .with_body(black_box(body.as_bytes()))
            .with_credential_sent(CredentialSent::Yes);
        match black_box(classify(&answer, &[])).map(|verdict| verdict.kind()) {
            Some(AuthErrorKind::InvalidKey) => Ok(()),
            kind => Err(format!("taken for {kind:?}").into()),
        }
    })
}

/// What a program pays that only wants to look into the body.
fn parse(rounds: u32, format: Format) -> Result<(), BoxError> {
    let body = format.body(1024);
    count(rounds, &mut || {
        black_box(serde_json::from_slice::<serde_json::Value>(black_box(body.as_bytes()))?);
        Ok(())
    })
}
