use std::{marker::PhantomData, sync::Arc, time::Duration};

use tower_layer::Layer;

use super::{
    mode::{Passing, Peeking},
    service::ClassifyAuthErrors,
    settings::Settings,
};
use crate::{classify::ProfileRule, error::Facts, scheme::AuthScheme};

/// Turns refusals into typed errors; see the [module](crate::auth_error_classifier).
///
/// Unlike the classifiers of `tower_http::classify`, which label a response for others, this layer changes the result.
///
/// # Clone
///
/// A clone has the same settings.
///
/// `M` says which type the bodies of other answers have: [`Passing`], or [`Peeking`] after [`peek_bodies`](Self::peek_bodies).
#[derive(Clone, Debug)]
#[must_use = "a layer does nothing before it is put around a service"]
pub struct AuthErrorClassifier<M = Passing> {
    pub(crate) settings: Settings,
    mode: PhantomData<fn() -> M>,
}

// ===== impl AuthErrorClassifier =====

impl AuthErrorClassifier {
    /// For any API whose key is in `Authorization`.
    pub fn new() -> Self {
        Self {
            settings: Settings::default(),
            mode: PhantomData,
        }
    }

    pub(crate) fn of_profile(scheme: AuthScheme, rules: &'static [ProfileRule], facts: Facts) -> Self {
        let mut classifier = Self::new().scheme(scheme);
        classifier.settings.rules = rules;
        classifier.settings.facts = facts;
        classifier
    }

    /// Looks at other answers than refusals too: those with a status that a rule of the [profile](crate::ApiProfile) names, such as
    /// Slack's 200 with `"ok": false`. One that such a rule says is a failure of authentication becomes an error; any other is passed
    /// on, with its body as it came. Nothing but the profile's own rules makes an error of such an answer, so without a profile
    /// this changes nothing but the type of the body, [`Peeked`](super::Peeked).
    ///
    /// An answer with such a status is passed on when its body has ended, when more than [`body_limit`](Self::body_limit) of it was
    /// read, or when [`body_timeout`](Self::body_timeout) is over: a body that a server sends bit by bit comes that much later. What was
    /// read is kept until it is asked for: the limit, and the frame that went beyond it; at most 1,024 frames. A body with a `Content-Encoding` cannot be
    /// judged, and is not read; nor are bodies of statuses that no rule names.
    ///
    /// ```
    /// # use http::{Request, Response};
    /// # use http_body_util::{BodyExt, Full};
    /// # use tower::{ServiceBuilder, ServiceExt, service_fn};
    /// use http::StatusCode;
    /// use tower_bearer::{ApiKey, ApiProfile, AuthErrorKind, classify::ProfileRule};
    ///
    /// const ACME: ApiProfile = ApiProfile::new("Acme", &["https://api.acme.example"]).rules(&[
    ///     ProfileRule::new(AuthErrorKind::RevokedKey).with_status(StatusCode::OK).with_field("/error").with_text("token_revoked"),
    /// ]);
    ///
    /// # async fn answer(request: Request<()>) -> Result<Response<Full<&'static [u8]>>, std::convert::Infallible> {
    /// #     Ok(Response::new(Full::new(match request.uri().path() {
    /// #         "/me" => br#"{"ok":false,"error":"token_revoked"}"#,
    /// #         _ => br#"{"ok":true}"#,
    /// #     })))
    /// # }
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
    /// let client = ServiceBuilder::new().layer(ACME.layer(ApiKey::new("acme_9aF31kQ")?).peek_bodies()).service_fn(answer);
    ///
    /// let request = Request::get("https://api.acme.example/me").body(())?;
    /// let error = client.clone().oneshot(request).await.unwrap_err().into_auth()?;
    /// assert_eq!(error.kind(), AuthErrorKind::RevokedKey);
    ///
    /// let request = Request::get("https://api.acme.example/teams").body(())?;
    /// let response = client.oneshot(request).await?;
    /// assert_eq!(response.into_body().collect().await?.to_bytes(), r#"{"ok":true}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(()) })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn peek_bodies(self) -> AuthErrorClassifier<Peeking> {
        AuthErrorClassifier {
            settings: Settings {
                peeks: true,
                ..self.settings
            },
            mode: PhantomData,
        }
    }
}

impl<M> AuthErrorClassifier<M> {
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

impl<S, M> Layer<S> for AuthErrorClassifier<M> {
    type Service = ClassifyAuthErrors<S, M>;

    fn layer(&self, inner: S) -> Self::Service {
        ClassifyAuthErrors::new(inner, Arc::new(self.settings.clone()))
    }
}
