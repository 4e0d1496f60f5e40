use std::{io, net::SocketAddr};

use bytes::Bytes;
use http::StatusCode;
use http_body_util::Full;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use tower_bearer_testkit::{Names, TestApi};

use crate::support::{api, get_by};

#[tokio::test]
async fn a_host_leads_to_its_box_however_it_is_written_and_with_any_port() {
    let api = api().await;
    let client = client(Names::new().host("Api.Example.com.", api.address()));

    for host in [
        "api.example.com",
        "API.EXAMPLE.COM",
        "api.example.com.",
        "api.example.com:8080",
    ] {
        get_by(&client, &format!("http://{host}/")).await.unwrap();

        assert_eq!(api.journal().pop().unwrap().headers()["host"], host);
    }
}

#[tokio::test]
async fn a_host_with_a_port_is_for_that_port_alone() {
    // B15
    let (api, other) = (api().await, api().await);
    let client = client(
        Names::new()
            .host("api.example.com:8443", other.address())
            .host("api.example.com", api.address()),
    );

    for (url, at_api, at_other) in [
        ("http://api.example.com:8443/", 0, 1),
        ("http://api.example.com:8444/", 1, 1),
        ("http://api.example.com/", 2, 1),
    ] {
        get_by(&client, url).await.unwrap();
        assert_eq!(
            (api.journal().len(), other.journal().len()),
            (at_api, at_other),
            "{url}"
        );
    }
}

#[tokio::test]
async fn a_url_without_a_port_has_that_of_its_scheme() {
    let api = api().await;
    let client = client(Names::new().host("api.example.com:80", api.address()));

    get_by(&client, "http://api.example.com/").await.unwrap();

    assert_unknown(&client, "https://api.example.com/").await;
}

#[tokio::test]
async fn a_host_that_is_not_in_the_list_is_not_looked_up() {
    let client = client(Names::new().host("example.com", ([127, 0, 0, 1], 1).into()));

    for host in [
        "www.example.com",
        "example.com.attacker.invalid",
        "192.0.2.1",
        "[2001:db8::1]",
        "10.0.0.1:80",
    ] {
        assert_unknown(&client, &format!("http://{host}/")).await;
    }
}

#[tokio::test]
async fn loopback_leads_to_itself_unless_it_is_in_the_list() {
    let (api, six, listed) = (
        api().await,
        TestApi::builder().ipv6().start().await.unwrap(),
        api().await,
    );
    let (port, port_six) = (api.address().port(), six.address().port());
    let plain = client(Names::new());

    for url in [
        format!("http://127.0.0.1:{port}/"),
        format!("http://LOCALHOST:{port}/"),
        format!("http://[::1]:{port_six}/"),
    ] {
        assert_eq!(get_by(&plain, &url).await.unwrap().status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!((api.journal().len(), six.journal().len()), (2, 1));
    let redirected = client(
        Names::new()
            .host("[::1]:7", listed.address())
            .host("127.0.0.1", listed.address()),
    );
    get_by(&redirected, "http://[::1]:7/").await.unwrap();
    get_by(&redirected, &api.url("/")).await.unwrap();
    assert_eq!(listed.journal().len(), 2);
}

#[test]
fn the_list_can_be_read_and_a_clone_goes_its_own_way() {
    let [one, two]: [SocketAddr; 2] = [([127, 0, 0, 1], 1).into(), ([127, 0, 0, 1], 2).into()];
    let names = Names::new().host("A.example.", one);

    let more = names.clone().host("b.example:8443", two).host("[::1]", two);

    assert_eq!(names.iter().collect::<Vec<_>>(), [("a.example", one)]);
    let mut list: Vec<_> = more.iter().collect();
    list.sort();
    assert_eq!(list, [("[::1]", two), ("a.example", one), ("b.example:8443", two)]);
    assert_eq!(format!("{names:?}"), r#"{"a.example": 127.0.0.1:1}"#);
}

fn client(names: Names) -> Client<Names, Full<Bytes>> {
    Client::builder(TokioExecutor::new()).build(names)
}

async fn assert_unknown(client: &Client<Names, Full<Bytes>>, url: &str) {
    let error = get_by(client, url).await.unwrap_err();
    let source = error.source().and_then(|source| source.downcast_ref::<io::Error>());
    assert_eq!(source.unwrap().kind(), io::ErrorKind::NotFound, "{url}");
}
