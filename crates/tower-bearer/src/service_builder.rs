//! The layers as methods of [`tower::ServiceBuilder`]; with the feature `service-builder`.

use tower::{ServiceBuilder, layer::util::Stack};

use crate::{
    auth_error_classifier::AuthErrorClassifier,
    bearer_auth::{BearerAuthLayer, IntoMode},
    origin::Origins,
    profile::{ApiProfile, ProfileLayer},
};

/// Adds the layers of this crate to a [`ServiceBuilder`]: the first that is added is the outermost.
///
/// ```
/// use tower::ServiceBuilder;
/// use tower_bearer::{ApiProfile, Keys, Origins, service_builder::ServiceBuilderExt};
///
/// # fn client() -> tower::util::BoxCloneSyncService<http::Request<()>, http::Response<http_body_util::Empty<&'static [u8]>>, std::io::Error> {
/// #     tower::util::BoxCloneSyncService::new(tower::service_fn(|_| async { Ok(http::Response::default()) }))
/// # }
/// # fn stacks(keys: Keys) -> Result<(), Box<dyn std::error::Error>> {
/// let service = ServiceBuilder::new()
///     .bearer_auth(keys.clone(), Origins::new(["https://api.example.com"])?)
///     .classify_auth_errors()
///     .service(client());
///
/// const ACME: ApiProfile = ApiProfile::new("Acme", &["https://api.acme.example"]);
/// let service = ServiceBuilder::new().api_profile(&ACME, keys).service(client());
/// # Ok(()) }
/// ```
pub trait ServiceBuilderExt<L>: sealed::Sealed {
    /// Puts `keys`, an [`ApiKey`](crate::ApiKey) or [`Keys`](crate::Keys), into requests to `origins`: see [`BearerAuthLayer::new`].
    fn bearer_auth<K: IntoMode>(self, keys: K, origins: Origins) -> ServiceBuilder<Stack<BearerAuthLayer<K::Mode>, L>>;

    /// Turns refusals into typed errors: see [`AuthErrorClassifier::new`]. It goes below [`bearer_auth`](Self::bearer_auth).
    fn classify_auth_errors(self) -> ServiceBuilder<Stack<AuthErrorClassifier, L>>;

    /// Both for the API of `profile`: see [`ApiProfile::layer`].
    fn api_profile<K: IntoMode>(self, profile: &ApiProfile, keys: K)
    -> ServiceBuilder<Stack<ProfileLayer<K::Mode>, L>>;
}

mod sealed {
    pub trait Sealed {}

    impl<L> Sealed for tower::ServiceBuilder<L> {}
}

// ===== impl ServiceBuilderExt =====

impl<L> ServiceBuilderExt<L> for ServiceBuilder<L> {
    fn bearer_auth<K: IntoMode>(self, keys: K, origins: Origins) -> ServiceBuilder<Stack<BearerAuthLayer<K::Mode>, L>> {
        self.layer(BearerAuthLayer::new(keys, origins))
    }

    fn classify_auth_errors(self) -> ServiceBuilder<Stack<AuthErrorClassifier, L>> {
        self.layer(AuthErrorClassifier::new())
    }

    fn api_profile<K: IntoMode>(
        self,
        profile: &ApiProfile,
        keys: K,
    ) -> ServiceBuilder<Stack<ProfileLayer<K::Mode>, L>> {
        self.layer(profile.layer(keys))
    }
}
