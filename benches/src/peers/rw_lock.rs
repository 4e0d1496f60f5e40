use std::{
    mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use http::{HeaderValue, Request, header};
use tokio::sync::RwLock;
use tower_layer::Layer;
use tower_service::Service;

use super::Token;
use crate::exchange::{Body, BoxError};

/// A token behind a read-write lock: each request reads, and the one that finds it due writes, over the load: what the Azure SDK's
/// bearer token policy does.
#[derive(Clone, Debug)]
pub struct RwLockToken<S> {
    inner: S,
    token: Arc<RwLock<Token>>,
}

/// Makes services that share a token.
#[derive(Clone, Debug)]
pub struct RwLockTokenLayer(Arc<RwLock<Token>>);

// ===== impl RwLockTokenLayer =====

impl RwLockTokenLayer {
    /// Clones share the token.
    pub fn new(token: Token) -> Self {
        Self(Arc::new(RwLock::new(token)))
    }
}

impl<S> Layer<S> for RwLockTokenLayer {
    type Service = RwLockToken<S>;

    fn layer(&self, inner: S) -> Self::Service {
        RwLockToken {
            inner,
            token: Arc::clone(&self.0),
        }
    }
}

// ===== impl RwLockToken =====

impl<S> Service<Request<Body>> for RwLockToken<S>
where
    S: Service<Request<Body>, Error = BoxError, Future: Send> + Clone + Send + 'static,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        let clone = self.inner.clone();
        let mut ready = mem::replace(&mut self.inner, clone);
        let token = Arc::clone(&self.token);
        Box::pin(async move {
            let value = header(&token).await?;
            request.headers_mut().insert(header::AUTHORIZATION, value);
            ready.call(request).await
        })
    }
}

async fn header(token: &RwLock<Token>) -> Result<HeaderValue, BoxError> {
    let read = token.read().await;
    if !read.is_due() {
        return Ok(read.header()?);
    }
    drop(read);
    let mut write = token.write().await;
    if write.is_due() {
        write.load().await;
    }
    Ok(write.header()?)
}
