//! What is counted.

mod bodies;
mod classify;
mod clients;
mod hanging;
mod linear;
mod operations;
mod requests;

use benches::BoxError;

/// Something that is done in rounds, to count what one takes.
pub(crate) struct Work {
    pub(crate) section: Section,
    pub(crate) name: String,
    /// What is done without that whose cost is looked for.
    pub(crate) baseline: Option<String>,
    pub(crate) rounds: u32,
    /// Prepares, and has the rounds [counted](crate::counted::count).
    pub(crate) run: Box<dyn Fn(u32) -> Result<(), BoxError> + Sync>,
}

/// A section of the budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    Request,
    Operation,
    Classify,
    Client,
}

// ===== impl Work =====

impl Work {
    /// All there is.
    pub(crate) fn all() -> Vec<Self> {
        let mut all = requests::all();
        all.extend(hanging::all());
        all.extend(operations::all());
        all.extend(classify::all());
        all.extend(linear::all());
        all.extend(clients::all());
        all
    }
}

// ===== impl Section =====

impl Section {
    pub(crate) const ALL: [Self; 4] = [Self::Request, Self::Operation, Self::Classify, Self::Client];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Operation => "operation",
            Self::Classify => "classify",
            Self::Client => "client",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_work_runs_and_has_a_name_of_its_own() {
        let all = Work::all();
        for (position, work) in all.iter().enumerate() {
            assert!(
                all[..position].iter().all(|other| other.name != work.name),
                "{}",
                work.name
            );
            (work.run)(1).unwrap_or_else(|error| panic!("{}: {error}", work.name));
        }
    }

    #[test]
    fn a_baseline_is_work_of_the_same_section_and_has_none_itself() {
        let all = Work::all();
        for work in &all {
            let Some(baseline) = &work.baseline else { continue };
            let found = all.iter().find(|other| other.name == *baseline);
            let found = found.unwrap_or_else(|| panic!("{}: there is no {baseline}", work.name));
            assert_eq!((found.section, &found.baseline), (work.section, &None), "{}", work.name);
        }
    }
}
