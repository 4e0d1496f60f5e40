use std::{sync::mpsc, thread, time::Duration};

use bytes::Bytes;
use http::{Request, StatusCode, Version};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use tokio::{runtime::Builder, select, sync::oneshot, task, time};
use tower_bearer_testkit::{Answer, Authority, Names, TestApi};

use crate::support::{alive, all_tasks_ended, api, assert_refused, exchange, get_by, tls_client, within_reason};

#[tokio::test]
async fn a_client_with_prior_knowledge_speaks_http2_in_plain_text() {
    let api = api().await;
    let key = api.issue();
    let request = Request::post(api.url("/brands?dry=1"))
        .header("authorization", api.header_value(&key))
        .body(Full::from("a body"))
        .unwrap();

    let seen = exchange(&client(), request).await.unwrap();

    assert_refused(&seen, 404, "Not found");
    let [received] = &api.journal()[..] else {
        panic!("{:?}", api.journal())
    };
    assert_eq!(received.version(), Version::HTTP_2);
    // It names the server in the target itself.
    assert_eq!(received.uri(), &*api.url("/brands?dry=1"));
    assert_eq!(received.body(), "a body");
    assert_eq!(received.credentials()[0].key_id(), key.id());
    assert_eq!(received.status(), Some(StatusCode::NOT_FOUND));
}

#[tokio::test]
async fn a_request_that_is_held_does_not_hold_others_of_its_connection() {
    let api = api().await;
    let client = client();
    get_by(&client, &api.url("/first")).await.unwrap();
    api.hold("/held");
    let held = task::spawn({
        let (client, url) = (client.clone(), api.url("/held"));
        async move { get_by(&client, &url).await }
    });
    api.received(2).await;

    get_by(&client, &api.url("/other")).await.unwrap();

    assert!(!held.is_finished());
    api.release("/held");
    assert_refused(&held.await.unwrap().unwrap(), 401, "Missing API key");
}

#[tokio::test]
async fn a_cut_body_breaks_off_over_http2_too() {
    let api = api().await;
    for size in [5, 400_000, 0] {
        api.set_answer("/cut", Answer::new(StatusCode::OK).cut(vec![b'x'; size], 7));
        let Ok(response) = client().request(empty(&api.url("/cut"))).await else {
            panic!("the head is whole")
        };
        assert_eq!(response.headers()["content-length"], *(size + 7).to_string());

        response.into_body().collect().await.unwrap_err();
    }
}

#[tokio::test]
async fn a_never_ending_body_goes_on_and_a_stalled_one_waits_over_http2_too() {
    let api = api().await;
    api.set_answer("/forever", Answer::new(StatusCode::OK).never_ending("again"));
    api.set_answer("/stall", Answer::new(StatusCode::OK).stalled("first"));
    let client = client();
    let mut forever = client.request(empty(&api.url("/forever"))).await.unwrap().into_body();
    let mut stalled = client.request(empty(&api.url("/stall"))).await.unwrap().into_body();

    assert_eq!(data(&mut stalled).await, "first");
    let mut read = Vec::new();
    // In small frames this would be too many of them for the client.
    while read.len() < 200_000 {
        read.extend(data(&mut forever).await);
    }
    assert!(read.chunks_exact(5).all(|chunk| chunk == b"again"));
    within_reason(api.shutdown()).await;
    stalled.frame().await.unwrap().unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_takes_no_time_and_leaves_no_stream_behind() {
    let authority = Authority::new().unwrap();
    let plain = api().await;
    let tls = TestApi::builder().tls(&authority).start().await.unwrap();
    let (plain_client, tls_client) = (client(), tls_client(&authority, Names::new()));
    let mut answers = Vec::new();
    for api in [&plain, &tls] {
        prepare(api);
        let stalled = empty(&api.url("/stall"));
        let answer = match api.origin().starts_with("https") {
            true => tls_client.request(stalled).await,
            false => plain_client.request(stalled).await,
        };
        answers.push(answer.unwrap());
    }
    let held = task::spawn(plain_client.request(empty(&plain.url("/held"))));
    plain.received(2).await;
    let begin = time::Instant::now();

    within_reason(plain.shutdown()).await;
    within_reason(tls.shutdown()).await;

    assert_eq!(begin.elapsed(), Duration::ZERO);
    // What was held is answered still.
    assert_eq!(held.await.unwrap().unwrap().status(), StatusCode::UNAUTHORIZED);
    drop((answers, plain_client, tls_client));
    all_tasks_ended().await;
}

#[tokio::test(start_paused = true)]
async fn the_last_handle_leaves_no_stream_behind_not_even_one_that_nobody_reads() {
    let api = api().await;
    prepare(&api);
    let client = client();
    let _open = [
        client.request(empty(&api.url("/forever"))).await.unwrap(),
        client.request(empty(&api.url("/stall"))).await.unwrap(),
    ];

    drop(api);

    drop(client);
    all_tasks_ended().await;
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_returns_when_the_last_stream_has_ended() {
    let api = api().await;
    prepare(&api);
    let urls = ["/forever", "/stall", "/held"].map(|path| api.url(path));
    // Elsewhere, so that all tasks here are the server's.
    let (done, wait) = mpsc::channel::<()>();
    let (alive_clients, clients_ended) = oneshot::channel::<()>();
    let clients = thread::spawn(move || {
        let _alive = alive_clients;
        Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
            .block_on(async {
                let client = client();
                let [forever, stall, held] = urls.map(|url| client.request(empty(&url)));
                // Read by nobody.
                let _open = [forever.await.unwrap(), stall.await.unwrap()];
                // It is answered, or cut off: the clock stands at the end of the server's patience at once.
                let _ = held.await;
                // The connection stays open, and from here on nobody serves it.
                let _ = wait.recv();
            });
    });
    // No time limit: the clock would jump to it, as all that is waited for is elsewhere.
    select! {
        _ = api.received(3) => {}
        _ = clients_ended => panic!("the clients gave up"),
    }

    within_reason(api.shutdown()).await;

    assert_eq!(alive(), 0);
    drop(done);
    clients.join().unwrap();
}

#[tokio::test]
async fn a_stream_that_its_client_gives_up_ends() {
    let api = api().await;
    let client = client();
    get_by(&client, &api.url("/first")).await.unwrap();
    let before = alive();
    api.hold("/held");
    let held = task::spawn(client.request(empty(&api.url("/held"))));
    api.received(2).await;
    assert!(alive() > before);

    held.abort();

    within_reason(async {
        while alive() > before {
            task::yield_now().await;
        }
    })
    .await;
    // It was given up, and neither let go nor answered.
    assert_eq!(api.journal()[1].status(), None);
}

fn client() -> Client<Names, Full<Bytes>> {
    Client::builder(TokioExecutor::new())
        .http2_only(true)
        .build(Names::new())
}

fn prepare(api: &TestApi) {
    api.set_answer("/forever", Answer::new(StatusCode::OK).never_ending("again"));
    api.set_answer("/stall", Answer::new(StatusCode::OK).stalled("first"));
    api.hold("/held");
}

fn empty(url: &str) -> Request<Full<Bytes>> {
    Request::get(url).body(Full::default()).unwrap()
}

async fn data(body: &mut Incoming) -> Bytes {
    within_reason(body.frame()).await.unwrap().unwrap().into_data().unwrap()
}
