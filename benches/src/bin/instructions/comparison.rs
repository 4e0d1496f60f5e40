//! What was counted, held against the budget.

use std::fmt;

use crate::work::Work;

/// What was counted, beside the budget.
pub(crate) struct Comparison {
    rows: Vec<Row>,
    /// In the budget, and counted no longer.
    gone: Vec<String>,
}

struct Row {
    name: String,
    counted: i64,
    budget: Option<i64>,
}

/// What the comparison of one row says.
#[derive(Clone, Copy, PartialEq)]
enum Verdict {
    Within,
    /// It costs more than is allowed.
    Over,
    /// It costs so much less that the budget should follow.
    Under,
    /// The budget does not know it.
    New,
}

/// A count may be so many percent above the budget.
const MARGIN_PERCENT: i64 = 3;

// ===== impl Comparison =====

impl Comparison {
    pub(crate) fn of(budget: &[(String, i64)], counted: &[(&Work, i64)]) -> Self {
        let counts_of = |name: &str| {
            counted
                .iter()
                .find(|(work, _)| work.name == name)
                .map(|(_, count)| *count)
        };
        let budget_of = |name: &str| budget.iter().find(|(other, _)| other == name).map(|(_, count)| *count);
        let rows = counted.iter().map(|(work, count)| {
            // A case is held by what it adds, since little of a request is the layer.
            let (counted_base, budget_base) = match &work.baseline {
                Some(baseline) => (counts_of(baseline), budget_of(baseline)),
                None => (Some(0), Some(0)),
            };
            Row {
                name: work.name.clone(),
                counted: count - counted_base.unwrap_or(0),
                budget: budget_of(&work.name).zip(budget_base).map(|(all, base)| all - base),
            }
        });
        let gone = budget.iter().map(|(name, _)| name.clone());
        Self {
            rows: rows.collect(),
            gone: gone.filter(|name| counts_of(name).is_none()).collect(),
        }
    }

    /// Whether nothing costs more than it may, and budget and works are of the same things.
    pub(crate) fn is_kept(&self) -> bool {
        let is_kept = |row: &Row| matches!(row.verdict(), Verdict::Within | Verdict::Under);
        self.gone.is_empty() && self.rows.iter().all(is_kept)
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<48}{:>10}{:>10}{:>9}",
            "instructions", "budget", "counted", "change"
        )?;
        for row in &self.rows {
            let budget = row.budget.map_or_else(|| "-".to_owned(), |budget| budget.to_string());
            writeln!(
                f,
                "{:<48}{budget:>10}{:>10}{:>9}{}",
                row.name,
                row.counted,
                row.change(),
                row.verdict().remark()
            )?;
        }
        for name in &self.gone {
            writeln!(f, "{name:<48}  in the budget, and counted no longer: bless it")?;
        }
        Ok(())
    }
}

// ===== impl Row =====

impl Row {
    fn verdict(&self) -> Verdict {
        let Some(budget) = self.budget else { return Verdict::New };
        let (counted, margin) = (100 * self.counted, MARGIN_PERCENT * budget);
        if counted > 100 * budget + margin {
            Verdict::Over
        } else if counted < 100 * budget - margin {
            Verdict::Under
        } else {
            Verdict::Within
        }
    }

    fn change(&self) -> String {
        match self.budget {
            Some(budget) if budget != 0 => format!("{:+.1} %", (self.counted as f64 / budget as f64 - 1.0) * 100.0),
            _ => "-".to_owned(),
        }
    }
}

// ===== impl Verdict =====

impl Verdict {
    fn remark(self) -> &'static str {
        match self {
            Self::Within => "",
            Self::Over => "  OVER BUDGET",
            Self::Under => "  better: bless it",
            Self::New => "  not in the budget: bless it",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::Section;

    const BUDGET: i64 = 1000;

    fn works() -> [Work; 2] {
        ["bare", "layer"].map(|name| Work {
            section: Section::Request,
            name: name.to_owned(),
            baseline: (name == "layer").then(|| "bare".to_owned()),
            rounds: 1,
            run: Box::new(|_| Ok(())),
        })
    }

    /// The bare one as in the budget, and so much added by the layer.
    fn compare(added: i64) -> Comparison {
        let works = works();
        let counted: Vec<_> = works.iter().zip([5000, 5000 + added]).collect();
        Comparison::of(&budget(), &counted)
    }

    fn budget() -> Vec<(String, i64)> {
        vec![("bare".to_owned(), 5000), ("layer".to_owned(), 5000 + BUDGET)]
    }

    #[test]
    fn three_percent_more_of_what_a_layer_adds_is_kept_and_one_instruction_above_is_not() {
        assert!(compare(BUDGET).is_kept());
        assert!(compare(BUDGET * 103 / 100).is_kept());
        assert!(!compare(BUDGET * 103 / 100 + 1).is_kept());
        assert!(compare(BUDGET * 103 / 100 + 1).to_string().contains("OVER BUDGET"));
    }

    #[test]
    fn what_became_better_is_kept_and_told_of() {
        let better = compare(BUDGET / 2);
        assert!(better.is_kept());
        assert!(better.to_string().contains("better: bless it"), "{better}");
    }

    #[test]
    fn what_the_budget_does_not_know_is_not_kept() {
        let works = works();
        let counted: Vec<_> = works.iter().map(|work| (work, 1)).collect();
        assert!(!Comparison::of(&[], &counted).is_kept());
    }

    #[test]
    fn what_is_counted_no_longer_is_not_kept() {
        let works = works();
        assert!(!Comparison::of(&budget(), &[(&works[0], 5000)]).is_kept());
    }
}
