//! What the suite says of a front end that does not keep the rules.

use http::Request;
use hyper_util::{client::legacy, rt::TokioExecutor};
use tower::{ServiceBuilder, util::MapRequestLayer};
use tower_bearer::{BearerAuthLayer, Error, error::BoxError};
use tower_bearer_testkit::conformance::{self, Body, Cannot, Client, FrontEnd, Setup, Verdict};

/// Sends its key anywhere, in the one header that it knows, for all to read in logs; replaces the caller's header, and replays nothing.
/// It knows neither TLS nor redirects, and says so of nothing.
struct Careless;

#[tokio::test]
async fn a_front_end_that_keeps_no_rule_and_makes_false_claims_is_seen_through() {
    let report = conformance::run(&Careless).await.unwrap();
    let failed: Vec<_> = report.failures().map(|row| row.id()).collect();
    let of_injection = ["B5", "B6", "B7", "B8", "B9", "B11", "B13", "B14", "B15", "B16"];
    let of_replay = ["B33", "B34", "B36", "B38", "B39", "B40", "B41", "B44"];
    let of_refusals = ["B46", "B55", "B56"];
    // There is no such behaviour, and the other one it claims twice.
    let claims = ["B99", "B4"];
    let wanted = [&of_injection[..], &of_replay, &of_refusals, &claims].concat();
    assert_eq!(failed, wanted, "{report}");

    let claimed = report.rows().iter().find(|row| row.id() == "B4").unwrap();
    assert_eq!(*claimed.verdict(), Verdict::Cannot("it reads no files"));
}

impl FrontEnd for Careless {
    fn name(&self) -> &str {
        "careless"
    }

    fn client(&self, setup: &Setup) -> Result<Client, BoxError> {
        let client = legacy::Client::builder(TokioExecutor::new()).build::<_, Body>(setup.names().clone());
        let (auth, tap) = (&setup.auths()[0], setup.tap().clone());
        let show = MapRequestLayer::new(move |mut request: Request<Body>| {
            request
                .headers_mut()
                .values_mut()
                .for_each(|value| value.set_sensitive(false));
            tap.see(request.headers(), request.extensions());
            request
        });
        let service = ServiceBuilder::new()
            .map_err(Error::into_boxed)
            .layer(BearerAuthLayer::dangerous_any_origin(auth.keys().clone()).overwrite_existing())
            .layer(auth.classifier())
            .layer(show)
            .service(client);
        Ok(Client::of_service(service))
    }

    fn cannot(&self) -> Vec<Cannot> {
        vec![
            Cannot::new("B4", "it reads no files"),
            Cannot::new("B99", "it is invented"),
            Cannot::new("B4", "it says so twice"),
        ]
    }
}
