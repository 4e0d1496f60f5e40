use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http_body_util::Full;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use tokio::join;
use tower_bearer_testkit::{Authority, FaultProxy, Faults, Names, TestApi};

use crate::support::{api, get_by, tls_client, within_reason};

#[tokio::test]
async fn every_request_through_faults_ends_and_once_they_are_over_all_is_well() {
    let authority = Authority::new().unwrap();
    let (plain, tls) = (api().await, TestApi::builder().tls(&authority).start().await.unwrap());
    let faults = Faults::seeded(3)
        .cuts(20)
        .truncations(20)
        .resets(20)
        .delays(50)
        .longest_delay(Duration::from_micros(50));
    let plain_proxy = FaultProxy::start(plain.address(), faults).await.unwrap();
    let tls_proxy = FaultProxy::start(tls.address(), faults).await.unwrap();
    let plain_client = Client::builder(TokioExecutor::new()).build::<_, Full<Bytes>>(Names::new());
    let tls_client = tls_client(&authority, Names::new());
    let plain_url = format!("http://{}/", plain_proxy.address());
    let tls_url = format!("https://{}/", tls_proxy.address());

    let mut answered = [0, 0];
    for _ in 0..200 {
        let (plain, tls) =
            within_reason(async { join!(get_by(&plain_client, &plain_url), get_by(&tls_client, &tls_url)) }).await;
        answered[0] += usize::from(plain.is_ok());
        answered[1] += usize::from(tls.is_ok());
    }

    for (proxy, api, answered) in [(&plain_proxy, &plain, answered[0]), (&tls_proxy, &tls, answered[1])] {
        let report = proxy.report();
        assert!(0 < answered && answered < 200, "{answered} {report:?}");
        assert!(answered <= api.journal().len());
        assert!(
            report.cuts > 0 && report.truncations > 0 && report.resets > 0 && report.delays > 0,
            "{report:?}"
        );
        proxy.calm();
    }
    for _ in 0..10 {
        // The first may still meet a connection that is broken.
        let _ = join!(get_by(&plain_client, &plain_url), get_by(&tls_client, &tls_url));
    }
    assert_eq!(
        get_by(&plain_client, &plain_url).await.unwrap().status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        get_by(&tls_client, &tls_url).await.unwrap().status,
        StatusCode::UNAUTHORIZED
    );
}
