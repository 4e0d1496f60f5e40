//! A gRPC server on loopback that takes keys.

use std::{
    collections::HashSet,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use futures_util::stream::{self, BoxStream, StreamExt};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{
    Request, Response, Status,
    metadata::MetadataValue,
    transport::{Channel, Server},
};
use tonic_health::pb::{
    HealthCheckRequest, HealthCheckResponse,
    health_check_response::ServingStatus,
    health_server::{Health, HealthServer},
};

/// Ends with its last handle.
pub(crate) struct GrpcServer {
    pub(crate) address: SocketAddr,
    pub(crate) state: Arc<State>,
    task: JoinHandle<()>,
}

#[derive(Default)]
pub(crate) struct State {
    keys: Mutex<HashSet<String>>,
    calls: AtomicUsize,
}

struct Answers;

/// A key that the server knows, and that may do nothing.
pub(crate) const POWERLESS: &str = "sk_test_powerless";

impl GrpcServer {
    pub(crate) async fn start(keys: &[&str]) -> Self {
        let state = Arc::new(State::default());
        keys.iter().for_each(|key| state.publish(key));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let guard = Arc::clone(&state);
        let service = HealthServer::with_interceptor(Answers, move |request| guard.judge(request));
        let serving = Server::builder()
            .add_service(service)
            .serve_with_incoming(TcpListenerStream::new(listener));
        let task = tokio::spawn(async move { serving.await.unwrap() });
        Self { address, state, task }
    }

    pub(crate) async fn channel(&self) -> Channel {
        let uri = format!("http://{}", self.address);
        Channel::from_shared(uri).unwrap().connect().await.unwrap()
    }
}

impl Drop for GrpcServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl State {
    pub(crate) fn publish(&self, key: &str) {
        self.keys.lock().unwrap().insert(key.to_owned());
    }

    pub(crate) fn revoke(&self, key: &str) {
        self.keys.lock().unwrap().remove(key);
    }

    /// How many calls came in.
    pub(crate) fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    /// As servers do: by an interceptor, before the call is looked at.
    fn judge(&self, request: Request<()>) -> Result<Request<()>, Status> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        let sent: Vec<_> = request.metadata().get_all("authorization").iter().collect();
        let [value] = sent[..] else {
            return Err(Status::unauthenticated("Missing API key"));
        };
        let Some(key) = value.to_str().unwrap().strip_prefix("Bearer ") else {
            return Err(Status::unauthenticated("Bearer expected"));
        };
        if self.keys.lock().unwrap().contains(key) {
            return Ok(request);
        }
        if key == POWERLESS {
            return Err(Status::permission_denied("this key lacks the scope health:read"));
        }
        // It says too much, as servers do.
        let details = bytes::Bytes::copy_from_slice(key.as_bytes());
        let mut status = Status::with_details(tonic::Code::Unauthenticated, format!("Invalid API key: {key}"), details);
        let metadata = status.metadata_mut();
        metadata.insert("x-request-id", MetadataValue::from_static("req-7"));
        metadata.insert("x-key", key.parse().unwrap());
        Err(status)
    }
}

#[tonic::async_trait]
impl Health for Answers {
    async fn check(&self, request: Request<HealthCheckRequest>) -> Result<Response<HealthCheckResponse>, Status> {
        match request.into_inner().service.as_str() {
            "gone" => Err(Status::not_found("no such service")),
            _ => Ok(Response::new(serving())),
        }
    }

    type WatchStream = BoxStream<'static, Result<HealthCheckResponse, Status>>;

    async fn watch(&self, request: Request<HealthCheckRequest>) -> Result<Response<Self::WatchStream>, Status> {
        let last = match request.into_inner().service.as_str() {
            "ends badly" => Err(Status::unauthenticated("the session is over")),
            _ => Ok(serving()),
        };
        let answers = [Ok(serving()), Ok(serving()), last];
        Ok(Response::new(stream::iter(answers).boxed()))
    }
}

fn serving() -> HealthCheckResponse {
    HealthCheckResponse {
        status: ServingStatus::Serving.into(),
    }
}
