use std::{io, time::Duration};

use bytes::Bytes;
use http::{Request, StatusCode, Version};
use http_body_util::Full;
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use rustls::{
    crypto::CryptoProvider,
    pki_types::{CertificateDer, pem::PemObject},
};
use tokio::{net::TcpStream, time};
use tower_bearer_testkit::{Authority, Names, TestApi};

use crate::support::{
    all_tasks_ended, api, assert_refused, exchange, get_bare, get_by, tls_client, trusting, within_reason,
};

#[tokio::test]
async fn a_client_that_trusts_the_authority_gets_through_by_each_of_the_boxs_own_names() {
    let authority = Authority::new().unwrap();
    let api = TestApi::builder().tls(&authority).start().await.unwrap();
    let client = tls_client(&authority, Names::new().host("[::1]", api.address()));
    let port = api.address().port();

    for host in ["localhost", "127.0.0.1", "[::1]"] {
        let request = Request::get(format!("https://{host}:{port}/get-brands"))
            .header("authorization", api.header_value(&api.issue()))
            .body(Full::default())
            .unwrap();
        assert_eq!(exchange(&client, request).await.unwrap().status, StatusCode::OK);
    }
    assert_eq!(api.origin(), format!("https://127.0.0.1:{port}"));
    assert_eq!(api.url("/a?b"), format!("{}/a?b", api.origin()));
}

#[tokio::test]
async fn a_client_of_another_authority_gets_nothing() {
    let (authority, other) = (Authority::new().unwrap(), Authority::new().unwrap());
    let api = TestApi::builder().tls(&authority).start().await.unwrap();

    let error = get_by(&tls_client(&other, Names::new()), &api.url("/"))
        .await
        .unwrap_err();

    assert!(format!("{error:?}").contains("InvalidCertificate"), "{error:?}");
    assert!(api.journal().is_empty());
    // Whoever trusts the right one is still served.
    let seen = get_by(&tls_client(&authority, Names::new()), &api.url("/"))
        .await
        .unwrap();
    assert_refused(&seen, 401, "Missing API key");
}

#[tokio::test]
async fn a_host_that_was_not_asked_for_is_not_vouched_for() {
    let authority = Authority::new().unwrap();
    let api = TestApi::builder().tls_for(&authority, ["api.example.com", "*.wild.example"]);
    let api = api.start().await.unwrap();

    for host in ["example.com", "other.example", "wild.example", "a.b.wild.example"] {
        let client = tls_client(&authority, Names::new().host(host, api.address()));
        let error = get_by(&client, &format!("https://{host}/")).await.unwrap_err();
        assert!(format!("{error:?}").contains("NotValidForName"), "{error:?}");
    }
    assert!(api.journal().is_empty());
}

#[tokio::test]
async fn hosts_are_taken_as_urls_have_them() {
    let authority = Authority::new().unwrap();
    let hosts = [
        "api.example.com",
        "root.example.",
        "xn--bcher-kva.example",
        "*.wild.example",
        "[fd00::7]",
    ];
    let api = TestApi::builder().tls_for(&authority, hosts).start().await.unwrap();

    for host in [
        "api.example.com",
        "API.Example.COM",
        "api.example.com.",
        "api.example.com:8443",
        "root.example",
        "root.example.",
        "xn--bcher-kva.example",
        "a.wild.example",
        "[fd00::7]",
        "127.0.0.1",
    ] {
        let client = tls_client(&authority, Names::new().host(host, api.address()));
        let seen = get_by(&client, &format!("https://{host}/")).await;
        assert_refused(&seen.unwrap(), 401, "Missing API key");
    }
}

#[tokio::test]
async fn a_host_that_no_certificate_can_be_made_for_is_named() {
    let authority = Authority::new().unwrap();
    for host in [
        "",
        "*",
        "a b",
        "b\u{fc}cher.example",
        "*.127.0.0.1",
        "api.example.com:443",
        "https://x.example",
    ] {
        let error = TestApi::builder()
            .tls_for(&authority, [host])
            .start()
            .await
            .unwrap_err();

        assert_eq!(error.kind(), io::ErrorKind::InvalidInput, "{host}");
        assert!(error.to_string().contains(&format!("{host:?}")), "{error}");
    }
}

