use std::io;

use http::{HeaderName, Request, StatusCode, header};
use secrecy::ExposeSecret;
use tower_bearer::{ApiKey, KeyFormat};
use tower_bearer_testkit::{Answer, Plan, TestApi};

use crate::support::{api, assert_refused, get, get_bare, send};

#[tokio::test]
async fn an_issued_key_opens_the_list_of_brands() {
    let api = api().await;

    let seen = get(&api, "/get-brands", &api.issue()).await;

    assert_eq!(seen.status, StatusCode::OK);
    assert_eq!(seen.headers["content-type"], "application/json");
    assert!(seen.body.starts_with(r#"[{"id":"#), "{}", seen.body);
}

#[tokio::test]
async fn without_a_key_the_answer_is_missing_api_key() {
    let api = api().await;

    assert_refused(&get_bare(&api, "/get-brands").await, 401, "Missing API key");
}

#[tokio::test]
async fn unknown_and_revoked_keys_look_the_same() {
    let api = api().await;
    let (unknown, revoked) = (ApiKey::new("sk_live_never").unwrap(), api.issue());
    api.revoke(&revoked);

    for key in [&unknown, &revoked] {
        assert_refused(&get(&api, "/get-brands", key).await, 401, "Invalid API key");
    }
    api.set_invalid_key_status(StatusCode::FORBIDDEN);
    for key in [&unknown, &revoked] {
        assert_refused(&get(&api, "/get-brands", key).await, 403, "Invalid API key");
    }
}

#[tokio::test]
async fn an_expired_key_is_said_to_be_expired_and_an_unknown_one_cannot_expire() {
    let api = api().await;
    let (key, unknown) = (api.issue(), ApiKey::new("sk_live_never").unwrap());
    api.expire(&key);
    api.expire(&unknown);

    assert_refused(&get(&api, "/get-brands", &key).await, 401, "API key expired");
    assert_refused(&get(&api, "/get-brands", &unknown).await, 401, "Invalid API key");
    api.accept(&key);
    assert_eq!(get(&api, "/get-brands", &key).await.status, StatusCode::OK);
}

#[tokio::test]
async fn good_keys_are_refused_at_random_as_the_seed_says_and_answers_without_a_key_never_are() {
    let mut rows = Vec::new();
    for seed in [1, 1, 2] {
        let api = api().await;
        let key = api.issue();
        api.set_answer("/open", Answer::new(StatusCode::OK));
        api.refuse_at_random(seed, 500);
        let mut row = Vec::new();
        for _ in 0..32 {
            assert_eq!(get(&api, "/open", &key).await.status, StatusCode::OK);
            row.push(get(&api, "/get-brands", &key).await.status);
        }
        assert!(row.contains(&StatusCode::OK) && row.contains(&StatusCode::UNAUTHORIZED));
        rows.push(row);
        api.refuse_at_random(seed, 1000);
        assert_refused(&get(&api, "/get-brands", &key).await, 401, "Invalid API key");
        api.refuse_at_random(seed, 0);
        assert_eq!(get(&api, "/get-brands", &key).await.status, StatusCode::OK);
    }
    assert!(rows[0] == rows[1] && rows[1] != rows[2]);
}

#[tokio::test]
async fn plans_below_scale_have_no_api_access() {
    let api = api().await;

    for plan in [Plan::Free, Plan::Growth] {
        let seen = get(&api, "/get-brands", &api.issue_for(plan)).await;
        assert_refused(&seen, 403, "API access requires the Scale plan or above");
    }
    let seen = get(&api, "/get-brands", &api.issue_for(Plan::Scale)).await;
    assert_eq!(seen.status, StatusCode::OK);
}

#[tokio::test]
async fn a_rotation_ends_the_old_key_and_keeps_the_plan() {
    let api = api().await;
    let (old, free) = (api.issue(), api.issue_for(Plan::Free));

    let (new, new_free) = (api.rotate(&old), api.rotate(&free));

    assert_refused(&get(&api, "/get-brands", &old).await, 401, "Invalid API key");
    assert_eq!(get(&api, "/get-brands", &new).await.status, StatusCode::OK);
    assert_eq!(get(&api, "/get-brands", &new_free).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn keys_that_share_a_fingerprint_are_told_apart() {
    let api = api().await;
    let key = ApiKey::new(TWINS[0]).unwrap();
    let twin = ApiKey::new(TWINS[1]).unwrap();
    assert_eq!(key.id(), twin.id());
    api.accept(&key);

    assert_eq!(get(&api, "/get-brands", &key).await.status, StatusCode::OK);
    assert_refused(&get(&api, "/get-brands", &twin).await, 401, "Invalid API key");
}

#[tokio::test]
async fn issued_keys_look_like_the_vendors_and_differ_between_servers_too() {
    let (one, other) = (api().await, api().await);
    let keys = [one.issue(), one.issue(), other.issue(), other.rotate(&other.issue())];

    for (index, key) in keys.iter().enumerate() {
        let tail = key.expose_secret().strip_prefix("sk_live_").unwrap();
        assert_eq!(tail.len(), 32);
        assert!(tail.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert_eq!(KeyFormat::new(&["sk_live_"]).check(key), Ok(()));
        let later = &keys[index + 1..];
        assert!(later.iter().all(|later| later.expose_secret() != key.expose_secret()));
    }
    assert_refused(&get(&one, "/get-brands", &keys[3]).await, 401, "Invalid API key");
}

#[tokio::test]
async fn the_auth_scheme_counts_in_any_case_and_another_one_is_no_key() {
    let api = api().await;
    let key = api.issue();
    let with = |value: String| send(Request::get(api.url("/get-brands")).header("authorization", value));
    let key = key.expose_secret();

    assert_eq!(with(format!("bEARER {key}")).await.status, StatusCode::OK);
    for value in [
        format!("Basic {key}"),
        format!("Bearer  {key}"),
        key.to_owned(),
        "B".to_owned(),
    ] {
        assert_refused(&with(value).await, 401, "Invalid API key");
    }
}

#[tokio::test]
async fn two_keys_in_one_request_are_a_bad_request() {
    let api = api().await;
    let value = api.header_value(&api.issue());

    let request = Request::get(api.url("/get-brands"))
        .header("authorization", value.clone())
        .header("authorization", value);

    assert_refused(&send(request).await, 400, "More than one API key");
}

#[tokio::test]
async fn every_path_asks_for_a_key_before_it_says_whether_it_exists() {
    let api = api().await;

    assert_refused(&get_bare(&api, "/nothing-here").await, 401, "Missing API key");
    assert_refused(&get(&api, "/nothing-here", &api.issue()).await, 404, "Not found");
    let post = Request::post(api.url("/get-brands")).header("authorization", api.header_value(&api.issue()));
    let seen = send(post).await;
    assert_refused(&seen, 405, "Method not allowed");
    assert_eq!(seen.headers["allow"], "GET, HEAD");
}

#[tokio::test]
async fn another_key_header_replaces_authorization() {
    let name = HeaderName::from_static("x-trakkr-key");
    let api = TestApi::builder().key_header(name, "").start().await.unwrap();
    let key = api.issue();
    let value = api.header_value(&key);
    assert_eq!(value.as_bytes(), key.expose_secret().as_bytes());
    assert!(value.is_sensitive());
    let with = |name| send(Request::get(api.url("/get-brands")).header(name, value.clone()));

    assert_eq!(with("x-trakkr-key").await.status, StatusCode::OK);
    assert_refused(&with("authorization").await, 401, "Missing API key");
}

#[tokio::test]
async fn another_prefix_replaces_bearer() {
    let builder = TestApi::builder().key_header(header::AUTHORIZATION, "Token ");
    let api = builder.start().await.unwrap();
    let key = api.issue();

    assert_eq!(get(&api, "/get-brands", &key).await.status, StatusCode::OK);
    let bearer = format!("Bearer {}", key.expose_secret());
    let seen = send(Request::get(api.url("/get-brands")).header("authorization", bearer)).await;
    assert_refused(&seen, 401, "Invalid API key");
}

#[tokio::test]
async fn a_prefix_that_no_header_can_have_is_an_error_at_the_start() {
    for prefix in ["Token\n", " Token "] {
        let builder = TestApi::builder().key_header(header::AUTHORIZATION, prefix);
        assert_eq!(
            builder.start().await.unwrap_err().kind(),
            io::ErrorKind::InvalidInput,
            "{prefix:?}"
        );
    }
}

/// Found by search: the SHA-256 of both begins with the same 32 bits.
const TWINS: [&str; 2] = ["sk_live_00114556", "sk_live_00114730"];
