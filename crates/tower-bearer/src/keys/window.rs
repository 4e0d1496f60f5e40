//! When a key is refreshed: pure functions of its lifetime.

use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

/// How long before its end a key is refreshed, by how long it lasts, never more than half of that.
pub(super) fn advisory(lifetime: Duration) -> Duration {
    let window = if lifetime <= 20 * MINUTE {
        5 * MINUTE
    } else if lifetime < 90 * MINUTE {
        15 * MINUTE
    } else {
        60 * MINUTE
    };
    window.min(lifetime / 2)
}

/// The end of a key's life into which no jitter puts off its refresh.
pub(super) fn mandatory(lifetime: Duration) -> Duration {
    MINUTE.min(lifetime / 10)
}

/// How long after it was loaded a key is refreshed. `jitter`, from 0 to 1, puts it off by up to a quarter of the window, so that
/// programs which started together do not refresh together.
pub(super) fn refresh_after(lifetime: Duration, jitter: f64) -> Duration {
    let window = advisory(lifetime);
    let room = (window / 4).min(window - mandatory(lifetime));
    lifetime - window + part(room, jitter)
}

/// How long no load is tried after `failures` transient ones in a row (from 1): doubling from a quarter of a second to half a minute,
/// and by `jitter` up to half of that less.
pub(super) fn back_off(failures: u32, jitter: f64) -> Duration {
    const FIRST: Duration = Duration::from_millis(250);
    const LAST: Duration = Duration::from_secs(30);

    let doublings = failures.saturating_sub(1).min(16);
    let full = (FIRST * (1 << doublings)).min(LAST);
    full - part(full / 2, jitter)
}

/// How long a terminal failure is shared: from 1 to 5 seconds.
pub(super) fn terminal(jitter: f64) -> Duration {
    Duration::from_secs(1) + part(Duration::from_secs(4), jitter)
}

/// Rounding never makes it more than the whole.
fn part(whole: Duration, share: f64) -> Duration {
    whole.mul_f64(share.clamp(0.0, 1.0)).min(whole)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_window_follows_the_lifetime_to_the_nanosecond() {
        // B20
        let nano = Duration::from_nanos(1);
        for (lifetime, window) in [
            (20 * MINUTE, 5 * MINUTE),
            (20 * MINUTE + nano, (20 * MINUTE + nano) / 2),
            (30 * MINUTE, 15 * MINUTE),
            (90 * MINUTE - nano, 15 * MINUTE),
            (90 * MINUTE, 45 * MINUTE),
            (120 * MINUTE, 60 * MINUTE),
            (24 * 60 * MINUTE, 60 * MINUTE),
            (8 * MINUTE, 4 * MINUTE),
            (Duration::from_secs(1), Duration::from_millis(500)),
            (Duration::ZERO, Duration::ZERO),
        ] {
            assert_eq!(advisory(lifetime), window, "{lifetime:?}");
            assert_eq!(refresh_after(lifetime, 0.0), lifetime - window, "{lifetime:?}");
        }
    }

    proptest! {
        #[test]
        fn a_window_is_never_more_than_half_and_jitter_never_reaches_the_mandatory_part(
            nanos in 0..u64::MAX,
            jitter in 0.0..1.0,
        ) {
            // B20, B31
            let lifetime = Duration::from_nanos(nanos);
            prop_assert!(advisory(lifetime) <= lifetime / 2);
            let after = refresh_after(lifetime, jitter);
            prop_assert!(after >= refresh_after(lifetime, 0.0));
            prop_assert!(after <= lifetime - mandatory(lifetime));
        }

        #[test]
        fn back_off_doubles_within_bounds_whatever_the_jitter(failures in 1..u32::MAX, jitter in 0.0..1.0) {
            // B29, B30, B31
            let back_off = back_off(failures, jitter);
            prop_assert!(back_off >= Duration::from_millis(125));
            prop_assert!(back_off <= Duration::from_secs(30));
            prop_assert!((Duration::from_secs(1)..=Duration::from_secs(5)).contains(&terminal(jitter)));
        }
    }
}
