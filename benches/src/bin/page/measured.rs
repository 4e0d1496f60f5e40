//! All that was measured.

use benches::{BoxError, Counts, Numbers, Results};
use toml::{Table, Value};

pub(crate) struct Measured {
    pub(crate) counts: Counts,
    pub(crate) toolchain: Table,
    handles: Table,
    times: Table,
    weight: Table,
}

// ===== impl Measured =====

impl Measured {
    pub(crate) fn load() -> Result<Self, BoxError> {
        let file = Results::Instructions;
        let instructions = file.load()?;
        let mut all = Numbers::new();
        for section in ["request", "operation", "classify", "client"] {
            all.extend(file.numbers(&instructions, section)?);
        }
        Ok(Self {
            counts: Counts::new(all),
            toolchain: table(&instructions, "toolchain")?,
            handles: Results::Handles.load()?,
            times: Results::Times.load()?,
            weight: Results::Weight.load()?,
        })
    }

    /// Names such as `100 of 1`: handles, and the sources that they share.
    pub(crate) fn handles(&self, section: &str) -> Result<Numbers, BoxError> {
        Results::Handles.numbers(&self.handles, section)
    }

    pub(crate) fn times(&self, section: &str) -> Result<Numbers, BoxError> {
        Results::Times.numbers(&self.times, section)
    }

    pub(crate) fn weight(&self, section: &str) -> Result<Numbers, BoxError> {
        Results::Weight.numbers(&self.weight, section)
    }

    /// A request's time in nanoseconds, its making included.
    pub(crate) fn nanoseconds(&self) -> Result<Numbers, BoxError> {
        let rates = self.times("requests-a-second-1")?;
        Ok(rates.into_iter().map(|(name, rate)| (name, 1e9 / rate)).collect())
    }

    /// Where the times were taken.
    pub(crate) fn machine(&self) -> Result<Table, BoxError> {
        table(&self.times, "machine")
    }
}

/// The number of `name`; not a number where it is not there.
pub(crate) fn number(numbers: &Numbers, name: &str) -> f64 {
    let found = numbers.iter().find(|(other, _)| other == name);
    found.map_or(f64::NAN, |(_, number)| *number)
}

fn table(of: &Table, name: &str) -> Result<Table, BoxError> {
    let found = of.get(name).and_then(Value::as_table).cloned();
    found.ok_or_else(|| format!("there is no section [{name}]").into())
}
