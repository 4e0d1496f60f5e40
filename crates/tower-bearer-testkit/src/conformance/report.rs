use std::fmt;

use super::behaviour::Behaviour;

/// What a front end does, behaviour by behaviour.
///
/// `Display` lists what failed.
#[derive(Clone, Debug)]
pub struct Report {
    front_end: String,
    rows: Vec<Row>,
}

/// One behaviour of one front end.
#[derive(Clone, Debug)]
pub struct Row {
    id: &'static str,
    name: &'static str,
    verdict: Verdict,
}

/// Whether a behaviour holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// It was seen to hold, through this front end.
    Holds,
    /// It has nothing to do with the front end; the core's test of this name shows that it holds.
    InCore(&'static str),
    /// It cannot hold here, for this reason.
    Cannot(&'static str),
    /// It does not hold: this was seen.
    Failed(String),
}

// ===== impl Report =====

impl Report {
    pub(super) fn new(front_end: &str, rows: Vec<Row>) -> Self {
        Self {
            front_end: front_end.to_owned(),
            rows,
        }
    }

    /// The front end's name.
    pub fn front_end(&self) -> &str {
        &self.front_end
    }

    /// One row for each behaviour, in order; a row more for each claim about a behaviour that is none.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The behaviours that do not hold.
    pub fn failures(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| matches!(row.verdict, Verdict::Failed(_)))
    }

    /// Whether nothing failed.
    pub fn is_good(&self) -> bool {
        self.failures().next().is_none()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {} of {} failed",
            self.front_end,
            self.failures().count(),
            self.rows.len()
        )?;
        self.failures().try_for_each(|row| write!(f, "\n  {row}"))
    }
}

// ===== impl Row =====

impl Row {
    pub(super) fn new(behaviour: &Behaviour, verdict: Verdict) -> Self {
        Self {
            id: behaviour.id(),
            name: behaviour.name(),
            verdict,
        }
    }

    pub(super) fn unknown(id: &'static str) -> Self {
        let what = "the front end says that it cannot have it, and there is no such behaviour, or it says so twice";
        Self {
            id,
            name: "a known behaviour, once",
            verdict: Verdict::Failed(what.to_owned()),
        }
    }

    /// The behaviour's id, such as `B33`.
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// The behaviour in a sentence.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Whether it holds.
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, name, verdict } = self;
        write!(f, "{id} {name}: {verdict}")
    }
}

// ===== impl Verdict =====

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Holds => f.write_str("holds"),
            Self::InCore(test) => write!(f, "holds in the core: {test}"),
            Self::Cannot(reason) => write!(f, "cannot, because {reason}"),
            Self::Failed(what) => write!(f, "FAILED: {what}"),
        }
    }
}
