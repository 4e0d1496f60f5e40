use std::{
    pin::Pin,
    task::{Context, Poll},
};

use pin_project_lite::pin_project;
use tonic::Status;
use tower_bearer::{Error, error::BoxError};

use crate::status::status_of;

pin_project! {
    /// The answer to a call; see [`StatusLayer`](crate::StatusLayer).
    #[derive(Debug)]
    pub struct StatusFuture<F> {
        #[pin]
        future: F,
    }
}

// ===== impl StatusFuture =====

impl<F> StatusFuture<F> {
    pub(crate) fn new(future: F) -> Self {
        Self { future }
    }
}

impl<F, T, E> Future for StatusFuture<F>
where
    F: Future<Output = Result<T, Error<E>>>,
    E: Into<BoxError>,
{
    type Output = Result<T, Status>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.project().future.poll(cx).map_err(status_of)
    }
}
