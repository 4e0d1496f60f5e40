use http::StatusCode;
use tower_bearer_testkit::{ChallengeStyle, Plan};

use crate::support::{Seen, api, get, get_bare};

#[tokio::test]
async fn refusals_carry_no_challenge_unless_asked_for() {
    let api = api().await;
    let revoked = api.issue();
    api.revoke(&revoked);

    assert_eq!(challenges(&get_bare(&api, "/get-brands").await), [""; 0]);
    assert_eq!(challenges(&get(&api, "/get-brands", &revoked).await), [""; 0]);
}

#[tokio::test]
async fn a_challenge_has_an_error_code_only_where_a_key_was_sent() {
    let api = api().await;
    api.set_challenge(ChallengeStyle::Rfc6750);
    let (revoked, expired) = (api.issue(), api.issue());
    api.revoke(&revoked);
    api.expire(&expired);

    assert_eq!(
        challenges(&get_bare(&api, "/get-brands").await),
        [r#"Bearer realm="trakkr""#]
    );
    for key in [&revoked, &expired] {
        let seen = get(&api, "/get-brands", key).await;
        assert_eq!(challenges(&seen), [r#"Bearer realm="trakkr", error="invalid_token""#]);
    }
    api.set_invalid_key_status(StatusCode::FORBIDDEN);
    let seen = get(&api, "/get-brands", &revoked).await;
    assert_eq!(challenges(&seen), [r#"Bearer realm="trakkr", error="invalid_token""#]);
    api.set_challenge(ChallengeStyle::Silent);
    assert_eq!(challenges(&get(&api, "/get-brands", &revoked).await), [""; 0]);
}

#[tokio::test]
async fn a_plan_that_is_too_low_is_no_challenge() {
    let api = api().await;
    api.set_challenge(ChallengeStyle::Rfc6750);

    let seen = get(&api, "/get-brands", &api.issue_for(Plan::Free)).await;

    assert_eq!(seen.status, StatusCode::FORBIDDEN);
    assert_eq!(challenges(&seen), [""; 0]);
}

fn challenges(seen: &Seen) -> Vec<&str> {
    let values = seen.headers.get_all("www-authenticate").iter();
    values.map(|value| value.to_str().unwrap()).collect()
}
