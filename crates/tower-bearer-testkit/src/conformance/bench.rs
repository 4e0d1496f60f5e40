use std::{fmt::Debug, io};

use http::{HeaderName, StatusCode};
use tower_bearer::{ApiKey, AuthError, AuthErrorKind, Keys, Origins, error::BoxError};

use super::{
    behaviour::Checked,
    client::{Client, Outcome},
    front_end::{FrontEnd, Transport},
    setup::{Auth, Setup},
};
use crate::{api::Builder, api::TestApi, source::TestSource, tls::Authority};

/// What a behaviour is tried on.
pub(super) struct Bench<'a> {
    pub(super) front_end: &'a dyn FrontEnd,
    pub(super) authority: Authority,
}

/// A server, and live keys for it.
pub(super) struct Scene {
    pub(super) api: TestApi,
    pub(super) source: TestSource,
    pub(super) keys: Keys,
    /// The first one, which is good.
    pub(super) key: ApiKey,
}

/// The path that answers 200 to a good key.
pub(super) const BRANDS: &str = "/get-brands";

// ===== impl Bench =====

impl Bench<'_> {
    /// A server, over what the front end wants.
    pub(super) async fn api(&self) -> io::Result<TestApi> {
        self.over(self.front_end.transport(), TestApi::builder()).await
    }

    /// A server with another key header.
    pub(super) async fn api_with(&self, header: &'static str, prefix: &str) -> io::Result<TestApi> {
        let builder = TestApi::builder().key_header(HeaderName::from_static(header), prefix);
        self.over(self.front_end.transport(), builder).await
    }

    pub(super) async fn over(&self, transport: Transport, builder: Builder) -> io::Result<TestApi> {
        match transport {
            Transport::Plain => builder.start().await,
            Transport::Tls => builder.tls(&self.authority).start().await,
        }
    }

    /// A client for one API.
    pub(super) fn client(&self, auth: Auth) -> Result<Client, BoxError> {
        self.client_of(Setup::new(auth))
    }

    pub(super) fn client_of(&self, setup: Setup) -> Result<Client, BoxError> {
        self.front_end.client(&setup.trusting(&self.authority))
    }
}

// ===== impl Scene =====

impl Scene {
    /// A key that is loaded.
    pub(super) async fn new(bench: &Bench<'_>) -> Result<Self, BoxError> {
        let mut scene = Self::lazy(bench).await?;
        scene.keys = Keys::builder(scene.source.clone()).without_jitter().load().await?;
        Ok(scene)
    }

    /// A key that nobody has asked for yet.
    pub(super) async fn lazy(bench: &Bench<'_>) -> Result<Self, BoxError> {
        let api = bench.api().await?;
        let key = api.issue();
        let source = TestSource::new(key.clone());
        Ok(Self {
            keys: Keys::builder(source.clone()).without_jitter().lazy(),
            source,
            key,
            api,
        })
    }

    /// For the server's origin alone.
    pub(super) fn auth(&self) -> Result<Auth, BoxError> {
        Ok(Auth::new(self.keys.clone(), origin_of(&self.api)?))
    }

    /// The first key alone, for ever.
    pub(super) fn fixed(&self) -> Result<Auth, BoxError> {
        Ok(Auth::fixed(self.key.clone(), origin_of(&self.api)?))
    }

    /// The next key is published, and the first one revoked.
    pub(super) fn rotate(&self) -> ApiKey {
        let newer = self.api.rotate(&self.key);
        self.source.give(newer.clone());
        newer
    }

    pub(super) async fn get(&self, client: &Client) -> Result<Outcome, BoxError> {
        client.get(self.api.url(BRANDS)).await
    }

    pub(super) fn loaded(&self, times: usize) -> Checked {
        equal("loads", self.source.loads(), times)
    }
}

// ===== impl Outcome =====

impl Outcome {
    pub(super) fn is(&self, status: StatusCode) -> Checked {
        match self.response() {
            Ok(response) => equal("the status", response.status(), status),
            Err(error) => Err(format!("{status} was expected, and it failed: {error:?}").into()),
        }
    }

    pub(super) fn refused(&self) -> Result<&AuthError, BoxError> {
        self.auth_error().ok_or_else(|| {
            format!(
                "an `AuthError` was expected, and there is none in {:?}",
                self.response()
            )
            .into()
        })
    }

    pub(super) fn refused_as(&self, kind: AuthErrorKind) -> Result<&AuthError, BoxError> {
        let error = self.refused()?;
        equal("the kind", error.kind(), kind)?;
        Ok(error)
    }
}

pub(super) fn origin_of(api: &TestApi) -> Result<Origins, BoxError> {
    Ok(Origins::new([api.origin()])?)
}

/// The requests that came in carried these keys, in this order.
pub(super) fn received(api: &TestApi, keys: &[&[&ApiKey]]) -> Checked {
    let found: Vec<Vec<_>> = api
        .journal()
        .iter()
        .map(|received| received.credentials().iter().map(|sent| sent.key_id()).collect())
        .collect();
    let wanted: Vec<Vec<_>> = keys
        .iter()
        .map(|keys| keys.iter().map(|key| key.id()).collect())
        .collect();
    equal("the keys that were received", found, wanted)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "most of what is compared is made on the spot"
)]
pub(super) fn equal<F, W>(what: &str, found: F, wanted: W) -> Checked
where
    F: PartialEq<W> + Debug,
    W: Debug,
{
    check(found == wanted, || format!("{what}: {found:?}, and not {wanted:?}"))
}

pub(super) fn check(holds: bool, what: impl FnOnce() -> String) -> Checked {
    match holds {
        true => Ok(()),
        false => Err(what().into()),
    }
}
