use std::{sync::Arc, time::Duration};

use tower_layer::Layer;

use super::{service::ClassifyAuthErrors, settings::Settings};
use crate::{classify::ProfileRule, error::Facts, scheme::AuthScheme};

/// Turns refusals into typed errors; see the [module](crate::auth_error_classifier).
///
/// Unlike the classifiers of `tower_http::classify`, which label a response for others, this layer changes the result.
///
/// # Clone
///
/// A clone has the same settings.
#[derive(Clone, Debug)]
#[must_use = "a layer does nothing before it is put around a service"]
pub struct AuthErrorClassifier {
    pub(crate) settings: Settings,
}

// ===== impl AuthErrorClassifier =====

impl AuthErrorClassifier {
    /// For any API whose key is in `Authorization`.
    pub fn new() -> Self {
        Self {
            settings: Settings::default(),
        }
    }

    pub(crate) fn of_profile(scheme: AuthScheme, rules: &'static [ProfileRule], facts: Facts) -> Self {
        let mut classifier = Self::new().scheme(scheme);
        classifier.settings.rules = rules;
        classifier.settings.facts = facts;
        classifier
    }

    /// The header in which the key is looked for: the one that the [`BearerAuthLayer`](crate::BearerAuthLayer) outside writes.
    pub fn scheme(mut self, scheme: AuthScheme) -> Self {
        self.settings.scheme = scheme;
        self
    }

    /// How many bytes of a refusal's body are read at most: 65,536 unless set.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.settings.body_limit = bytes;
        self
    }

    /// For how long a refusal's body is read at most: 5 seconds unless set. `None`: as long as it takes.
    pub fn body_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.settings.body_timeout = timeout.into();
        self
    }
}

impl Default for AuthErrorClassifier {
    fn default() -> Self {
        Self::new()
    }
}

impl<S> Layer<S> for AuthErrorClassifier {
    type Service = ClassifyAuthErrors<S>;

    fn layer(&self, inner: S) -> Self::Service {
        ClassifyAuthErrors::new(inner, Arc::new(self.settings.clone()))
    }
}
