//! Copies that others make, and that this library cannot wipe. Each line of the list in `SECURITY.md` is seen here, so that the list
//! is no longer than the truth: where one of these fails, somebody wipes what they did not, and the line can go.

use std::{
    env,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    thread,
};

use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use tempfile::TempDir;
use tower::{Layer, ServiceExt};
use tower_bearer::{BearerAuthLayer, KeySource, Origins, source};
use zeroize::Zeroizing;

use crate::{
    canary,
    search::Memory,
    support::{Body, FILE, each, file_with, run, with_variables_each},
};

#[test]
fn the_environment_of_the_process_keeps_the_key() {
    let name = "out_of_reach::the_environment_of_the_process_keeps_the_key";
    let variables = |canary: canary::Canary| vec![("MEMORY_TEST_KEY", canary.string(0))];
    with_variables_each(name, variables, async |memory| {
        drop(source::env("MEMORY_TEST_KEY").load().await.unwrap());
        assert_eq!(memory.copies(), 1);
    });
}

#[test]
fn dotenvy_leaves_copies_of_the_lines_that_it_read() {
    let name = "out_of_reach::dotenvy_leaves_copies_of_the_lines_that_it_read";
    let directory = TempDir::new().unwrap();
    each(name, file_with(&directory, "KEY=", "\n"), |memory| {
        let load = async || source::dotenv(env::var(FILE).unwrap(), "KEY").load().await.map(drop);
        run(load()).unwrap();
        assert!(memory.copies() > 0);
    });
}

#[test]
fn hyper_keeps_what_it_wrote_until_the_buffer_is_used_again() {
    let name = "out_of_reach::hyper_keeps_what_it_wrote_until_the_buffer_is_used_again";
    each(name, |_| Vec::new(), |memory| run(sent_with_hyper(memory)));
}

async fn sent_with_hyper(memory: &Memory) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let server = thread::spawn(move || answer(&listener));
    let client = Client::builder(TokioExecutor::new()).build_http::<Body>();
    let request = http::Request::get(&*origin).body(Body::default()).unwrap();
    let origins = Origins::new([&*origin]).unwrap();
    let service = BearerAuthLayer::new(canary::key(), origins).layer(client);
    let client = service.get_ref().clone();
    let response = service.oneshot(request).await.unwrap();
    assert_eq!(response.status(), 200);
    // Layer, key and request are gone, and the connection is idle.
    let _connection = (client, response, server.join().unwrap());
    assert!(memory.copies() > 0);
}

/// Answers one request, and keeps nothing of it.
fn answer(listener: &TcpListener) -> TcpStream {
    let (mut stream, _) = listener.accept().unwrap();
    let mut head = Zeroizing::new(vec![0; 4096]);
    let mut len = 0;
    while !head[..len].ends_with(b"\r\n\r\n") {
        len += stream.read(&mut head[len..]).unwrap();
    }
    stream
        .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        .unwrap();
    stream
}
