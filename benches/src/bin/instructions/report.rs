//! The table, and the targets that it is held against.

use std::fmt;

use benches::{BoxError, Case};

/// Instructions that each case adds to a request.
pub(crate) struct Report {
    rows: Vec<Row>,
}

struct Row {
    case: Case,
    added: i64,
}

/// `case` adds at most `limit` times what `to` does.
struct Target {
    case: Case,
    to: Case,
    limit: f64,
}

const TARGETS: [Target; 3] = [
    Target::new(Case::FixedAnyOrigin, 1.15, Case::TowerHttp),
    Target::new(Case::Live, 1.8, Case::TowerHttp),
    Target::new(Case::Classifier, 1.1, Case::FixedAnyOrigin),
];

// ===== impl Report =====

impl Report {
    /// Of all cases, counted by `count`, which says what a request takes in all.
    pub(crate) fn of(count: impl Fn(Case) -> Result<i64, BoxError>) -> Result<Self, BoxError> {
        let counted = Case::ALL
            .into_iter()
            .map(|case| Ok((case, count(case)?)))
            .collect::<Result<Vec<_>, BoxError>>()?;
        let total = |wanted| {
            counted
                .iter()
                .find(|(case, _)| *case == wanted)
                .map_or(0, |(_, total)| *total)
        };
        let rows = counted
            .iter()
            .filter(|(case, _)| case.baseline() != *case)
            .map(|(case, all)| Row {
                case: *case,
                added: all - total(case.baseline()),
            })
            .collect();
        Ok(Self { rows })
    }

    pub(crate) fn is_reached(&self) -> bool {
        TARGETS.iter().all(|target| target.is_reached(self))
    }

    fn ratio(&self, case: Case, to: Case) -> f64 {
        self.added(case) / self.added(to)
    }

    /// Not a number, which reaches no target, for a case that was not counted.
    fn added(&self, wanted: Case) -> f64 {
        let row = self.rows.iter().find(|row| row.case == wanted);
        row.map_or(f64::NAN, |row| row.added as f64)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<32}{:>22}{:>16}", "case", "instructions added", "to tower-http")?;
        for Row { case, added } in &self.rows {
            let ratio = self.ratio(*case, Case::TowerHttp);
            writeln!(f, "{:<32}{added:>22}{ratio:>16.2}", case.name())?;
        }
        writeln!(f)?;
        TARGETS.iter().try_for_each(|target| target.write(f, self))
    }
}

// ===== impl Target =====

impl Target {
    const fn new(case: Case, limit: f64, to: Case) -> Self {
        Self { case, to, limit }
    }

    fn is_reached(&self, report: &Report) -> bool {
        report.ratio(self.case, self.to) <= self.limit
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, report: &Report) -> fmt::Result {
        let verdict = if self.is_reached(report) { "reached" } else { "MISSED" };
        let ratio = report.ratio(self.case, self.to);
        let (case, to) = (self.case.name(), self.to.name());
        writeln!(f, "{verdict}: {case} at most {:.2} x {to}: {ratio:.2}", self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(added: impl Fn(Case) -> i64) -> Report {
        Report::of(|case| {
            Ok(if case.baseline() == case {
                1000
            } else {
                1000 + added(case)
            })
        })
        .unwrap()
    }

    #[test]
    fn what_costs_as_much_as_tower_http_reaches_every_target() {
        let report = report(|_| 200);
        assert!(report.is_reached());
        assert!(!report.to_string().contains("MISSED"), "{report}");
    }

    #[test]
    fn a_target_is_missed_by_the_case_that_costs_too_much() {
        for target in &TARGETS {
            let report = report(|case| if case == target.case { 400 } else { 200 });
            assert!(!report.is_reached());
            let missed = format!("MISSED: {} at most", target.case.name());
            assert!(report.to_string().contains(&missed), "{report}");
        }
    }

    #[test]
    fn a_case_that_was_not_counted_reaches_nothing() {
        assert!(!Report { rows: Vec::new() }.is_reached());
    }

    #[test]
    fn a_count_that_failed_is_an_error_and_no_report() {
        assert!(Report::of(|_| Err("no valgrind".into())).is_err());
    }
}
