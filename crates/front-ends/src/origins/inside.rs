//! Clients that follow redirects below our layers. They are no front ends of the suite: what holds through them is less.

use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::{client::legacy, rt::TokioExecutor};
use reqwest_bearer::BearerAuthMiddleware;
use reqwest_middleware::ClientBuilder;
use tower::{Layer, ServiceBuilder};
use tower_bearer::{Error, error::BoxError, redirect::DropCredential};
use tower_bearer_testkit::conformance::{Auth, Body, Client, FrontEnd, Setup};
use tower_http::follow_redirect::{
    FollowRedirectLayer,
    policy::{PolicyExt, Standard},
};

use crate::{
    reqwest_middleware::{builder, client},
    tls,
};

/// reqwest with our middleware, and with redirects as reqwest follows them by default.
#[derive(Clone, Copy, Debug)]
pub struct OwnPolicy;

/// hyper-util's client, with `tower_http`'s redirects inside of our layers, and our policy for them.
#[derive(Clone, Copy, Debug)]
pub struct RedirectsInside;

impl FrontEnd for OwnPolicy {
    fn name(&self) -> &str {
        "reqwest-middleware, reqwest's own redirects"
    }

    fn client(&self, setup: &Setup) -> Result<Client, BoxError> {
        let auth = only(setup)?;
        let middleware = BearerAuthMiddleware::builder(auth.keys().clone(), auth.origins().clone())
            .scheme(auth.scheme().clone())
            .middleware()?;
        Ok(client(
            ClientBuilder::new(builder(setup)?.build()?).with(middleware).build(),
        ))
    }
}

impl FrontEnd for RedirectsInside {
    fn name(&self) -> &str {
        "hyper-util, redirects inside, `DropCredential`"
    }

    fn client(&self, setup: &Setup) -> Result<Client, BoxError> {
        let auth = only(setup)?;
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls::config(setup)?)
            .https_or_http()
            .enable_http1()
            .wrap_connector(setup.names().clone());
        let policy = DropCredential::new(auth.scheme());
        let policy = policy.and::<_, Body, Error<legacy::Error>>(Standard::default());
        let client = ServiceBuilder::new()
            .layer(FollowRedirectLayer::with_policy(policy))
            .layer(auth.classifier())
            .service(legacy::Client::builder(TokioExecutor::new()).build(connector));
        let client = auth.layer(auth.keys().clone()).layer(client);
        Ok(Client::of_service(client))
    }
}

fn only(setup: &Setup) -> Result<&Auth, BoxError> {
    match setup.auths() {
        [auth] => Ok(auth),
        auths => Err(format!("it is made for one API, and not for {}", auths.len()).into()),
    }
}
