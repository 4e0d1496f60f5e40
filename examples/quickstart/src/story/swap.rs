use http::StatusCode;
use tokio::task::JoinSet;
use tower::ServiceExt;
use tower_bearer::{KeyId, Keys, Origins};
use tower_bearer_testkit::{Received, TestApi};

use super::seen;
use crate::{
    client::{Authenticated, Http, authenticated, get, http},
    failure::Failure,
    page::Page,
};

const PATH: &str = "/get-brands";
const IN_FLIGHT: usize = 3;

/// Requests in flight keep the key that they have, and the next one has the new key.
pub(super) async fn tell(page: &mut Page) -> Result<(), Failure> {
    let api = TestApi::start().await?;
    let keys = Keys::fixed(api.issue());
    let client = authenticated(http(), keys.clone(), Origins::new([api.origin()])?);
    let mut requests = Requests::default();

    api.hold(PATH);
    for _ in 0..IN_FLIGHT {
        requests.send(&client, &api)?;
    }
    api.received(IN_FLIGHT).await;
    let old = current(&keys)?;
    keys.set(api.issue())?;
    requests.send(&client, &api)?;
    let journal = api.received(IN_FLIGHT + 1).await;
    api.release(PATH);
    let statuses = requests.answers().await?;
    let new = current(&keys)?;

    let (in_flight, next) = journal.split_at(IN_FLIGHT);
    seen::ensure(old != new, "the key was not swapped")?;
    let has = |key_id| move |received: &Received| matches!(received.credentials(), [sent] if sent.key_id() == key_id);
    seen::ensure(in_flight.iter().all(has(old)), "a request in flight lost its key")?;
    seen::ensure(next.iter().all(has(new)), "the next request has not the new key")?;
    page.line("in flight", &seen::keys(in_flight))?;
    page.line("Keys::set", &format!("{old} → {new}"))?;
    page.line("next", &seen::keys(next))?;
    page.line("answers", &statuses.join(", "))?;
    Ok(())
}

fn current(keys: &Keys) -> Result<KeyId, Failure> {
    keys.key_id().ok_or_else(|| "there is no current key".into())
}

/// Requests that are under way.
#[derive(Default)]
struct Requests(JoinSet<Result<StatusCode, tower_bearer::Error<hyper_util::client::legacy::Error>>>);

// ===== impl Requests =====

impl Requests {
    fn send(&mut self, client: &Authenticated<Http>, api: &TestApi) -> Result<(), Failure> {
        let answer = client.clone().oneshot(get(&api.url(PATH))?);
        self.0.spawn(async { Ok(answer.await?.status()) });
        Ok(())
    }

    async fn answers(mut self) -> Result<Vec<String>, Failure> {
        let mut statuses = Vec::new();
        while let Some(answer) = self.0.join_next().await {
            statuses.push(answer??.to_string());
        }
        Ok(statuses)
    }
}
