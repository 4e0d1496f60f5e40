use std::{pin::Pin, sync::Arc};

use http::{Request, header};
use tokio::sync::Mutex;
use tower::filter::AsyncPredicate;

use super::Token;
use crate::exchange::{Body, BoxError};

/// A token in an async mutex that is held over its load, and a header that is formatted for each request: what kube-rs gives to
/// `tower::filter::AsyncFilter`.
#[derive(Clone, Debug)]
pub struct MutexToken(Arc<Mutex<Token>>);

// ===== impl MutexToken =====

impl MutexToken {
    /// Clones share the token.
    pub fn new(token: Token) -> Self {
        Self(Arc::new(Mutex::new(token)))
    }
}

impl AsyncPredicate<Request<Body>> for MutexToken {
    type Future = Pin<Box<dyn Future<Output = Result<Request<Body>, BoxError>> + Send>>;
    type Request = Request<Body>;

    fn check(&mut self, mut request: Request<Body>) -> Self::Future {
        let token = Arc::clone(&self.0);
        Box::pin(async move {
            let mut token = token.lock().await;
            if token.is_due() {
                token.load().await;
            }
            request.headers_mut().insert(header::AUTHORIZATION, token.header()?);
            Ok(request)
        })
    }
}
