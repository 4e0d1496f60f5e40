//! A key that is looked for again and does not expire.

use super::*;

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn a_key_to_be_rechecked_is_sent_for_good_and_looked_for_again_once_it_is_due() {
    // B12
    let now = Instant::now();
    let view = rechecked_at(now + MINUTE);
    assert_eq!(decide(&view, Want::Current, now), Decision::Use);
    assert_eq!(changes_at(&view, now), Some(now + MINUTE));
    for later in [MINUTE, 10_000 * MINUTE] {
        assert_eq!(decide(&view, Want::Current, now + later), Decision::UseAndRefresh);
        assert_eq!(changes_at(&view, now + later), None);
    }
}

#[test]
fn a_key_whose_recheck_failed_is_sent_until_the_back_off_is_over_and_after() {
    // B28
    let now = Instant::now();
    let failed = View {
        backs_off_until: Some(now + 2 * MINUTE),
        ..rechecked_at(now)
    };
    assert_eq!(decide(&failed, Want::Current, now + MINUTE), Decision::Use);
    assert_eq!(changes_at(&failed, now + MINUTE), Some(now + 2 * MINUTE));
    assert_eq!(
        decide(&failed, Want::Current, now + 2 * MINUTE),
        Decision::UseAndRefresh
    );
    assert_eq!(settle(&failed, Want::Current, now + 2 * MINUTE), Decision::Use);
}

fn rechecked_at(refresh_at: Instant) -> View {
    let times = Times {
        refresh_at,
        expires_at: None,
    };
    View {
        key: Some(KeyView {
            generation: 1,
            times: Some(times),
            is_rejected: false,
            was_accepted: false,
            forced_at: None,
        }),
        has_source: true,
        is_loading: false,
        backs_off_until: None,
        fruitless_at: None,
        renewed_from: None,
        forces_from: None,
        fruitless_interval: Duration::from_secs(1),
        stale_for: Duration::ZERO,
    }
}
