//! What is particular to an API, as data.

use crate::{
    auth_error_classifier::AuthErrorClassifier,
    bearer_auth::{BearerAuthLayer, IntoMode},
    classify::{Answer, ProfileRule, Verdict, classify_any},
    error::Facts,
    key::{ApiKey, ApiKeyError, KeyFormat},
    origin::{Origins, is_https_origin},
    scheme::{AuthScheme, is_scheme},
    source::{self, EnvSource},
};

mod layer;

pub use self::layer::ProfileLayer;

/// What is particular to an API: where it is, how it wants its key, what its keys and its refusals look like.
///
/// Plain const data, checked when it is compiled. [`layer`](Self::layer) makes the two layers of it, in the right order.
///
/// ```
/// use tower_bearer::{ApiProfile, AuthErrorKind, KeyFormat, classify::ProfileRule};
///
/// pub const ACME: ApiProfile = ApiProfile::new("Acme", &["https://api.acme.example"])
///     .variable("ACME_API_KEY")
///     .key_format(KeyFormat::new(&["acme_"]))
///     .header("x-api-key", "")
///     .rules(&[ProfileRule::new(AuthErrorKind::InvalidKey).with_text("who are you?")])
///     .docs("https://acme.example/docs/keys");
///
/// let layer = ACME.layer(ACME.key("acme_9aF31kQ")?);
/// # Ok::<(), tower_bearer::ApiKeyError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ApiProfile {
    name: &'static str,
    origins: &'static [&'static str],
    header: &'static str,
    prefix: &'static str,
    variable: Option<&'static str>,
    key_format: KeyFormat,
    rules: &'static [ProfileRule],
    plan: Option<&'static str>,
    docs: Option<&'static str>,
}

// ===== impl ApiProfile =====

impl ApiProfile {
    /// An API at `origins`, such as `https://api.example.com`, with its key in `Authorization: Bearer <key>`.
    ///
    /// # Panics
    ///
    /// In a `const` when it is compiled: if there are no origins, or one is not `https`, in lower case, a host and perhaps a port.
    pub const fn new(name: &'static str, origins: &'static [&'static str]) -> Self {
        assert!(
            !origins.is_empty(),
            "a profile without origins is self-hosted: use `ApiProfile::self_hosted`"
        );
        let mut at = 0;
        while at < origins.len() {
            assert!(
                is_https_origin(origins[at]),
                "an origin of a profile is https://host or https://host:port, in lower case"
            );
            at += 1;
        }
        Self {
            origins,
            ..Self::self_hosted(name)
        }
    }

    /// An API that everybody runs on a host of their own: [`layer_at`](Self::layer_at) says where.
    pub const fn self_hosted(name: &'static str) -> Self {
        Self {
            name,
            origins: &[],
            header: "authorization",
            prefix: "Bearer ",
            variable: None,
            key_format: KeyFormat::ANY,
            rules: &[],
            plan: None,
            docs: None,
        }
    }

    /// The key is in `header`, in lower case, behind `prefix`: see [`AuthScheme::new`].
    ///
    /// # Panics
    ///
    /// In a `const` when it is compiled: where [`AuthScheme::new`] would fail, or `header` is not in lower case.
    #[must_use]
    pub const fn header(self, header: &'static str, prefix: &'static str) -> Self {
        assert!(
            is_scheme(header, prefix),
            "a header is in lower case and its prefix ends in neither a letter nor a digit: see `AuthScheme::new`"
        );
        Self { header, prefix, ..self }
    }

    /// The environment variable that holds the key by convention.
    #[must_use]
    pub const fn variable(self, variable: &'static str) -> Self {
        Self {
            variable: Some(variable),
            ..self
        }
    }

    /// What keys look like.
    #[must_use]
    pub const fn key_format(self, key_format: KeyFormat) -> Self {
        Self { key_format, ..self }
    }

    /// What the API's refusals mean; these are asked before all that is known of APIs in general.
    #[must_use]
    pub const fn rules(self, rules: &'static [ProfileRule]) -> Self {
        Self { rules, ..self }
    }

    /// What plan keys need, as a sentence.
    #[must_use]
    pub const fn plan(self, plan: &'static str) -> Self {
        Self {
            plan: Some(plan),
            ..self
        }
    }

    /// Where keys are explained.
    #[must_use]
    pub const fn docs(self, docs: &'static str) -> Self {
        Self {
            docs: Some(docs),
            ..self
        }
    }

    /// The API's name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The name of the environment variable that holds the key by convention, if there is one.
    pub const fn variable_name(&self) -> Option<&'static str> {
        self.variable
    }

