use std::{
    fmt,
    sync::{Arc, Mutex},
};

use http::{Extensions, HeaderMap, header};
use tower_bearer::error::BoxError;

use crate::sync::lock;

/// Where requests are looked at inside of our layers, as a layer that logs them would do: by [`see`](Self::see).
///
/// # Clone
///
/// A clone is the same tap.
#[derive(Clone, Default)]
pub struct Tap(Arc<Mutex<Vec<Seen>>>);

/// A request inside of our layers.
#[derive(Clone)]
pub(super) struct Seen {
    /// As `Debug` prints them.
    pub(super) printed: String,
    /// All but the credential.
    pub(super) headers: HeaderMap,
    pub(super) marker: Option<Marker>,
}

/// An extension that a caller puts into a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Marker(pub(super) u32);

// ===== impl Tap =====

impl Tap {
    /// A front end calls it with each request that leaves our layers, on its way to the server.
    pub fn see(&self, headers: &HeaderMap, extensions: &Extensions) {
        let printed = format!("{headers:?}");
        let mut headers = headers.clone();
        headers.remove(header::AUTHORIZATION);
        lock(&self.0).push(Seen {
            printed,
            headers,
            marker: extensions.get().cloned(),
        });
    }

    /// The one request that was seen.
    pub(super) fn only(&self) -> Result<Seen, BoxError> {
        match <[Seen; 1]>::try_from(self.seen()) {
            Ok([seen]) => Ok(seen),
            Err(seen) => Err(format!("the tap has seen {} requests, and not one", seen.len()).into()),
        }
    }

    pub(super) fn seen(&self) -> Vec<Seen> {
        lock(&self.0).clone()
    }
}

impl fmt::Debug for Tap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tap")
            .field("seen", &lock(&self.0).len())
            .finish_non_exhaustive()
    }
}
