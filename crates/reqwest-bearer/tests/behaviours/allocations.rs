use std::future::poll_fn;

use allocation_counter::measure;
use http::Extensions;
use reqwest::{Request, Response};
use reqwest_bearer::BearerAuthMiddleware;
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware, Middleware, Next, Result};
use tower_bearer::{ApiKey, Origins};

use crate::support::reqwest;

/// Answers in place of the network.
struct Answering;

/// Does nothing, as a middleware.
struct Idle;

#[test]
fn it_adds_two_allocations_to_those_of_a_middleware_that_does_nothing() {
    let key = ApiKey::new("sk_live_51Hx").unwrap();
    let origins = Origins::new(["https://api.trakkr.ai"]).unwrap();
    let ours = BearerAuthMiddleware::builder(key, origins).middleware().unwrap();
    let with_ours = client(ours);
    let idle = client(Idle);
    // The URL as the `http` crate reads it: its bytes, and what counts who shares them. The header itself fits into the room that the
    // request's map has.
    assert_eq!(allocations(&with_ours), allocations(&idle) + 2);
}

fn client(middleware: impl Middleware) -> ClientWithMiddleware {
    ClientBuilder::new(reqwest().build().unwrap())
        .with(middleware)
        .with(Answering)
        .build()
}

fn allocations(client: &ClientWithMiddleware) -> u64 {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut counted = 0;
    // The second one: the first fills what is filled once.
    for _ in 0..2 {
        let mut request = Request::new(http::Method::GET, "https://api.trakkr.ai/get-brands".parse().unwrap());
        request
            .headers_mut()
            .insert("accept", http::HeaderValue::from_static("application/json"));
        let mut sending = Box::pin(client.execute(request));
        runtime.block_on(poll_fn(|cx| {
            let mut polled = std::task::Poll::Pending;
            counted = measure(|| polled = sending.as_mut().poll(cx)).count_total;
            polled.map(drop)
        }));
    }
    counted
}

#[async_trait::async_trait]
impl Middleware for Answering {
    async fn handle(&self, _: Request, _: &mut Extensions, _: Next<'_>) -> Result<Response> {
        Ok(http::Response::new("").into())
    }
}

#[async_trait::async_trait]
impl Middleware for Idle {
    async fn handle(&self, request: Request, extensions: &mut Extensions, next: Next<'_>) -> Result<Response> {
        next.run(request, extensions).await
    }
}
