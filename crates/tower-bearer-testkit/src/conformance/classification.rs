//! What a refusal is taken for.

use std::time::{Duration, SystemTime};

use http::{HeaderName, HeaderValue, StatusCode, header};
use tower_bearer::{ApiProfile, AuthErrorKind, classify::ProfileRule, error::RetryAfter};

use super::{
    behaviour::{Behaviour, Checked},
    bench::{BRANDS, Bench, Scene, check, equal, received},
};
use crate::answer::Answer;

pub(super) const BEHAVIOURS: [Behaviour; 4] = [
    Behaviour::run(
        "B45",
        "401 and 403 are a typed error; every other status passes, headers and body unchanged",
        |bench| Box::pin(statuses(bench)),
    ),
    Behaviour::run(
        "B46",
        "the profile's rules beat the challenge, and a challenge's error code beats the status",
        |bench| Box::pin(challenges(bench)),
    ),
    Behaviour::run(
        "B53",
        "the error gives the response back: status, headers, the body as far as it was read",
        |bench| Box::pin(responses(bench)),
    ),
    Behaviour::run(
        "B54",
        "`Retry-After` in seconds and as a date; the request's id",
        |bench| Box::pin(retry_after(bench)),
    ),
];

const ACME: ApiProfile = ApiProfile::new("Acme", &["https://api.acme.example"])
    .rules(&[ProfileRule::new(AuthErrorKind::PlanRequired).with_text("who are you?")]);

async fn statuses(bench: &Bench<'_>) -> Checked {
    let scene = Scene::new(bench).await?;
    let client = bench.client(scene.auth()?.replaying())?;
    let header = HeaderName::from_static("x-brand");
    for status in [200, 201, 304, 400, 402, 404, 409, 422, 429, 451, 500, 503] {
        let status = StatusCode::from_u16(status)?;
        let body = if status == StatusCode::NOT_MODIFIED {
            ""
        } else {
            r#"{"error":"Invalid API key"}"#
        };
        let answer = Answer::new(status).header(header.clone(), HeaderValue::from_static("Acme"));
        scene.api.set_answer(BRANDS, answer.json(body));
        let outcome = scene.get(&client).await?;
        outcome.is(status)?;
        let response = outcome.response().map_err(ToString::to_string)?;
        equal("the body", response.body(), body)?;
        equal(
            "the header",
            response.headers().get(&header),
            Some(&HeaderValue::from_static("Acme")),
        )?;
    }
    for (status, kind) in [
        (StatusCode::UNAUTHORIZED, AuthErrorKind::InvalidKey),
        (StatusCode::FORBIDDEN, AuthErrorKind::Forbidden),
    ] {
        scene.api.set_answer(BRANDS, Answer::new(status));
        let outcome = scene.get(&client).await?;
        equal("the status", outcome.refused_as(kind)?.status(), Some(status))?;
    }
    Ok(())
}

async fn challenges(bench: &Bench<'_>) -> Checked {
    let scene = Scene::new(bench).await?;
    let client = bench.client(scene.auth()?.replaying())?;
    let refusal =
        |status, challenge| Answer::new(status).header(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    let scope = refusal(
        StatusCode::UNAUTHORIZED,
        r#"Bearer error="insufficient_scope", scope="brands:read""#,
    );
    scene.api.set_answer(BRANDS, scope);
    let outcome = scene.get(&client).await?;
    outcome.refused_as(AuthErrorKind::InsufficientScope)?;
    scene.loaded(1)?;

    let invalid = refusal(StatusCode::FORBIDDEN, r#"Bearer realm="a, b", error="invalid_token""#);
    scene.api.set_answer(BRANDS, invalid.clone());
    let outcome = scene.get(&client).await?;
    let error = outcome.refused_as(AuthErrorKind::InvalidKey)?;
    equal("the challenges", error.challenges().len(), 1)?;
    scene.loaded(2)?;

    let client = bench.client(scene.auth()?.with_profile(&ACME))?;
    scene
        .api
        .set_answer(BRANDS, invalid.json(r#"{"error":"Who are you?"}"#));
    let outcome = scene.get(&client).await?;
    outcome.refused_as(AuthErrorKind::PlanRequired)?;
    scene.loaded(2)
}

async fn responses(bench: &Bench<'_>) -> Checked {
    let scene = Scene::new(bench).await?;
    let client = bench.client(scene.auth()?.with_body_timeout(Duration::from_millis(50)))?;
    let sorry = || {
        Answer::new(StatusCode::FORBIDDEN).header(HeaderName::from_static("x-brand"), HeaderValue::from_static("Acme"))
    };
    for (answer, is_cut, bytes) in [
        (sorry().body("sorry"), false, 5..=5),
        // A stream of HTTP/2 that is reset can take what came before with it.
        (sorry().cut("sorry", 10), true, 0..=5),
        (sorry().stalled("sorry"), true, 5..=5),
        (sorry().never_ending("sorry"), true, 65_536..=65_536),
    ] {
        scene.api.set_answer(BRANDS, answer);
        let outcome = scene.get(&client).await?;
        let error = outcome.refused_as(AuthErrorKind::Forbidden)?;
        let response = error.response().ok_or("there is no response in it")?;
        equal("the status", response.status(), StatusCode::FORBIDDEN)?;
        equal(
            "the header",
            response.headers().get("x-brand"),
            Some(&HeaderValue::from_static("Acme")),
        )?;
        equal("whether the body is cut", error.is_body_cut(), is_cut)?;
        let body = response.body();
        check(
            bytes.contains(&body.len()) && body.chunks(5).all(|chunk| b"sorry".starts_with(chunk)),
            || format!("the body: {} bytes, which begin with {:?}", body.len(), body.get(..10)),
        )?;
    }
    received(&scene.api, &[&[&scene.key][..]; 4])
}

async fn retry_after(bench: &Bench<'_>) -> Checked {
    let scene = Scene::new(bench).await?;
    let client = bench.client(scene.auth()?)?;
    let date = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
    for (value, wanted) in [
        ("30", RetryAfter::Delay(Duration::from_secs(30))),
        ("Sun, 06 Nov 1994 08:49:37 GMT", RetryAfter::At(date)),
    ] {
        let answer = Answer::new(StatusCode::FORBIDDEN)
            .header(header::RETRY_AFTER, HeaderValue::from_static(value))
            .header(
                HeaderName::from_static("x-request-id"),
                HeaderValue::from_static("req_7"),
            );
        scene.api.set_answer(BRANDS, answer);
        let outcome = scene.get(&client).await?;
        let error = outcome.refused()?;
        equal("when to ask again", error.retry_after(), Some(wanted))?;
        equal("the request's id", error.request_id(), Some("req_7"))?;
    }
    Ok(())
}
