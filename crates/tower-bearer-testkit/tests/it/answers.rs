use std::{pin::pin, task::Poll};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use secrecy::ExposeSecret;
use tower_bearer_testkit::{Answer, TestApi};

use crate::support::{api, assert_refused, client, get, get_bare, send_body};

#[tokio::test]
async fn a_canned_answer_has_its_status_its_headers_and_its_bytes() {
    let api = api().await;
    let answer = Answer::new(StatusCode::TOO_MANY_REQUESTS)
        .header(header::SET_COOKIE, HeaderValue::from_static("a=1"))
        .header(header::SET_COOKIE, HeaderValue::from_static("b=2"));
    api.set_answer("/busy", answer.json(r#"{"error":"Slow down"}"#));

    let seen = get_bare(&api, "/busy?page=2").await;

    assert_refused(&seen, 429, "Slow down");
    assert_eq!(seen.headers.get_all("set-cookie").iter().count(), 2);
    assert_eq!(seen.headers["content-length"], "21");
    let seen = send_body(Request::post(api.url("/busy")), "a body").await;
    assert_eq!(seen.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_canned_answer_goes_before_the_boxs_own_until_it_is_cleared() {
    let api = api().await;
    api.set_answer("/get-brands", Answer::new(StatusCode::BAD_GATEWAY).body("down"));

    let seen = get_bare(&api, "/get-brands").await;
    assert_eq!((seen.status, &*seen.body), (StatusCode::BAD_GATEWAY, "down"));
    api.clear_answer("/get-brands");
    assert_eq!(get(&api, "/get-brands", &api.issue()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_canned_answer_behind_auth_is_for_good_keys_alone() {
    let api = api().await;
    api.set_answer("/report", Answer::new(StatusCode::OK).body("secret").behind_auth());

    assert_refused(&get_bare(&api, "/report").await, 401, "Missing API key");
    assert_eq!(get(&api, "/report", &api.issue()).await.body, "secret");
}

#[tokio::test]
async fn a_never_ending_body_goes_on_for_as_long_as_it_is_read() {
    let api = api().await;
    for (chunk, enough) in [("<p>sorry</p>", 16 * 1024), ("", 64)] {
        api.set_answer("/forever", Answer::new(StatusCode::UNAUTHORIZED).never_ending(chunk));
        let mut body = open(&api, "/forever").await.into_body();

        let mut read = 0;
        while read < enough {
            read += body.frame().await.unwrap().unwrap().into_data().unwrap().len();
        }
    }
}

#[tokio::test]
async fn a_stalled_body_begins_and_then_says_nothing_until_the_server_stops() {
    let api = api().await;
    api.set_answer("/stall", Answer::new(StatusCode::UNAUTHORIZED).stalled(r#"{"err"#));
    let mut body = open(&api, "/stall").await.into_body();

    let first = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!(first, r#"{"err"#);
    let mut next = pin!(body.frame());
    assert!(is_pending(&mut next).await);
    // The server has had time for another request, and the connection is still open and silent.
    get_bare(&api, "/get-brands").await;
    assert!(is_pending(&mut next).await);
    api.shutdown().await;
    assert!(next.await.unwrap().is_err());
}

#[tokio::test]
async fn a_cut_body_breaks_off_after_the_bytes_that_it_sends() {
    let api = api().await;
    // A little; more than the socket takes at once, and than all buffers hold; nothing at all.
    for size in [5, 400_000, 8 * 1024 * 1024, 0] {
        api.set_answer("/cut", Answer::new(StatusCode::OK).cut(vec![b'x'; size], 7));
        let response = open(&api, "/cut").await;
        assert_eq!(response.headers()["content-length"], *(size + 7).to_string());
        let mut body = response.into_body();

        let mut read = 0;
        let error = loop {
            match body.frame().await.unwrap() {
                Ok(frame) => read += frame.into_data().unwrap().len(),
                Err(error) => break error,
            }
        };
        assert_eq!(read, size);
        assert!(format!("{error:?}").contains("UnexpectedEof"), "{error:?}");
    }
}

#[tokio::test]
async fn a_cut_body_promises_at_least_one_byte_more() {
    let api = api().await;
    api.set_answer("/cut", Answer::new(StatusCode::OK).cut("12345", 0));

    let response = open(&api, "/cut").await;

    assert_eq!(response.headers()["content-length"], "6");
    assert!(response.into_body().collect().await.is_err());
}

#[tokio::test]
async fn an_echo_repeats_the_key_in_the_body_and_in_the_challenge() {
    // B57
    let api = api().await;
    api.set_answer("/echo", Answer::new(StatusCode::UNAUTHORIZED).echo());
    let key = api.issue();

    let seen = get(&api, "/echo", &key).await;

    let key = key.expose_secret();
    assert_refused(&seen, 401, &format!("Invalid API key: {key}"));
    let challenge = format!(r#"Bearer realm="trakkr", error="invalid_token", error_description="{key} is unknown""#);
    assert_eq!(seen.headers["www-authenticate"], *challenge);
}

#[tokio::test]
async fn an_echo_escapes_what_would_end_its_quotes() {
    let api = api().await;
    api.set_answer("/echo", Answer::new(StatusCode::UNAUTHORIZED).echo());

    let seen = get(&api, "/echo", &r#"a"b\c"#.parse().unwrap()).await;

    assert_refused(&seen, 401, r#"Invalid API key: a\"b\\c"#);
    let challenge = seen.headers["www-authenticate"].to_str().unwrap();
    assert!(
        challenge.ends_with(r#"error_description="a\"b\\c is unknown""#),
        "{challenge}"
    );
}

async fn open(api: &TestApi, path: &str) -> Response<Incoming> {
    let request = Request::get(api.url(path)).body(Full::<Bytes>::default()).unwrap();
    client().request(request).await.unwrap()
}

async fn is_pending(future: &mut (impl Future + Unpin)) -> bool {
    std::future::poll_fn(|cx| Poll::Ready(std::pin::Pin::new(&mut *future).poll(cx).is_pending())).await
}
