//! The key goes in.

use http::{StatusCode, header::AUTHORIZATION};
use tower_bearer::{ApiKey, AuthErrorKind, AuthScheme, Origins, SourceError};

use super::{
    behaviour::{Behaviour, Checked},
    bench::{BRANDS, Bench, Scene, check, equal, origin_of, received},
    front_end::Transport,
    secrets::said_by,
    setup::{Auth, Setup},
};
use crate::{TestApi, names::Names};

pub(super) const BEHAVIOURS: [Behaviour; 7] = [
    Behaviour::run("B1", "exactly one `Authorization: Bearer <key>` leaves", |bench| {
        Box::pin(one_leaves(bench))
    }),
    Behaviour::run(
        "B2",
        "a key with a blank, a line end or no ASCII is refused before anything is sent, and not repeated",
        |bench| Box::pin(no_key(bench)),
    ),
    Behaviour::run("B3", "a static key of any visible ASCII arrives as it is", |bench| {
        Box::pin(visible(bench))
    }),
    Behaviour::core(
        "B4",
        "the line end of a file or of a command's output is no part of the key",
        "one_line_end_at_the_end_is_no_part_of_the_key",
    ),
    Behaviour::run(
        "B5",
        "another header and prefix: exactly that, and no `Authorization` beside it",
        |bench| Box::pin(other_headers(bench)),
    ),
    Behaviour::run(
        "B6",
        "what logs requests inside of the layers prints `Sensitive`",
        |bench| Box::pin(sensitive(bench)),
    ),
    Behaviour::run(
        "B7",
        "plain http to a host gets no key, unless asked for by a `dangerous_` name",
        |bench| Box::pin(plain_http(bench)),
    ),
];

async fn one_leaves(bench: &Bench<'_>) -> Checked {
    let scene = Scene::new(bench).await?;
    for auth in [scene.auth()?, scene.fixed()?] {
        scene.api.clear_journal();
        scene.get(&bench.client(auth)?).await?.is(StatusCode::OK)?;
        received(&scene.api, &[&[&scene.key]])?;
        sent_as(&scene.api, AUTHORIZATION.as_str(), Some("Bearer"))?;
    }
    Ok(())
}

async fn no_key(bench: &Bench<'_>) -> Checked {
    for text in [
        "",
        "sk live",
        " sk_live",
        "sk_live\n",
        "sk_live\r\nx: y",
        "sk\tlive",
        "sk_live\0",
        "sk_l\u{ef}ve",
    ] {
        let Err(refused) = ApiKey::new(text) else {
            return Err(format!("{text:?} was taken for a key").into());
        };
        let scene = Scene::lazy(bench).await?;
        scene.source.fail(SourceError::terminal(refused));
        let outcome = scene.get(&bench.client(scene.auth()?)?).await?;
        let error = outcome.refused_as(AuthErrorKind::NoKeyToSend)?;
        check(
            text.is_empty() || said_by(error).iter().all(|said| !said.contains(text)),
            || format!("{text:?} is repeated: {error:?}"),
        )?;
        received(&scene.api, &[])?;
    }
    Ok(())
}

async fn visible(bench: &Bench<'_>) -> Checked {
    let api = bench.api().await?;
    for text in ["1|abc", "a:b", "~!@#$%^&*()_+`-={}[]\\\"';,./<>?"] {
        let key = ApiKey::new(text)?;
        api.accept(&key);
        api.clear_journal();
        let client = bench.client(Auth::fixed(key.clone(), origin_of(&api)?))?;
        client.get(api.url(BRANDS)).await?.is(StatusCode::OK)?;
        received(&api, &[&[&key]])?;
    }
    Ok(())
}

async fn other_headers(bench: &Bench<'_>) -> Checked {
    for (header, prefix, scheme) in [("x-api-key", "", None), ("authorization", "Token ", Some("Token"))] {
        let api = bench.api_with(header, prefix).await?;
        let key = api.issue();
        let auth = Auth::fixed(key.clone(), origin_of(&api)?).with_scheme(AuthScheme::new(header, prefix)?);
        bench.client(auth)?.get(api.url(BRANDS)).await?.is(StatusCode::OK)?;
        received(&api, &[&[&key]])?;
        sent_as(&api, header, scheme)?;
    }
    Ok(())
}

async fn sensitive(bench: &Bench<'_>) -> Checked {
    let scene = Scene::new(bench).await?;
    for auth in [
        scene.auth()?,
        scene.auth()?.overwriting(),
        scene.auth()?.replaying(),
        scene.fixed()?,
    ] {
        let setup = Setup::new(auth);
        let tap = setup.tap().clone();
        scene.get(&bench.client_of(setup)?).await?.is(StatusCode::OK)?;
        let seen = tap.only()?;
        check(seen.printed.contains(r#""authorization": Sensitive"#), || {
            seen.printed.clone()
        })?;
    }
    Ok(())
}

async fn plain_http(bench: &Bench<'_>) -> Checked {
    const PLAIN: &str = "http://api.example.com";
    check(Origins::new([PLAIN]).is_err(), || "it could be listed".to_owned())?;

    let scene = Scene::lazy(bench).await?;
    let plain = bench.over(Transport::Plain, TestApi::builder()).await?;
    plain.accept(&scene.key);
    let names = Names::new().host("api.example.com", plain.address());
    let https = Origins::new(["https://api.example.com"])?;
    let url = format!("{PLAIN}{BRANDS}");

    let auth = Auth::new(scene.keys.clone(), https.clone());
    let client = bench.client_of(Setup::new(auth).knowing(names.clone()))?;
    client.get(&url).await?.refused_as(AuthErrorKind::MissingKey)?;
    received(&plain, &[&[]])?;
    scene.loaded(0)?;

    let auth = Auth::new(scene.keys.clone(), https.dangerous_plain_http(PLAIN)?);
    let client = bench.client_of(Setup::new(auth).knowing(names))?;
    client.get(&url).await?.is(StatusCode::OK)?;
    received(&plain, &[&[], &[&scene.key]])
}

/// How the one credential of the last request was written.
fn sent_as(api: &TestApi, header: &str, scheme: Option<&str>) -> Checked {
    let journal = api.journal();
    let sent = journal.last().and_then(|received| received.credentials().first());
    let sent = sent.map(|sent| (sent.header().as_str(), sent.scheme()));
    equal("header and auth-scheme", sent, Some((header, scheme)))
}
