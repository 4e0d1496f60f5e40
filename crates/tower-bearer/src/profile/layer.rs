use tower_layer::Layer;

use crate::{
    auth_error_classifier::{AuthErrorClassifier, ClassifyAuthErrors, Passing, Peeking},
    bearer_auth::{BearerAuth, BearerAuthLayer, CloneBody, Live, Mode},
};

/// Both layers of an [`ApiProfile`](crate::ApiProfile): [`BearerAuthLayer`] outside, [`AuthErrorClassifier`] inside.
///
/// ```
/// use tower_bearer::{ApiProfile, Keys, ProfileLayer, auth_error_classifier::Peeking, bearer_auth::{CloneBody, Live}};
///
/// const ACME: ApiProfile = ApiProfile::new("Acme", &["https://api.acme.example"]);
///
/// fn layer(keys: Keys) -> ProfileLayer<Live<CloneBody>, Peeking> {
///     ACME.layer(keys).replay_rejected().peek_bodies()
/// }
/// ```
///
/// What else the two layers can do: [`ApiProfile::auth_layer`](crate::ApiProfile::auth_layer) and
/// [`ApiProfile::classifier`](crate::ApiProfile::classifier) are each of them alone.
///
/// # Clone
///
/// A clone has the same settings; live [`Keys`](crate::Keys) are shared.
#[derive(Clone, Debug)]
#[must_use = "a layer does nothing before it is put around a service"]
pub struct ProfileLayer<M, P = Passing> {
    outer: BearerAuthLayer<M>,
    inner: AuthErrorClassifier<P>,
}

// ===== impl ProfileLayer =====

impl<M> ProfileLayer<M> {
    pub(super) fn new(outer: BearerAuthLayer<M>, inner: AuthErrorClassifier) -> Self {
        Self { outer, inner }
    }

    /// Looks at answers with statuses that only this API refuses a key with: see [`AuthErrorClassifier::peek_bodies`]. It changes the
    /// type of the response's body.
    pub fn peek_bodies(self) -> ProfileLayer<M, Peeking> {
        ProfileLayer {
            outer: self.outer,
            inner: self.inner.peek_bodies(),
        }
    }
}

impl<R, P> ProfileLayer<Live<R>, P> {
    /// Sends a request again, once, if its key was rejected and there is a newer one: see [`BearerAuthLayer::replay_rejected`].
    pub fn replay_rejected(self) -> ProfileLayer<Live<CloneBody>, P> {
        ProfileLayer {
            outer: self.outer.replay_rejected(),
            inner: self.inner,
        }
    }
}

impl<S, M, P> Layer<S> for ProfileLayer<M, P>
where
    M: Mode,
{
    type Service = BearerAuth<ClassifyAuthErrors<S, P>, M>;

    fn layer(&self, inner: S) -> Self::Service {
        self.outer.layer(self.inner.layer(inner))
    }
}
