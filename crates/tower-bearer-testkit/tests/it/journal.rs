use std::{pin::pin, task::Poll};

use http::{HeaderName, Method, Request, StatusCode, Version};
use tokio::{io::AsyncWriteExt, net::TcpStream};
use tower_bearer::KeyId;
use tower_bearer_testkit::{Answer, Received, TestApi};

use crate::support::{api, get, get_bare, send, send_body, within_reason};

#[tokio::test]
async fn the_journal_has_all_of_a_request_but_its_key() {
    // B38
    let api = api().await;
    let key = api.issue();
    let request = Request::put(api.url("/brands/7?dry=1"))
        .header("authorization", api.header_value(&key))
        .header("idempotency-key", "i-1");

    send_body(request, "{}").await;

    let [received] = &api.journal()[..] else {
        panic!("{:?}", api.journal())
    };
    assert_eq!(received.method(), Method::PUT);
    assert_eq!(received.uri(), "/brands/7?dry=1");
    assert_eq!(received.version(), Version::HTTP_11);
    assert_eq!(received.headers()["idempotency-key"], "i-1");
    assert!(!received.headers().contains_key("authorization"));
    assert_eq!(received.body(), "{}");
    assert_eq!(received.status(), Some(StatusCode::NOT_FOUND));
}

#[tokio::test]
async fn every_credential_of_a_request_is_counted() {
    // B1, B5, B8, B11
    let name = HeaderName::from_static("x-trakkr-key");
    let api = TestApi::builder().key_header(name, "Key ").start().await.unwrap();
    let request = Request::get(api.url("/get-brands"))
        .header("authorization", "Bearer one")
        .header("authorization", "two")
        .header("authorization", "sk_live_three and more")
        .header("authorization", "threeAndTwentyLettersOf a key")
        .header("proxy-authorization", "AWS4-HMAC-SHA256 four")
        .header("x-api-key", "five")
        .header("x-trakkr-key", "Key six");

    send(request).await;

    let received = only(&api);
    let credentials: Vec<_> = received
        .credentials()
        .iter()
        .map(|sent| (sent.header().as_str(), sent.scheme(), sent.key_id()))
        .collect();
    assert_eq!(
        credentials,
        [
            ("authorization", Some("Bearer"), KeyId::of("one")),
            ("authorization", None, KeyId::of("two")),
            ("authorization", None, KeyId::of("sk_live_three and more")),
            ("authorization", None, KeyId::of("threeAndTwentyLettersOf a key")),
            ("proxy-authorization", Some("AWS4-HMAC-SHA256"), KeyId::of("four")),
            ("x-api-key", None, KeyId::of("five")),
            ("x-trakkr-key", Some("Key"), KeyId::of("six")),
        ]
    );
    for name in ["authorization", "proxy-authorization", "x-api-key", "x-trakkr-key"] {
        assert!(!received.headers().contains_key(name), "{name}");
    }
}

#[tokio::test]
async fn of_a_long_body_the_first_mebibyte_is_kept() {
    const MIB: usize = 1024 * 1024;
    let api = api().await;

    send_body(Request::post(api.url("/upload")), vec![b'x'; MIB]).await;
    send_body(Request::post(api.url("/upload")), vec![b'x'; MIB + 1]).await;

    let [whole, cut] = &api.journal()[..] else {
        panic!("{:?}", api.journal())
    };
    assert_eq!((whole.body().len(), whole.is_body_cut()), (MIB, false));
    assert_eq!((cut.body().len(), cut.is_body_cut()), (MIB, true));
}

#[tokio::test]
async fn a_request_on_a_held_path_is_journaled_and_waits() {
    let api = api().await;
    let key = api.issue();
    api.hold("/get-brands");
    let waiting = tokio::spawn({
        let (api, key) = (api.clone(), key.clone());
        async move { get(&api, "/get-brands", &key).await }
    });

    let [received] = &api.received(1).await[..] else {
        panic!("{:?}", api.journal())
    };
    assert_eq!(received.status(), None);
    // Other paths are open meanwhile, and the key is judged only behind the gate (B40).
    assert_eq!(get(&api, "/other", &key).await.status, StatusCode::NOT_FOUND);
    assert_eq!(api.journal()[0].status(), None);
    api.revoke(&key);
    api.release("/get-brands");

    assert_eq!(waiting.await.unwrap().status, StatusCode::UNAUTHORIZED);
    assert_eq!(api.journal()[0].status(), Some(StatusCode::UNAUTHORIZED));
}

