//! What is said of a key.

use std::error::Error;

use http::{Request, StatusCode};
use tower_bearer::{ApiKey, Keys, error::BoxError};

use super::{
    behaviour::{Behaviour, Checked},
    bench::{BRANDS, Bench, check, equal, origin_of},
    body::Body,
    setup::{Auth, Setup},
};
use crate::{answer::Answer, printed::Printed, source::TestSource};

pub(super) const BEHAVIOURS: [Behaviour; 2] = [
    Behaviour::run(
        "B56",
        "a key shows in no error, in no cause of one, and in nothing that `tracing` prints at TRACE",
        |bench| Box::pin(canary(bench)),
    ),
    Behaviour::run(
        "B57",
        "a server that echoes the key in its body or its challenge: it is cut out of the message",
        |bench| Box::pin(echo(bench)),
    ),
];

/// What no text has by chance.
const CANARIES: [&str; 2] = ["sk_live_CANARY7f3Qm9ZxW", "sk_live_CANARYk2Vt8LpYd"];
const PARTS: [&str; 3] = ["CANARY", "7f3Qm9ZxW", "k2Vt8LpYd"];

async fn canary(bench: &Bench<'_>) -> Checked {
    let printed = Printed::begin();
    let said = refusals(bench).await;
    let printed = printed.end();
    for text in said? {
        silent(&text)?;
    }
    silent(&printed)?;
    // With the feature `tracing` of the core, this much is printed in any case.
    check(printed.contains("rejected"), || {
        format!("hardly anything was printed: {printed:?}")
    })
}

/// What is said where a key is refused, refused again after a replay, echoed, and kept from another origin.
async fn refusals(bench: &Bench<'_>) -> Result<Vec<String>, BoxError> {
    let (api, elsewhere) = (bench.api().await?, bench.api().await?);
    let source = TestSource::new(ApiKey::new(CANARIES[0])?);
    let keys = Keys::builder(source.clone()).without_jitter().load().await?;
    source.give(ApiKey::new(CANARIES[1])?);
    api.set_answer("/echo", Answer::new(StatusCode::UNAUTHORIZED).echo());
    let auth = || Ok::<_, BoxError>(Auth::new(keys.clone(), origin_of(&api)?));
    let mut said = Vec::new();
    for auth in [auth()?.replaying(), auth()?, auth()?.strict()] {
        let setup = Setup::new(auth);
        let tap = setup.tap().clone();
        let client = bench.client_of(setup)?;
        for url in [api.url(BRANDS), api.url("/echo"), elsewhere.url(BRANDS)] {
            let outcome = client.send(Request::get(url).body(Body::default())?).await;
            let error = outcome.refused()?;
            said.extend(said_by(error));
            said.extend([error.hint().to_owned(), error.evidence().to_string()]);
            if let Err(error) = outcome.response() {
                said.extend(said_by(&**error));
            }
        }
        said.extend(tap.seen().into_iter().map(|seen| seen.printed));
        said.push(format!("{client:?} {keys:?}"));
    }
    equal("the attempts", api.journal().len(), 7)?;
    Ok(said)
}

async fn echo(bench: &Bench<'_>) -> Checked {
    let api = bench.api().await?;
    api.set_answer("/echo", Answer::new(StatusCode::UNAUTHORIZED).echo());
    let auth = Auth::new(Keys::fixed(ApiKey::new(CANARIES[0])?), origin_of(&api)?);
    let outcome = bench.client(auth)?.get(api.url("/echo")).await?;
    let error = outcome.refused()?;
    equal("the message", error.message(), Some("Invalid API key: [API key]"))?;
    let challenges = error.challenges().iter().map(|challenge| format!("{challenge:?}"));
    for text in challenges.chain(said_by(error)) {
        silent(&text)?;
    }
    Ok(())
}

/// All that an error and its causes say, for people and for programmers.
pub(super) fn said_by(error: &(dyn Error + 'static)) -> Vec<String> {
    let causes = std::iter::successors(Some(error), |&error| error.source());
    causes
        .map(|error| format!("{error} {error:#} {error:?} {error:#?}"))
        .collect()
}

fn silent(text: &str) -> Checked {
    check(!PARTS.iter().any(|part| text.contains(part)), || {
        format!("the key shows: {text}")
    })
}
