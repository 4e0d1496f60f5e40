use std::time::{Duration, Instant};

use front_ends::HyperH1;
use http::{Request, StatusCode};
use tokio::{runtime::Handle, time::sleep};
use tower_bearer::{ApiKey, Keys, Origins, error::BoxError};
use tower_bearer_testkit::{
    TestApi, TestSource,
    conformance::{Auth, Body, Client, FrontEnd, Setup},
};

use super::{Flat, Ground, POLLS, flat};
use crate::caller::polled;

/// hyper-util's client and a server, over a connection that is kept alive.
struct OverSockets {
    client: Client,
    api: TestApi,
    source: TestSource,
    key: ApiKey,
    tasks: usize,
}

/// Through hyper-util's client over loopback, with client and server in this thread: a tenth is refused, one of fifty dropped, and the key
/// rotates every 500 requests.
///
/// # Errors
///
/// Where it cannot be set up.
pub fn over_sockets(seed: u64, requests: u64) -> Result<Flat, BoxError> {
    flat(requests, 16 * 1024, async move || {
        let api = TestApi::start().await?;
        api.refuse_at_random(seed, 100);
        let key = api.issue();
        let source = TestSource::new(key.clone());
        let keys = Keys::builder(source.clone())
            .fruitless_interval(Duration::from_millis(10))
            .load()
            .await?;
        let auth = Auth::new(keys, Origins::new([api.origin()])?).replaying();
        Ok(OverSockets {
            client: HyperH1.client(&Setup::new(auth).untapped())?,
            api,
            source,
            key,
            tasks: 0,
        })
    })
}

// ===== impl OverSockets =====

impl Ground for OverSockets {
    async fn send(&mut self, number: u64) -> Result<bool, BoxError> {
        if number % 500 == 0 {
            self.key = self.api.rotate(&self.key);
            self.source.give(self.key.clone());
            self.api.clear_journal();
        }
        let request = Request::get(self.api.url("/get-brands")).body(Body::default())?;
        let sending = self.client.send(request);
        if number % 50 == 49 {
            return Ok(polled(sending, POLLS).await.is_some());
        }
        Ok(sending.await.status() == Some(StatusCode::OK))
    }

    /// One connection stays, at both ends: as many tasks as after the warm-up.
    async fn rest(&mut self) {
        self.api.clear_journal();
        let begun = Instant::now();
        let alive = || Handle::current().metrics().num_alive_tasks();
        while self.tasks > 0 && alive() > self.tasks && begun.elapsed() < Duration::from_secs(10) {
            sleep(Duration::from_millis(1)).await;
        }
        self.tasks = alive();
    }
}
