use std::fmt::Debug;

use http::{HeaderValue, Request, StatusCode, header};
use secrecy::ExposeSecret;
use tower_bearer::ApiKey;
use tower_bearer_testkit::{Answer, Builder, ChallengeStyle, Plan, Received, ReceivedCredential, TestApi};

use crate::support::{api, send_body};

#[tokio::test]
async fn debug_shows_a_key_of_nothing_wherever_a_client_puts_it() {
    let api = api().await;
    let key = api.issue();
    let text = key.expose_secret();
    let request = Request::post(api.url(&format!("/get-brands?key={text}")))
        .header("authorization", api.header_value(&key))
        .header("proxy-authorization", format!("{text} {text}"))
        .header("x-api-key", text)
        .header("x-other", text);

    send_body(request, text.to_owned()).await;

    let received = api.journal().remove(0);
    let answer = Answer::new(StatusCode::OK)
        .header(header::ETAG, HeaderValue::from_str(text).unwrap())
        .body(text.to_owned());
    assert_hidden(&key, &received);
    assert_hidden(&key, received.credentials());
    assert_hidden(&key, &answer);
    assert_hidden(&key, &answer.clone().stalled(text.to_owned()));
    assert_hidden(&key, &answer.clone().never_ending(text.to_owned()));
    assert_hidden(&key, &answer.cut(text.to_owned(), 1));
    assert_hidden(&key, &api);
    assert!(format!("{received:?}").contains(&key.id().to_string()));
}

#[tokio::test]
async fn the_journal_keeps_no_key_that_was_sent_as_a_credential() {
    let api = api().await;
    let key = api.issue();
    let text = key.expose_secret();
    let request = Request::get(api.url("/get-brands"))
        .header("authorization", api.header_value(&key))
        .header("proxy-authorization", format!("{text} x"))
        .header("x-api-key", text);

    send_body(request, "").await;

    let received = api.journal().remove(0);
    assert_hidden(&key, received.headers());
    assert!(received.credentials().iter().all(|sent| sent.scheme() != Some(text)));
}

#[test]
fn debug_names_what_it_is() {
    assert!(format!("{:?}", TestApi::builder().port(7)).starts_with("Builder { port: 7"));
    let cut = Answer::new(StatusCode::OK).cut("12345", 7);
    assert_eq!(
        format!("{cut:?}"),
        "Answer { status: 200, body: Cut(5, 7), behind_auth: false, .. }"
    );
}

#[test]
fn public_types_can_go_to_other_threads() {
    fn check<T: Send + Sync + Unpin + Debug>() {}
    check::<TestApi>();
    check::<Builder>();
    check::<Answer>();
    check::<Received>();
    check::<ReceivedCredential>();
    check::<Plan>();
    check::<ChallengeStyle>();
}

#[track_caller]
fn assert_hidden(key: &ApiKey, value: &(impl Debug + ?Sized)) {
    let text = format!("{value:?} {value:#?}");
    assert!(!text.contains(key.expose_secret()), "{text}");
}
