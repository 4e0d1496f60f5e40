//! What is promised as a ratio, whatever the compiler.

use std::fmt;

use crate::work::Work;

/// What was counted.
pub(crate) struct Counts<'a>(pub(crate) &'a [(&'a Work, i64)]);

/// The ratios, each beside its limit.
pub(crate) struct Outcome(Vec<(&'static Target, f64)>);

/// `name` takes at most `limit` times what `to` does.
struct Target {
    name: &'static str,
    limit: f64,
    to: &'static str,
    of: Of,
}

/// What is compared.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    /// What each adds to its baseline.
    Added,
    /// All of it.
    All,
}

const TOWER_HTTP: &str = "tower-http AddAuthorization";
const HYPER: &str = "hyper-util, header by hand";

const TARGETS: [Target; 11] = [
    added("fixed key, any origin", 1.15, TOWER_HTTP),
    added("live key, 1 origin", 1.8, TOWER_HTTP),
    added("classifier, 200", 1.1, "fixed key, any origin"),
    // The same bytes are sent and answered in all three.
    all("hyper-util, live key and classifier", 1.04, HYPER),
    // Its copy of the request is what replay costs; see `docs/BENCHMARKS.md`.
    all("hyper-util, everything on", 1.1, HYPER),
    all(
        "JSON with errors of 1 KiB",
        2.0,
        "serde_json::Value, JSON with errors of 1 KiB",
    ),
    all(
        "indented JSON with errors of 1 KiB",
        2.0,
        "serde_json::Value, indented JSON with errors of 1 KiB",
    ),
    // Four times the body in one pass: no more than four times the instructions, and a tenth for what is not even.
    all("JSON of 64 KiB", 4.4, "JSON of 16 KiB"),
    all("HTML of 64 KiB", 4.4, "HTML of 16 KiB"),
    all("text of 64 KiB", 4.4, "text of 16 KiB"),
    // Ninety origins more, at the price of a comparison each.
    all("origin checked, 100 listed", 6.0, "origin checked, 10 listed"),
];

const fn added(name: &'static str, limit: f64, to: &'static str) -> Target {
    Target {
        name,
        limit,
        to,
        of: Of::Added,
    }
}

const fn all(name: &'static str, limit: f64, to: &'static str) -> Target {
    Target {
        name,
        limit,
        to,
        of: Of::All,
    }
}

// ===== impl Counts =====

impl Counts<'_> {
    pub(crate) fn outcome(&self) -> Outcome {
        let ratio = |target: &Target| self.of(target.name, target.of) / self.of(target.to, target.of);
        Outcome(TARGETS.iter().map(|target| (target, ratio(target))).collect())
    }

    /// Not a number, which reaches no target, for what was not counted.
    fn of(&self, name: &str, of: Of) -> f64 {
        let Some((work, count)) = self.0.iter().find(|(work, _)| work.name == name) else {
            return f64::NAN;
        };
        let baseline = match (&work.baseline, of) {
            (Some(baseline), Of::Added) => self.of(baseline, Of::All),
            _ => 0.0,
        };
        *count as f64 - baseline
    }
}

// ===== impl Outcome =====

impl Outcome {
    pub(crate) fn is_reached(&self) -> bool {
        self.0.iter().all(|(target, ratio)| target.is_reached(*ratio))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(target, ratio)| {
            let verdict = if target.is_reached(*ratio) { "reached" } else { "MISSED" };
            let Target { name, limit, to, .. } = target;
            writeln!(f, "{verdict}: {name} at most {limit:.2} x {to}: {ratio:.3}")
        })
    }
}

// ===== impl Target =====

impl Target {
    fn is_reached(&self, ratio: f64) -> bool {
        ratio <= self.limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All that has a baseline adds as much to it.
    fn even(work: &Work) -> i64 {
        if work.baseline.is_some() { 1200 } else { 1000 }
    }

    fn counted(works: &[Work], count: impl Fn(&Work) -> i64) -> Vec<(&Work, i64)> {
        works.iter().map(|work| (work, count(work))).collect()
    }

    #[test]
    fn what_costs_as_much_as_the_others_reaches_every_target() {
        let works = Work::all();
        let counted = counted(&works, even);
        let outcome = Counts(&counted).outcome();
        assert!(outcome.is_reached(), "{outcome}");
    }

    #[test]
    fn a_target_is_missed_by_what_costs_too_much() {
        let works = Work::all();
        for target in &TARGETS {
            let counted = counted(&works, |work| if work.name == target.name { 9000 } else { even(work) });
            let outcome = Counts(&counted).outcome();
            assert!(!outcome.is_reached());
            assert!(
                outcome
                    .to_string()
                    .contains(&format!("MISSED: {} at most", target.name)),
                "{outcome}"
            );
        }
    }

    #[test]
    fn what_was_not_counted_reaches_nothing() {
        let outcome = Counts(&[]).outcome();
        assert!(outcome.0.iter().all(|(target, ratio)| !target.is_reached(*ratio)));
    }
}
