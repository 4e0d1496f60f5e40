//! How many loads rejections may cause, whatever comes of them.

use std::time::Duration;

use tokio::time::Instant;

/// So many at once, and one more for each interval that passes.
///
/// A rotation and a server that refuses at random look the same from here, request by request: a key is taken, then rejected, and the
/// next one is taken. So it is no evidence that ends them, but their number.
#[derive(Debug, Default)]
pub(super) struct Forced {
    /// When all that there were will have been made up for.
    until: Option<Instant>,
}

/// More than keys are rotated in a few seconds, also in tests, and a load that a source can bear.
const AT_ONCE: u32 = 100;

/// Of an interval: a hundred of them are within what the clock can say.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

// ===== impl Forced =====

impl Forced {
    /// There is another.
    pub(super) fn count(&mut self, interval: Duration, now: Instant) {
        let from = self.until.map_or(now, |until| until.max(now));
        self.until = from.checked_add(interval.min(LONGEST));
    }

    /// When the next one may be; `None`: at once.
    pub(super) fn next_from(&self, interval: Duration) -> Option<Instant> {
        self.until?.checked_sub(interval.min(LONGEST) * (AT_ONCE - 1))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn in_any_time_there_are_no_more_than_a_hundred_and_one_for_each_interval(
            gaps in prop::collection::vec(0..3_000_u64, 1..400),
            scale in prop::sample::select(&[1_u64, 30, 100, 1000][..]),
        ) {
            // B42
            let interval = Duration::from_secs(1);
            let (mut forced, mut now, mut at) = (Forced::default(), Instant::now(), Vec::new());
            for gap in gaps {
                now += Duration::from_millis(gap / scale);
                if forced.next_from(interval).is_none_or(|from| from <= now) {
                    forced.count(interval, now);
                    at.push(now);
                }
            }
            for (first, from) in at.iter().enumerate() {
                for (last, to) in at.iter().enumerate().skip(first) {
                    let whole_seconds = (*to - *from).as_secs() as usize;
                    prop_assert!(last - first < AT_ONCE as usize + whole_seconds + 1);
                }
            }
        }
    }

    #[test]
    fn whoever_has_been_quiet_for_long_has_all_of_them_again() {
        let interval = Duration::from_secs(1);
        let mut forced = Forced::default();
        let mut now = Instant::now();
        for _ in 0..3 {
            for _ in 0..AT_ONCE {
                assert!(forced.next_from(interval).is_none_or(|from| from <= now));
                forced.count(interval, now);
            }
            assert_eq!(forced.next_from(interval), Some(now + interval));
            now += AT_ONCE * interval;
        }
    }

    #[test]
    fn an_interval_of_any_length_is_none_too_many_for_the_clock() {
        let (mut forced, now) = (Forced::default(), Instant::now());
        for _ in 0..AT_ONCE {
            assert!(forced.next_from(Duration::MAX).is_none_or(|from| from <= now));
            forced.count(Duration::MAX, now);
        }
        assert!(forced.next_from(Duration::MAX).is_some_and(|from| from > now));
    }
}
