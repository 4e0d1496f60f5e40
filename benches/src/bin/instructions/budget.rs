//! The committed counts, and how what is counted is held against them.

use std::fmt;

use benches::{BoxError, Results};
use toml::{Table, Value};

use crate::work::{Section, Work};

/// The instructions of each work, as they are in the repository.
pub(crate) struct Budget {
    toolchain: Table,
    counts: Vec<(String, i64)>,
}

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

/// At the head of the file.
const HEAD: &str = "\
Instructions, as callgrind counts them: of a request in each case with its making, of single operations, of the
classification of a refusal by the length of its body, and of a request with a whole client.

This is the budget: `.ci/run` counts anew with

    cargo run --release -p benches --bin instructions

and fails where something takes 3 % more than is written here. Where a layer is put round a service, what counts is the
difference to the case without it. To raise a number on purpose, or to lower one that became better:

    cargo run --release -p benches --bin instructions -- --bless
    cargo run --release -p benches --bin page

and say in the commit what the instructions are spent on. The counts are the same on every x86-64 processor with AVX2; they
hold for the toolchain below alone, so another one takes a new budget.";

// ===== impl Budget =====

impl Budget {
    /// The one of the repository.
    pub(crate) fn load() -> Result<Self, BoxError> {
        let file = Results::Instructions;
        let table = file.load()?;
        let toolchain = table
            .get("toolchain")
            .and_then(Value::as_table)
            .cloned()
            .unwrap_or_default();
        let mut counts = Vec::new();
        for section in Section::ALL {
            let numbers = file.numbers(&table, section.name())?;
            counts.extend(numbers.into_iter().map(|(name, count)| (name, count as i64)));
        }
        Ok(Self { toolchain, counts })
    }

    /// Makes `counted` the one of the repository.
    pub(crate) fn save(toolchain: Table, counted: &[(&Work, i64)]) -> Result<(), BoxError> {
        let mut table = Table::new();
        table.insert("toolchain".to_owned(), Value::Table(toolchain));
        for section in Section::ALL {
            let counts = counted.iter().filter(|(work, _)| work.section == section);
            let counts = counts.map(|(work, count)| (work.name.clone(), Value::Integer(*count)));
            table.insert(section.name().to_owned(), Value::Table(counts.collect()));
        }
        Results::Instructions.save(HEAD, &table)
    }

    /// # Errors
    ///
    /// When it was made with another toolchain than `toolchain`: then its counts say nothing.
    pub(crate) fn check_toolchain(&self, toolchain: &Table) -> Result<(), BoxError> {
        if self.toolchain == *toolchain {
            return Ok(());
        }
        let differs = toolchain
            .iter()
            .filter(|(name, here)| self.toolchain.get(*name) != Some(here));
        let differs: Vec<_> = differs
            .map(|(name, here)| match self.toolchain.get(name) {
                Some(there) => format!("{name} is {here} here, and was {there}"),
                None => format!("{name} is {here} here, and is not in the budget"),
            })
            .collect();
        let bless = Results::Instructions.command();
        let differs = differs.join("; ");
        Err(
            format!("the budget was made with another toolchain and cannot be held: {differs}; `{bless}` makes one")
                .into(),
        )
    }

    pub(crate) fn compare(&self, counted: &[(&Work, i64)]) -> Comparison {
        let counts_of = |name: &str| {
            counted
                .iter()
                .find(|(work, _)| work.name == name)
                .map(|(_, count)| *count)
        };
        let budget_of = |name: &str| {
            self.counts
                .iter()
                .find(|(other, _)| other == name)
                .map(|(_, count)| *count)
        };
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
        let gone = self.counts.iter().map(|(name, _)| name.clone());
        Comparison {
            rows: rows.collect(),
            gone: gone.filter(|name| counts_of(name).is_none()).collect(),
        }
    }
}

// ===== impl Comparison =====

impl Comparison {
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
