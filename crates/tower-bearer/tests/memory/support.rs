use std::{
    env, fs,
    path::Path,
    pin::pin,
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use tempfile::TempDir;
use tokio::runtime;
use tower::{Service, service_fn};
use tower_bearer::Origins;

use crate::{
    canary::{Canary, VARIABLE},
    child::{is_child, with_variables},
    search::Memory,
};

pub(crate) type Body = Full<Bytes>;
/// The variable that names a file with the canary.
pub(crate) const FILE: &str = "MEMORY_TEST_FILE";

pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Runs `body` in a process of its own, for each kind of canary, after which there are as many copies of the canary as before: none,
/// but for one in the environment if it was put there.
pub(crate) fn alone(name: &str, body: impl AsyncFn(&'static Memory)) {
    with_variables_each(name, |_| Vec::new(), body);
}

/// The same, with variables that hold the canary.
pub(crate) fn with_variables_each(
    name: &str,
    variables: impl Fn(Canary) -> Vec<(&'static str, String)>,
    body: impl AsyncFn(&'static Memory),
) {
    each(name, variables, |memory| {
        let before = memory.copies();
        run(body(memory));
        assert_eq!(memory.copies(), before);
    });
}

/// Runs `body` in a process of its own, for each kind of canary.
pub(crate) fn each(
    name: &str,
    variables: impl Fn(Canary) -> Vec<(&'static str, String)>,
    body: impl Fn(&'static Memory),
) {
    for canary in Canary::BOTH {
        // They hold the canary, so that only the parent may make them.
        let mut variables = if is_child() { Vec::new() } else { variables(canary) };
        variables.push((VARIABLE, format!("{canary:?}")));
        let variables: Vec<_> = variables.iter().map(|(name, value)| (*name, &**value)).collect();
        with_variables(name, &variables, || body(Box::leak(Box::new(Memory::new()))));
        if is_child() {
            return;
        }
    }
}

/// Threads for blocking work have ended after it.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(future)
}

/// The same, with the path of a file that holds `before`, the canary and `after`. Only the parent wrote it.
pub(crate) fn with_file(name: &str, before: &str, after: &str, body: impl AsyncFn(String, &'static Memory)) {
    let directory = TempDir::new().unwrap();
    with_variables_each(name, file_with(&directory, before, after), async |memory| {
        body(env::var(FILE).unwrap(), memory).await;
    });
}

/// The variables [`FILE`] and `CREDENTIALS_DIRECTORY`, which name a file that holds `before`, the canary and `after`.
pub(crate) fn file_with(
    directory: &TempDir,
    before: &str,
    after: &str,
) -> impl Fn(Canary) -> Vec<(&'static str, String)> {
    move |canary: Canary| {
        let path = directory.path().join("key");
        fs::write(&path, canary.within(before, after)).unwrap();
        let text = |path: &Path| path.to_str().unwrap().to_owned();
        vec![(FILE, text(&path)), ("CREDENTIALS_DIRECTORY", text(directory.path()))]
    }
}

pub(crate) fn origins() -> Origins {
    Origins::new(["https://api.example.com"]).unwrap()
}

pub(crate) fn request() -> Request<Body> {
    Request::post("https://api.example.com/items")
        .body(Body::from("body"))
        .unwrap()
}

/// Keeps nothing of a request, and answers at once with what `answer` makes of it.
pub(crate) fn server(
    answer: impl Fn(&Request<Body>) -> Response<Body> + Clone + Send,
) -> impl Service<Request<Body>, Response = Response<Body>, Error = BoxError, Future: Send> + Clone {
    service_fn(move |request| {
        let response = answer(&request);
        async move { Ok(response) }
    })
}

pub(crate) fn refusal(body: impl Into<Bytes>) -> Response<Body> {
    let mut response = Response::new(Body::new(body.into()));
    *response.status_mut() = StatusCode::UNAUTHORIZED;
    response
}

/// Whether the future is over after one more poll.
pub(crate) fn is_over(future: std::pin::Pin<&mut impl Future>) -> bool {
    future.poll(&mut Context::from_waker(Waker::noop())).is_ready()
}

/// What a service makes of one request, at once.
pub(crate) fn at_once<S>(service: &mut S, request: Request<Body>) -> Result<S::Response, S::Error>
where
    S: Service<Request<Body>>,
{
    let cx = &mut Context::from_waker(Waker::noop());
    assert!(matches!(service.poll_ready(cx), Poll::Ready(Ok(()))));
    match pin!(service.call(request)).poll(cx) {
        Poll::Ready(answer) => answer,
        Poll::Pending => panic!("it waits"),
    }
}
