//! What was measured, as the repository keeps it: a TOML file for each command, from which the page of the results is made.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use toml::{Table, Value};

use crate::BoxError;

/// A file of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "not published")]
pub enum Results {
    /// Of the command `instructions`: the budget.
    Instructions,
    /// Of the command `handles`.
    Handles,
    /// Of the command `times`.
    Times,
    /// Of the command `weight`.
    Weight,
}

/// The names of a section with their numbers, in the order of the file.
pub type Numbers = Vec<(String, f64)>;

// ===== impl Results =====

impl Results {
    /// The command that writes this file.
    pub fn command(self) -> &'static str {
        match self {
            Self::Instructions => "cargo run --release -p benches --bin instructions -- --bless",
            Self::Handles => "cargo run --release -p benches --bin handles",
            Self::Times => "cargo run --release -p benches --bin times",
            Self::Weight => "cargo run --release -p benches --bin weight",
        }
    }

    /// Where it is.
    pub fn path(self) -> PathBuf {
        let name = match self {
            Self::Instructions => "instructions.toml",
            Self::Handles => "handles.toml",
            Self::Times => "times.toml",
            Self::Weight => "weight.toml",
        };
        Path::new(env!("CARGO_MANIFEST_DIR")).join("results").join(name)
    }

    /// What the file says.
    ///
    /// # Errors
    ///
    /// When there is none, with the command that makes it, and when it is no TOML.
    pub fn load(self) -> Result<Table, BoxError> {
        let text = fs::read_to_string(self.path()).map_err(|error| self.says(&error))?;
        text.parse().map_err(|error| self.says(&error))
    }

    /// Writes the file: `head` as comments, and `table`.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn save(self, head: &str, table: &Table) -> Result<(), BoxError> {
        let mut text: String = head
            .lines()
            .map(|line| format!("# {line}").trim_end().to_owned() + "\n")
            .collect();
        text.push('\n');
        text.push_str(&toml::to_string(table)?);
        let path = self.path();
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(path, text)?;
        Ok(())
    }

    /// The numbers of `section`.
    ///
    /// # Errors
    ///
    /// When `table`, which is what this file says, has no such section, or it has something else than numbers.
    pub fn numbers(self, table: &Table, section: &str) -> Result<Numbers, BoxError> {
        let section_of = table.get(section).and_then(Value::as_table);
        let section_of = section_of.ok_or_else(|| self.says(&format!("there is no section [{section}]")))?;
        let number = |(name, value): (&String, &Value)| match value {
            Value::Integer(value) => Ok((name.clone(), *value as f64)),
            Value::Float(value) => Ok((name.clone(), *value)),
            _ => Err(self.says(&format!("`{name}` in [{section}] is no number"))),
        };
        section_of.iter().map(number).collect()
    }

    fn says(self, error: &dyn std::fmt::Display) -> BoxError {
        let path = self.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        io::Error::other(format!(
            "benches/results/{name}: {error}; `{}` writes it",
            self.command()
        ))
        .into()
    }
}
