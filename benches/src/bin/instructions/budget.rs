//! The committed counts.

use benches::{BoxError, Results};
use toml::{Table, Value};

use crate::{
    comparison::Comparison,
    work::{Section, Work},
};

/// The instructions of each work, as they are in the repository.
pub(crate) struct Budget {
    toolchain: Table,
    counts: Vec<(String, i64)>,
}

/// At the head of the file.
const HEAD: &str = "\
Instructions, as callgrind counts them: of a request in each case with its making, of single operations, of the
classification of a refusal by the length of its body, and of a request with a whole client.

This is the budget. What counts anew:

    cargo run --release -p benches --bin instructions

It fails where something takes 3 % more than is written here. Where a layer is put round a service, what counts is the
difference to the case without it. To raise a number on purpose, or to lower one that became better:

    cargo run --release -p benches --bin instructions -- --bless
    cargo run --release -p benches --bin page

(the second for docs/BENCHMARKS.md, which a test holds against this file), and say in the commit what the instructions are spent on. The
counts are the same on every x86-64 processor with AVX2; they hold for the toolchain below alone, so another one takes a new budget: until
then the command holds the ratios alone, and says so in its last line. Where there is no valgrind, nothing is held: it fails.";

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
        Comparison::of(&self.counts, counted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget_of(toolchain: &Table) -> Budget {
        Budget {
            toolchain: toolchain.clone(),
            counts: Vec::new(),
        }
    }

    #[test]
    fn a_budget_of_another_toolchain_is_not_compared() {
        let [here, there]: [Table; 2] = ["rustc = '1.85.0'", "rustc = '1.95.0'"].map(|text| text.parse().unwrap());
        assert!(budget_of(&here).check_toolchain(&here).is_ok());
        assert!(budget_of(&Table::new()).check_toolchain(&here).is_err());
        let error = budget_of(&there).check_toolchain(&here).unwrap_err().to_string();
        let says = "rustc is \"1.85.0\" here, and was \"1.95.0\"";
        assert!(error.contains(says) && error.contains("--bless"), "{error}");
    }

    #[test]
    fn the_budget_of_the_repository_knows_every_work() {
        let works = Work::all();
        let counted: Vec<_> = works.iter().map(|work| (work, 0)).collect();
        let comparison = Budget::load().unwrap().compare(&counted);
        assert!(comparison.is_kept(), "{comparison}");
    }
}
