use std::time::Duration;

use fastrand::Rng;

/// How often which fault is to happen on the way through a [`FaultProxy`](super::FaultProxy). Each rate is in steps of 1000; a
/// fault whose rate is not given never happens.
///
/// A step is 1 to 256 bytes of one way. Together the rates are at most 1000.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Faults {
    seed: u64,
    cuts: u16,
    truncations: u16,
    resets: u16,
    delays: u16,
    longest_delay: Duration,
}

/// Gives each connection what is to happen to it, in the order in which they come.
pub(super) struct Schedules {
    random: Rng,
    faults: Faults,
}

/// What is to happen to one way of a connection.
pub(super) struct Schedule {
    random: Rng,
    faults: Faults,
}

/// The two ways of a connection.
pub(super) struct BothWays {
    pub(super) up: Schedule,
    pub(super) down: Schedule,
}

#[derive(Clone, Copy)]
pub(super) enum Fault {
    Cut,
    Truncation,
    Reset,
    Delay(Duration),
}

/// How many of its steps are drawn from: the rates are per mille.
const STEPS: u16 = 1000;

/// A step has no more bytes.
pub(super) const STEP_MAX: usize = 256;

// ===== impl Faults =====

impl Faults {
    /// No faults yet; those that are added follow from this seed.
    pub fn seeded(seed: u64) -> Self {
        Self {
            seed,
            cuts: 0,
            truncations: 0,
            resets: 0,
            delays: 0,
            longest_delay: Duration::from_millis(10),
        }
    }

    /// The connection ends, both ways: what was passed on before arrives, and what is sent later is lost.
    pub fn cuts(mut self, per_mille: u16) -> Self {
        self.cuts = per_mille;
        self
    }

    /// One way ends as if its sender had ended it, and what it sends later is lost. The other way goes on.
    pub fn truncations(mut self, per_mille: u16) -> Self {
        self.truncations = per_mille;
        self
    }

    /// The connection is reset (a TCP RST), both ways: what was passed on before may be lost.
    pub fn resets(mut self, per_mille: u16) -> Self {
        self.resets = per_mille;
        self
    }

    /// Nothing goes this way for a while. The other way goes on.
    pub fn delays(mut self, per_mille: u16) -> Self {
        self.delays = per_mille;
        self
    }

    /// No delay is longer; each takes anything from nothing to this. 10 ms, unless told otherwise. It is time of Tokio's clock.
    pub fn longest_delay(mut self, longest: Duration) -> Self {
        self.longest_delay = longest;
        self
    }

    pub(super) fn is_valid(&self) -> bool {
        let all = [self.cuts, self.truncations, self.resets, self.delays];
        all.into_iter().map(u32::from).sum::<u32>() <= STEPS.into()
    }

    pub(super) fn schedules(self) -> Schedules {
        Schedules {
            random: Rng::with_seed(self.seed),
            faults: self,
        }
    }
}

// ===== impl Schedules =====

impl Schedules {
    pub(super) fn next(&mut self) -> BothWays {
        BothWays {
            up: self.one_way(),
            down: self.one_way(),
        }
    }

    fn one_way(&mut self) -> Schedule {
        Schedule {
            random: self.random.fork(),
            faults: self.faults,
        }
    }
}

// ===== impl Schedule =====

impl Schedule {
    /// The bytes of the next step.
    pub(super) fn step(&mut self) -> usize {
        self.random.usize(1..=STEP_MAX)
    }

    /// What happens before it.
    pub(super) fn draw(&mut self) -> Option<Fault> {
        let (draw, length) = (self.random.u16(..STEPS), self.random.u64(..));
        let faults = &self.faults;
        let delay = || Fault::Delay(part_of(faults.longest_delay, length));
        let mut rest = draw;
        for (rate, fault) in [
            (faults.cuts, Fault::Cut),
            (faults.truncations, Fault::Truncation),
            (faults.resets, Fault::Reset),
            (faults.delays, delay()),
        ] {
            match rest.checked_sub(rate) {
                None => return Some(fault),
                Some(less) => rest = less,
            }
        }
        None
    }
}

/// Anything up to `longest`, in nanoseconds.
fn part_of(longest: Duration, random: u64) -> Duration {
    let longest = u64::try_from(longest.as_nanos()).unwrap_or(u64::MAX);
    let part = (u128::from(random) * (u128::from(longest) + 1)) >> u64::BITS;
    // No more than `longest`, which is a u64.
    Duration::from_nanos(part as u64)
}
