//! What is promised as a ratio, whatever the compiler.

use std::fmt;

use crate::Case;

/// Instructions by name.
#[derive(Clone, Debug, Default)]
pub struct Counts(Vec<Count>);

#[derive(Clone, Debug)]
struct Count {
    name: String,
    /// What is taken away to see what is added.
    baseline: Option<String>,
    instructions: f64,
}

/// `name` takes at most `limit` times what `to` does.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Target {
    /// What is held.
    pub name: &'static str,
    /// The ratio at most.
    pub limit: f64,
    /// What it is compared with.
    pub to: &'static str,
    of: Of,
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Of {
    /// What each adds to its baseline.
    Added,
    /// All of it.
    All,
}

/// A target, and the ratio that was counted.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Outcome {
    /// What was to be reached.
    pub target: Target,
    /// Not a number where one of both was not counted.
    pub ratio: f64,
}

const TOWER_HTTP: &str = "tower-http AddAuthorization";
const HYPER: &str = "hyper-util, header by hand";

const TARGETS: [Target; 16] = [
    added("fixed key, any origin", 1.15, TOWER_HTTP),
    added("live key, 1 origin", 1.8, TOWER_HTTP),
    added("classifier, 200", 1.1, "fixed key, any origin"),
    // The same bytes are sent and answered in all three.
    all("hyper-util, live key and classifier", 1.04, HYPER),
    // Its copy of the request is what replay costs; see `docs/BENCHMARKS.md`.
    all("hyper-util, everything on", 1.08, HYPER),
    all(
        "live key beside a refresh that hangs",
        1.1,
        "live key that expires, 1 origin",
    ),
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
    // Eight times the input. Each challenge has allocations of its own, and with many of them the allocator tidies up now and then.
    all("challenges of 16 KiB", 12.0, "challenges of 2 KiB"),
    all("malformed challenges of 16 KiB", 12.0, "malformed challenges of 2 KiB"),
    all("crowded challenges of 16 KiB", 12.0, "crowded challenges of 2 KiB"),
    all("batch of 80 lines", 8.8, "batch of 10 lines"),
    // Ninety origins more, at the price of a comparison each.
    all("origin checked, 100 listed", 6.0, "origin checked, 10 listed"),
];

const fn added(name: &'static str, limit: f64, to: &'static str) -> Target {
    let of = Of::Added;
    Target { name, limit, to, of }
}

const fn all(name: &'static str, limit: f64, to: &'static str) -> Target {
    let of = Of::All;
    Target { name, limit, to, of }
}

// ===== impl Counts =====

impl Counts {
    /// Counts as they are in the file of results: whatever is a [`Case`] is compared with the case's baseline.
    pub fn new(counts: impl IntoIterator<Item = (String, f64)>) -> Self {
        let count = |(name, instructions): (String, f64)| {
            let case = Case::ALL.into_iter().find(|case| case.name() == name);
            let baseline = case.map(Case::baseline).filter(|baseline| Some(*baseline) != case);
            Count {
                name,
                baseline: baseline.map(|baseline| baseline.name().to_owned()),
                instructions,
            }
        };
        Self(counts.into_iter().map(count).collect())
    }

    /// All instructions of `name`; not a number, which reaches no target, for what was not counted.
    pub fn all(&self, name: &str) -> f64 {
        self.find(name).map_or(f64::NAN, |count| count.instructions)
    }

    /// What `name` adds to its baseline, and all of it where it has none.
    pub fn added(&self, name: &str) -> f64 {
        let baseline = self.find(name).and_then(|count| count.baseline.as_deref());
        self.all(name) - baseline.map_or(0.0, |baseline| self.all(baseline))
    }

    /// Whether `name` is what others are compared with.
    pub fn has_baseline(&self, name: &str) -> bool {
        self.find(name).is_some_and(|count| count.baseline.is_some())
    }

    /// What became of each target.
    pub fn outcomes(&self) -> Vec<Outcome> {
        let outcome = |target: Target| {
            let [count, to] = [target.name, target.to].map(|name| match target.of {
                Of::Added => self.added(name),
                Of::All => self.all(name),
            });
            Outcome {
                target,
                ratio: count / to,
            }
        };
        TARGETS.map(outcome).into()
    }

    fn find(&self, name: &str) -> Option<&Count> {
        self.0.iter().find(|count| count.name == name)
    }
}

// ===== impl Outcome =====

impl Outcome {
    /// Whether the limit is kept.
    pub fn is_reached(&self) -> bool {
        self.ratio <= self.target.limit
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.is_reached() { "reached" } else { "MISSED" };
        let Target { name, limit, to, .. } = self.target;
        write!(f, "{verdict}: {name} at most {limit:.2} x {to}: {:.3}", self.ratio)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(count: impl Fn(&str) -> f64) -> Counts {
        let cases = Case::ALL.map(Case::name);
        let names = cases
            .into_iter()
            .chain(TARGETS.iter().flat_map(|target| [target.name, target.to]));
        Counts::new(names.map(|name| (name.to_owned(), count(name))))
    }

    /// Every layer adds as much.
    fn even(name: &str) -> f64 {
        match Case::ALL.into_iter().find(|case| case.name() == name) {
            Some(case) if case.baseline() != case => 1200.0,
            _ => 1000.0,
        }
    }

    #[test]
    fn what_costs_as_much_as_the_others_reaches_every_target() {
        let outcomes = counts(even).outcomes();
        assert!(outcomes.iter().all(Outcome::is_reached), "{outcomes:?}");
    }

    #[test]
    fn a_target_is_missed_by_what_costs_too_much() {
        for target in TARGETS {
            let outcomes = counts(|name| if name == target.name { 90_000.0 } else { even(name) }).outcomes();
            let missed = format!("MISSED: {} at most", target.name);
            assert!(
                outcomes.iter().any(|outcome| outcome.to_string().starts_with(&missed)),
                "{outcomes:?}"
            );
        }
    }

    #[test]
    fn what_was_not_counted_reaches_nothing() {
        assert!(!Counts::default().outcomes().iter().any(Outcome::is_reached));
    }
}
