use std::sync::Arc;

use http::Request;

use crate::{
    bearer_auth::{kept::Kept, policy::Policy},
    keys::Keys,
};

/// What it takes to send a request that is not sent yet, or to send it again.
pub(in crate::bearer_auth) struct Spare<S, B> {
    /// Ready for one call.
    pub(in crate::bearer_auth) service: S,
    pub(in crate::bearer_auth) request: Option<Request<B>>,
    pub(in crate::bearer_auth) copy: Option<Kept<B>>,
    /// Whether the copy can be sent.
    pub(in crate::bearer_auth) rewind: fn(&B) -> bool,
    pub(in crate::bearer_auth) keys: Keys,
    pub(in crate::bearer_auth) policy: Arc<Policy>,
}

// ===== impl Spare =====

impl<S, B> Spare<S, B> {
    /// Whether there is a copy, and it can be sent.
    pub(super) fn rewinds(&self) -> bool {
        self.copy.as_ref().is_some_and(|copy| (self.rewind)(&copy.body))
    }
}