#[tokio::test]
async fn who_waits_goes_on_when_a_path_is_released_and_held_again_at_once() {
    let api = api().await;
    api.hold("/get-brands");
    api.hold("/get-brands");
    let first = tokio::spawn({
        let api = api.clone();
        async move { get_bare(&api, "/get-brands").await }
    });
    api.received(1).await;

    api.release("/get-brands");
    api.hold("/get-brands");

    first.await.unwrap();
    let mut second = pin!(get_bare(&api, "/get-brands"));
    let mut journaled = pin!(api.received(2));
    std::future::poll_fn(|cx| {
        assert!(second.as_mut().poll(cx).is_pending());
        journaled.as_mut().poll(cx)
    })
    .await;
    assert_eq!(api.journal()[1].status(), None);
    api.release("/get-brands");
    second.await;
}

#[tokio::test]
async fn received_waits_for_the_number_that_it_was_given() {
    let api = api().await;
    let mut two = pin!(api.received(2));
    assert!(poll_once(&mut two).await.is_pending());

    get_bare(&api, "/1").await;
    assert!(poll_once(&mut two).await.is_pending());
    get_bare(&api, "/2").await;

    let paths: Vec<_> = two.await.iter().map(|received| received.uri().to_string()).collect();
    assert_eq!(paths, ["/1", "/2"]);
}

#[tokio::test]
async fn a_cleared_journal_counts_anew_and_forgets_who_is_still_waiting() {
    let api = api().await;
    api.hold("/held");
    let held = tokio::spawn({
        let api = api.clone();
        async move { get_bare(&api, "/held").await }
    });
    api.received(1).await;

    api.clear_journal();
    assert!(api.journal().is_empty());
    assert!(poll_once(&mut pin!(api.received(1))).await.is_pending());
    let key = api.issue();
    get(&api, "/get-brands", &key).await;
    api.release("/held");
    held.await.unwrap();

    let received = only(&api);
    assert_eq!(received.uri(), "/get-brands");
    assert_eq!(received.status(), Some(StatusCode::OK));
}

#[tokio::test]
async fn the_hook_sees_each_request_with_its_status() {
    let (sender, mut lines) = tokio::sync::mpsc::unbounded_channel();
    let hook = move |received: &Received| {
        sender
            .send((received.uri().path().to_owned(), received.status()))
            .unwrap();
    };
    let api = TestApi::builder().on_answer(hook).start().await.unwrap();
    api.set_answer("/tea", Answer::new(StatusCode::IM_A_TEAPOT));

    get_bare(&api, "/tea").await;
    get_bare(&api, "/get-brands").await;

    assert_eq!(
        lines.recv().await,
        Some(("/tea".to_owned(), Some(StatusCode::IM_A_TEAPOT)))
    );
    assert_eq!(
        lines.recv().await,
        Some(("/get-brands".to_owned(), Some(StatusCode::UNAUTHORIZED)))
    );
}

#[tokio::test]
async fn the_hook_for_heads_sees_a_request_whose_body_breaks_off_and_the_journal_does_not() {
    let (sender, mut heads) = tokio::sync::mpsc::unbounded_channel();
    let hook = move |received: &Received| sender.send(received.clone()).unwrap();
    let api = TestApi::builder().on_head(hook).start().await.unwrap();

    let mut stream = TcpStream::connect(api.address()).await.unwrap();
    let head = "POST /x HTTP/1.1\r\nauthorization: Bearer sk_live_51Hx\r\ncontent-length: 10\r\n\r\nhalf";
    stream.write_all(head.as_bytes()).await.unwrap();
    let received = within_reason(heads.recv()).await.unwrap();
    drop(stream);

    assert_eq!(received.credentials()[0].key_id(), KeyId::of("sk_live_51Hx"));
    assert!(received.body().is_empty() && received.status().is_none());
    api.shutdown().await;
    assert!(api.journal().is_empty());
}

#[track_caller]
fn only(api: &TestApi) -> Received {
    let journal = api.journal();
    assert_eq!(journal.len(), 1, "{journal:?}");
    journal[0].clone()
}

async fn poll_once<F>(future: &mut std::pin::Pin<&mut F>) -> Poll<F::Output>
where
    F: Future,
{
    std::future::poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx))).await
}
