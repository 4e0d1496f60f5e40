//! How often a source may be asked: what the rules of `Keys` allow for what has happened.

use std::time::Duration;

use crate::source::LIFETIME;

/// A way for a source to be out of order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Disorder {
    /// It fails, and may not the next time.
    Fails,
    /// It fails, and says that it will go on so.
    FailsForGood,
    /// It never answers.
    Hangs,
    /// It panics, which counts as a failure that may pass.
    Panics,
}

/// A time in which a source was out of order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outage {
    pub(crate) how: Disorder,
    pub(crate) lasted: Duration,
}

/// Of the keys of the run.
pub(crate) const LOAD_TIMEOUT: Duration = Duration::from_millis(300);
/// Of the keys of the run.
pub(crate) const FRUITLESS_INTERVAL: Duration = Duration::from_millis(100);

/// The most loads that can begin in `elapsed`, with so many new keys after the first, and these outages.
///
/// A load ends in one of four ways, and each is bounded by a rule:
///
/// - it brings a new key: once a rotation, and once at the start;
/// - it was forced by a rejection and brings the same key: then none is forced for the fruitless interval, unless a new key came (B42);
/// - it was due and brings the same key: a key is due at half of its lifetime at the earliest (B20, B31);
/// - it fails: see [`Outage::loads`].
pub(crate) fn loads(rotations: u64, elapsed: Duration, outages: &[Outage]) -> u64 {
    let new = 1 + rotations;
    let fruitless = new + times(elapsed, FRUITLESS_INTERVAL);
    let due = 1 + times(elapsed, LIFETIME / 2);
    new + fruitless + due + outages.iter().map(Outage::loads).sum::<u64>()
}

fn times(whole: Duration, part: Duration) -> u64 {
    u64::try_from(whole.as_nanos() / part.as_nanos()).unwrap_or(u64::MAX)
}

// ===== impl Outage =====

impl Outage {
    /// The most loads that can end in it, or begin where it hangs.
    ///
    /// After a failure comes the back-off: half of what is full, where jitter takes most (B29, B31); a second at least after one that says
    /// that it lasts (B30). A load that had been left by all for a time is begun again once where it fails, so all of it twice. A load that
    /// hangs is over after its time limit, and none begins beside it; the first may have been under way already.
    fn loads(&self) -> u64 {
        match self.how {
            Disorder::Hangs => 2 + times(self.lasted, LOAD_TIMEOUT),
            Disorder::FailsForGood => 2 * (1 + times(self.lasted, Duration::from_secs(1))),
            Disorder::Fails | Disorder::Panics => {
                let mut ends = 1;
                let mut back_off = Duration::from_millis(125);
                let mut rest = self.lasted;
                while let Some(less) = rest.checked_sub(back_off) {
                    (ends, rest) = (ends + 1, less);
                    back_off = (back_off * 2).min(Duration::from_secs(15));
                }
                2 * ends
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn without_outages_it_is_rotations_and_what_is_fruitless_or_due() {
        assert_eq!(loads(0, Duration::ZERO, &[]), 3);
        assert_eq!(loads(7, Duration::ZERO, &[]), 3 + 2 * 7);
        assert_eq!(loads(0, 10 * SECOND, &[]), 3 + 100 + 10);
    }

    #[test]
    fn an_outage_allows_for_its_back_off() {
        let loads = |how, millis| {
            Outage {
                how,
                lasted: Duration::from_millis(millis),
            }
            .loads()
        };
        for (millis, most) in [(0, 1), (124, 1), (125, 2), (374, 2), (375, 3), (875, 4)] {
            assert_eq!(loads(Disorder::Fails, millis), 2 * most, "{millis}");
            assert_eq!(loads(Disorder::Panics, millis), 2 * most, "{millis}");
        }
        assert_eq!(loads(Disorder::FailsForGood, 999), 2);
        assert_eq!(loads(Disorder::Hangs, 299), 2);
        assert_eq!(loads(Disorder::Hangs, 300), 3);
    }
}
