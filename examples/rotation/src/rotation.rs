use std::{
    error::Error,
    fmt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use bytes::Bytes;
use http::Request;
use http_body_util::Empty;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use tokio::task::JoinSet;
use tower::{ServiceBuilder, ServiceExt};
use tower_bearer::{
    ApiKey, BearerAuth, BearerAuthLayer, ClassifyAuthErrors, Keys, Origins,
    bearer_auth::{CloneBody, Live},
    source,
};
use tower_bearer_profiles::trakkr;
use tower_bearer_testkit::TestApi;

use crate::{counted::Counted, secret_file::SecretFile};

type Body = Empty<Bytes>;
type TrakkrClient = BearerAuth<ClassifyAuthErrors<Client<HttpConnector, Body>>, Live<CloneBody>>;

/// A server whose key is rotated, a client of it, and what has happened so far.
pub(crate) struct Rotations {
    api: TestApi,
    file: SecretFile,
    client: TrakkrClient,
    key: ApiKey,
    loads: Arc<AtomicUsize>,
    requests: usize,
    failures: usize,
}

// ===== impl Rotations =====

impl Rotations {
    pub(crate) async fn start() -> Result<Self, Box<dyn Error>> {
        let api = TestApi::start().await?;
        let key = api.issue();
        let file = SecretFile::new(&key)?;
        let (source, loads) = Counted::new(source::file(file.path()));
        let keys = Keys::load(source).await?;
        let layer = BearerAuthLayer::new(keys, Origins::new([api.origin()])?).replay_rejected();
        let client = ServiceBuilder::new()
            .layer(layer)
            .layer(trakkr::API.classifier())
            .service(Client::builder(TokioExecutor::new()).build_http());
        let mut rotations = Self {
            api,
            file,
            client,
            key,
            loads,
            requests: 0,
            failures: 0,
        };
        // The server has taken the first key before it is replaced.
        rotations.send(1, None).await?;
        Ok(rotations)
    }

    /// The next key is published in the file, and the old one is revoked while `requests` are under way. Ends once the server has
    /// taken the new key.
    pub(crate) async fn rotate(&mut self, requests: usize) -> Result<(), Box<dyn Error>> {
        let new = self.api.issue();
        self.file.publish(&new)?;
        let old = std::mem::replace(&mut self.key, new);
        self.send(requests - 1, Some(&old)).await?;
        self.send(1, None).await
    }

    pub(crate) fn failures(&self) -> usize {
        self.failures
    }

    /// Sends so many requests at once, and has `revoked` revoked when half of them are on their way.
    async fn send(&mut self, requests: usize, revoked: Option<&ApiKey>) -> Result<(), Box<dyn Error>> {
        let mut sending = JoinSet::new();
        for number in 0..requests {
            if let Some(key) = revoked.filter(|_| number == requests / 2) {
                self.api.revoke(key);
            }
            let request = Request::get(self.api.url("/get-brands")).body(Body::new())?;
            sending.spawn(self.client.clone().oneshot(request));
            // Let those that were spawned begin.
            tokio::task::yield_now().await;
        }
        self.requests += requests;
        while let Some(result) = sending.join_next().await {
            if let Err(error) = result? {
                eprintln!("failed: {error}: {:?}", error.as_auth());
                self.failures += 1;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Rotations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What the server received more than was sent are replays.
        let replays = self.api.journal().len() - self.requests;
        write!(
            f,
            "{:<8}  {:>8}  {:>17}  {replays:>7}  {:>8}",
            self.key.id().to_string(),
            self.requests,
            self.loads.load(Ordering::Relaxed),
            self.failures
        )
    }
}
