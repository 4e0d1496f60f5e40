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
#[derive(Clone)]
pub struct Tap(Option<Arc<Mutex<Vec<Seen>>>>);

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
        let Some(all) = &self.0 else { return };
        let printed = format!("{headers:?}");
        let mut headers = headers.clone();
        headers.remove(header::AUTHORIZATION);
        lock(all).push(Seen {
            printed,
            headers,
            marker: extensions.get().cloned(),
        });
    }

    /// One that looks at nothing.
    pub(super) fn closed() -> Self {
        Self(None)
    }

    /// The one request that was seen.
    pub(super) fn only(&self) -> Result<Seen, BoxError> {
        match <[Seen; 1]>::try_from(self.seen()) {
            Ok([seen]) => Ok(seen),
            Err(seen) => Err(format!("the tap has seen {} requests, and not one", seen.len()).into()),
        }
    }

    pub(super) fn seen(&self) -> Vec<Seen> {
        self.0.as_ref().map(|all| lock(all).clone()).unwrap_or_default()
    }
}

impl Default for Tap {
    fn default() -> Self {
        Self(Some(Arc::default()))
    }
}

impl fmt::Debug for Tap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tap")
            .field("seen", &self.0.as_ref().map(|all| lock(all).len()))
            .finish_non_exhaustive()
    }
}
