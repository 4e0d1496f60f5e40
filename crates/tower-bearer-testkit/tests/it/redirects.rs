use http::{Request, StatusCode};

use crate::support::{api, assert_refused, get_bare, send, send_body};

#[tokio::test]
async fn a_redirect_goes_where_it_is_told_with_the_status_that_it_is_told() {
    // B13: two boxes are two origins.
    let (api, foreign) = (api().await, api().await);
    assert_ne!(api.origin(), foreign.origin());
    let to = foreign.url("/get-brands?page=2&sort=a%20b");

    for status in [301, 302, 303, 307, 308] {
        let status = StatusCode::from_u16(status).unwrap();
        let seen = send(Request::get(api.redirect_url(status, &to))).await;
        assert_eq!(seen.status, status);
        assert_eq!(seen.headers["location"], *to);
    }
}

#[tokio::test]
async fn a_redirect_asks_for_no_key_and_journals_what_came_in() {
    let api = api().await;
    let key = api.issue();
    let request = Request::post(api.redirect_url(StatusCode::TEMPORARY_REDIRECT, "/get-brands"))
        .header("authorization", api.header_value(&key));

    let seen = send_body(request, "a body").await;

    assert_eq!(seen.status, StatusCode::TEMPORARY_REDIRECT);
    let [received] = &api.journal()[..] else {
        panic!("{:?}", api.journal())
    };
    assert_eq!(received.credentials()[0].key_id(), key.id());
    assert_eq!(received.body(), "a body");
    assert_eq!(received.status(), Some(StatusCode::TEMPORARY_REDIRECT));
}

#[tokio::test]
async fn a_redirect_to_nowhere_is_a_bad_request() {
    let api = api().await;

    for query in ["", "?status=307", "?to=/x", "?status=200&to=/x", "?status=307&to=%0A"] {
        let seen = get_bare(&api, &format!("/redirect{query}")).await;
        let message = "give ?status= as 301, 302, 303, 307 or 308, and &to= as a percent-encoded URI";
        assert_refused(&seen, 400, message);
    }
}