#[tokio::test]
async fn the_client_chooses_between_http2_and_http1() {
    let authority = Authority::new().unwrap();
    let api = TestApi::builder().tls(&authority).start().await.unwrap();
    let builder = || {
        HttpsConnectorBuilder::new()
            .with_tls_config(trusting(&authority))
            .https_only()
    };

    for (connector, version) in [
        (builder().enable_http1().wrap_connector(Names::new()), Version::HTTP_11),
        (builder().enable_http2().wrap_connector(Names::new()), Version::HTTP_2),
        (
            builder().enable_all_versions().wrap_connector(Names::new()),
            Version::HTTP_2,
        ),
    ] {
        let is_http2 = version == Version::HTTP_2;
        let client = Client::builder(TokioExecutor::new()).build::<_, Full<Bytes>>(connector);
        get_by(&client, &api.url("/")).await.unwrap();

        let received = api.journal().pop().unwrap();
        assert_eq!(received.version(), version);
        // HTTP/2 names the server in the target itself.
        assert_eq!(received.uri().host(), is_http2.then_some("127.0.0.1"));
        assert_eq!(received.uri().path(), "/");
    }
}

#[tokio::test]
async fn one_client_trusts_all_boxes_of_an_authority_and_crosses_over_by_a_redirect() {
    // B13
    let authority = Authority::new().unwrap();
    let api = TestApi::builder()
        .tls_for(&authority, ["api.example.com"])
        .start()
        .await
        .unwrap();
    let foreign = TestApi::builder()
        .tls_for(&authority, ["attacker.invalid"])
        .start()
        .await
        .unwrap();
    let names = Names::new()
        .host("api.example.com", api.address())
        .host("attacker.invalid", foreign.address());
    let client = tls_client(&authority, names);

    let url = api.redirect_url(StatusCode::FOUND, "https://attacker.invalid/steal");
    let seen = get_by(&client, &url.replace(&api.origin(), "https://api.example.com"))
        .await
        .unwrap();
    get_by(&client, seen.headers["location"].to_str().unwrap())
        .await
        .unwrap();

    assert_eq!((api.journal().len(), foreign.journal().len()), (1, 1));
    assert_eq!(foreign.journal()[0].uri(), "https://attacker.invalid/steal");
}

#[tokio::test]
async fn a_box_over_tls_has_no_answer_in_plain_text() {
    let authority = Authority::new().unwrap();
    let api = TestApi::builder().tls(&authority).start().await.unwrap();

    let plain = api.url("/").replace("https", "http");
    get_by(&crate::support::client(), &plain).await.unwrap_err();

    assert!(api.journal().is_empty());
}

#[tokio::test]
async fn the_certificate_is_the_same_in_pem_and_in_der() {
    let authority = Authority::new().unwrap();

    let from_pem = CertificateDer::from_pem_slice(authority.pem().as_bytes()).unwrap();

    assert_eq!(&*from_pem, authority.der());
    assert_eq!(authority.clone().der(), authority.der());
    assert_ne!(Authority::new().unwrap().der(), authority.der());
}

#[tokio::test]
async fn the_process_is_left_without_a_default_provider() {
    let authority = Authority::new().unwrap();
    let api = TestApi::builder().tls(&authority).start().await.unwrap();

    get_by(&tls_client(&authority, Names::new()), &api.url("/"))
        .await
        .unwrap();

    assert!(CryptoProvider::get_default().is_none());
}

#[tokio::test]
async fn plain_boxes_and_boxes_over_tls_live_side_by_side() {
    let authority = Authority::new().unwrap();
    let _api = TestApi::builder().tls(&authority).start().await.unwrap();

    assert_refused(&get_bare(&api().await, "/").await, 401, "Missing API key");
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_takes_no_time_though_a_client_never_shakes_hands() {
    let authority = Authority::new().unwrap();
    let api = TestApi::builder().tls(&authority).start().await.unwrap();
    let _silent = TcpStream::connect(api.address()).await.unwrap();
    get_by(&tls_client(&authority, Names::new()), &api.url("/"))
        .await
        .unwrap();
    let begin = time::Instant::now();

    within_reason(api.shutdown()).await;

    assert_eq!(begin.elapsed(), Duration::ZERO);
    all_tasks_ended().await;
}
