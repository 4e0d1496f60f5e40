use std::{io, net::SocketAddr, time::Duration};

use http::StatusCode;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task, time,
};
use tower_bearer_testkit::{Answer, TestApi};

use crate::support::{alive, all_tasks_ended, api, get, get_bare, within_reason};

#[tokio::test]
async fn the_last_handle_closes_the_port_and_its_connections() {
    let api = api().await;
    let mut idle = connect(api.address()).await;
    let (address, clone) = (api.address(), api.clone());

    drop(api);
    assert_eq!(get_bare(&clone, "/get-brands").await.status, StatusCode::UNAUTHORIZED);
    drop(clone);

    assert_eq!(idle.read(&mut [0; 1]).await.unwrap(), 0);
    within_reason(async {
        while TcpStream::connect(address).await.is_ok() {
            task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn the_last_handle_leaves_no_task_behind() {
    let api = api().await;
    api.set_answer("/stall", Answer::new(StatusCode::OK).stalled("first"));
    api.set_answer("/forever", Answer::new(StatusCode::OK).never_ending("again"));
    api.hold("/held");
    let mut open = Vec::new();
    for path in ["/stall", "/forever", "/held", "/get-brands"] {
        open.push(ask(&api, path).await);
    }
    api.received(open.len()).await;
    assert!(alive() > 0);

    drop(api);

    all_tasks_ended().await;
}

#[tokio::test]
async fn a_shutdown_returns_when_the_last_task_has_ended() {
    let api = api().await;
    let address = api.address();
    let _idle = connect(address).await;
    let _used = ask(&api, "/get-brands").await;
    api.received(1).await;

    within_reason(api.shutdown()).await;

    assert_eq!(alive(), 0);
    let refused = TcpStream::connect(address).await.unwrap_err();
    assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
    TestApi::builder().port(address.port()).start().await.unwrap();
    // Twice does no harm.
    within_reason(api.shutdown()).await;
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_takes_no_time_though_answers_stall_or_never_end() {
    let api = api().await;
    api.set_answer("/stall", Answer::new(StatusCode::OK).stalled("first"));
    api.set_answer("/held-stall", Answer::new(StatusCode::OK).stalled("late"));
    api.hold("/held");
    api.hold("/held-stall");
    let mut stalled = ask(&api, "/stall").await;
    let mut held = ask(&api, "/held").await;
    let _held_stall = ask(&api, "/held-stall").await;
    api.received(3).await;
    let begin = time::Instant::now();

    within_reason(api.shutdown()).await;

    assert_eq!(begin.elapsed(), Duration::ZERO);
    assert!(read_all(&mut stalled).await.ends_with("first\r\n"));
    // What was held is answered still.
    assert!(read_all(&mut held).await.starts_with("HTTP/1.1 401 "));
}

#[tokio::test(start_paused = true)]
async fn the_last_handle_lets_go_of_what_is_held() {
    let api = api().await;
    api.hold("/held");
    let mut held = ask(&api, "/held").await;
    api.received(1).await;
    let begin = time::Instant::now();

    drop(api);

    assert!(read_all(&mut held).await.starts_with("HTTP/1.1 401 "));
    assert_eq!(begin.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn an_idle_connection_outlives_any_jump_of_a_paused_clock() {
    let api = api().await;
    let mut stream = ask(&api, "/1").await;
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.unwrap();

    time::advance(Duration::from_secs(24 * 60 * 60)).await;

    let again = b"GET /2 HTTP/1.1\r\nhost: x\r\n\r\n";
    stream.write_all(again).await.unwrap();
    within_reason(api.received(2)).await;
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_waits_a_second_for_a_client_that_is_still_sending() {
    let api = api().await;
    let mut sending = connect(api.address()).await;
    let head = "POST /upload HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\nexpect: 100-continue\r\n\r\n";
    sending.write_all(head.as_bytes()).await.unwrap();
    let mut go_on = [0; 25];
    sending.read_exact(&mut go_on).await.unwrap();
    let begin = time::Instant::now();

    within_reason(api.shutdown()).await;

    assert_eq!(begin.elapsed(), Duration::from_secs(1));
    assert_eq!(alive(), 0);
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error() {
    let api = api().await;

    let error = TestApi::builder().port(api.address().port()).start().await.unwrap_err();

    assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
}

#[tokio::test]
async fn urls_begin_with_the_origin() {
    let api = api().await;

    assert_eq!(api.origin(), format!("http://127.0.0.1:{}", api.address().port()));
    assert_eq!(api.url("/a?b"), format!("{}/a?b", api.origin()));
}

#[tokio::test]
async fn a_box_can_be_an_ipv6_address() {
    let api = TestApi::builder().ipv6().start().await.unwrap();

    assert_eq!(api.origin(), format!("http://[::1]:{}", api.address().port()));
    assert_eq!(get(&api, "/get-brands", &api.issue()).await.status, StatusCode::OK);
}

async fn connect(address: SocketAddr) -> TcpStream {
    TcpStream::connect(address).await.unwrap()
}

async fn ask(api: &TestApi, path: &str) -> TcpStream {
    let mut stream = connect(api.address()).await;
    let head = format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

async fn read_all(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}