    /// Where keys are explained, if that is known.
    pub const fn docs_link(&self) -> Option<&'static str> {
        self.docs
    }

    /// A key for this API.
    ///
    /// # Errors
    ///
    /// As [`ApiKey::new`]; also when it does not look like a key of this API, or is the placeholder of a documentation page.
    pub fn key<K>(&self, key: K) -> Result<ApiKey, ApiKeyError>
    where
        ApiKey: TryFrom<K, Error = ApiKeyError>,
    {
        let key = ApiKey::new(key)?;
        self.key_format.check(&key)?;
        Ok(key)
    }

    /// The source that reads the API's environment variable; `None` if it has none by convention, which loads nothing.
    ///
    /// [`Keys::load`](crate::Keys::load) takes it as it is.
    pub fn env(&self) -> Option<EnvSource> {
        self.variable
            .map(|variable| source::env(variable).with_format(self.key_format))
    }

    /// How the key is written into a request.
    pub fn scheme(&self) -> AuthScheme {
        // Checked when it was compiled.
        AuthScheme::new(self.header, self.prefix).unwrap_or_default()
    }

    /// The origins that the key may go to; none if everybody runs the API on a host of their own.
    pub fn origins(&self) -> Option<Origins> {
        (!self.origins.is_empty()).then(|| Origins::of_const_data(self.origins))
    }

    /// Both layers in the right order, around a client: `keys`, an [`ApiKey`] or [`Keys`](crate::Keys), for the API's own origins.
    ///
    /// Rules that name other statuses than 401 and 403 are not asked before [`peek_bodies`](ProfileLayer::peek_bodies).
    ///
    /// A self-hosted API has none, so no request gets a key, and the hint of the refusal says why: use
    /// [`layer_at`](Self::layer_at).
    pub fn layer<K: IntoMode>(&self, keys: K) -> ProfileLayer<K::Mode> {
        self.layer_at(keys, Origins::of_const_data(self.origins))
    }

    /// As [`layer`](Self::layer), for the API at other origins: self-hosted, a proxy, a test server.
    pub fn layer_at<K: IntoMode>(&self, keys: K, origins: Origins) -> ProfileLayer<K::Mode> {
        ProfileLayer::new(self.auth_layer_at(keys, origins), self.classifier())
    }

    /// The outer layer alone, for the API's own origins: none of its requests gets a key if everybody runs it on a host of their own.
    pub fn auth_layer<K: IntoMode>(&self, keys: K) -> BearerAuthLayer<K::Mode> {
        self.auth_layer_at(keys, Origins::of_const_data(self.origins))
    }

    /// As [`auth_layer`](Self::auth_layer), for the API at other origins.
    pub fn auth_layer_at<K: IntoMode>(&self, keys: K, origins: Origins) -> BearerAuthLayer<K::Mode> {
        BearerAuthLayer::new(keys, origins).scheme(self.scheme())
    }

    /// What an answer of this API means, by the profile's rules first; `None` where nothing says that it is an auth failure.
    ///
    /// Nothing is sent and no key is needed: see [`classify_any`].
    pub fn classify(&self, answer: &Answer<'_>) -> Option<Verdict> {
        classify_any(answer, self.rules)
    }

    /// The inner layer alone.
    pub fn classifier(&self) -> AuthErrorClassifier {
        let facts = Facts {
            api: Some(self.name),
            variable: self.variable,
            docs: self.docs,
            plan: self.plan,
        };
        AuthErrorClassifier::of_profile(self.scheme(), self.rules, facts)
    }
}
