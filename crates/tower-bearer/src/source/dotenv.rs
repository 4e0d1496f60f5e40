mod lines;

use std::{borrow::Cow, cell::Cell, fmt, path::PathBuf};

use zeroize::{Zeroize, Zeroizing};

use self::lines::Lines;
use super::{
    Credential, KeySource, SourceError, SourceErrorKind,
    file::{Contents, RECHECK, off_the_runtime},
    text::Place,
};
use crate::key::{ApiKey, KeyFormat};

/// The key that the `.env` file at `path` gives to `variable`.
///
/// For development: the file lies beside the code, and is left out of what is committed. It is read for this variable alone, and
/// sets nothing in the process's environment. It is read again every 30 seconds, and once a server rejects the key. Where a
/// variable of the process is to win, ask that one first:
///
/// ```no_run
/// use tower_bearer::{Keys, source};
///
/// # async fn run() -> Result<(), source::SourceError> {
/// let keys = Keys::load(source::first_of(
///     source::env("TRAKKR_API_KEY"),
///     source::dotenv(".env", "TRAKKR_API_KEY"),
/// ))
/// .await?;
/// # Ok(()) }
/// ```
///
/// The format is that of the crate [`dotenvy`]: `NAME=value` a line, with `#` comments and with quotes. Outside of single quotes `$` begins
/// the name of a variable to be put in there, so a key with a `$` in it goes into single quotes. Of a variable that is
/// given more than once the first value counts, and the file is read no further than that.
///
/// # Errors
///
/// A file that is not there, one without the variable, and one that gives it no value have [nothing here](SourceErrorKind::Nothing).
/// A line that is no such line is [terminal](SourceErrorKind::Terminal): the error gives its number, counted from 1, and never what
/// it says. All else is as for [`file`](super::file()).
///
/// # Cancel safety
///
/// As for [`file`](super::file()), and so is the need of a Tokio runtime. What the file held is wiped, but for the copies that `dotenvy`
/// makes of its lines.
pub fn dotenv(path: impl Into<PathBuf>, variable: impl Into<Cow<'static, str>>) -> DotenvSource {
    DotenvSource {
        path: path.into(),
        variable: variable.into(),
        format: KeyFormat::ANY,
    }
}

/// Reads a variable of a `.env` file; see [`dotenv`].
#[derive(Clone)]
pub struct DotenvSource {
    path: PathBuf,
    variable: Cow<'static, str>,
    format: KeyFormat,
}

const FILL: &str = "set it to the key that the API issued";

// ===== impl DotenvSource =====

impl DotenvSource {
    /// Also checks that the key looks like one of this API.
    #[must_use]
    pub fn with_format(self, format: KeyFormat) -> Self {
        Self { format, ..self }
    }

    /// Blocks.
    fn read(&self) -> Result<ApiKey, SourceError> {
        let Self { path, variable, format } = self;
        let contents = Contents::of(path)?;
        let path = path.display();
        match value(&contents, variable) {
            Ok(Some(value)) => {
                let place = Place {
                    name: &format!("{variable} in {path}"),
                    fill: FILL,
                };
                place.key(value.as_bytes(), *format)
            }
            Ok(None) => Err(SourceError::nothing(format!("{variable} is not set in {path}: {FILL}"))),
            Err(line) => Err(SourceError::said(
                SourceErrorKind::Terminal,
                format!("{path} has no `NAME=value` in line {line}: mend the line, or begin it with `#`"),
            )),
        }
    }
}

impl KeySource for DotenvSource {
    async fn load(&self) -> Result<Credential, SourceError> {
        let source = self.clone();
        let key = off_the_runtime(move || source.read()).await?;
        Ok(Credential::new(key).recheck_after(RECHECK))
    }
}

impl fmt::Debug for DotenvSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DotenvSource")
            .field("path", &self.path)
            .field("variable", &self.variable)
            .finish_non_exhaustive()
    }
}

/// The first value of `variable`, or the number of a line that could not be read. What `dotenvy` says of that line repeats it, and
/// is wiped.
fn value(text: &[u8], variable: &str) -> Result<Option<Zeroizing<String>>, usize> {
    let line = Cell::new(0);
    for entry in dotenvy::from_read_iter(Lines::new(text, &line)) {
        match entry {
            Ok((name, value)) if name == variable => return Ok(Some(Zeroizing::new(value))),
            Ok((_, mut other)) => other.zeroize(),
            Err(dotenvy::Error::LineParse(mut said, _)) => {
                // Quotes that nothing closes: the entry began some lines above the last one.
                let first = line.get() + 1 - said.lines().count().clamp(1, line.get().max(1));
                said.zeroize();
                return Err(first);
            }
            Err(_) => return Err(line.get()),
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_the_broken_line_is_told() {
        assert_eq!(value(b"A=1\n\n# c\nno entry\nKEY=k\n", "KEY"), Err(4));
        assert_eq!(value(b"A=1\nB='x\ny\nz\nKEY=k\n", "KEY"), Err(2));
        assert_eq!(value(b"A=1\nB=x y\nKEY=k\n", "KEY"), Err(2));
        assert_eq!(value(b"A=1\nB=\xff\nKEY=k\n", "KEY"), Err(2));
        assert_eq!(value(b"no entry", "KEY"), Err(1));
        let long = [&b"A="[..], &[b'a'; 20_000], b"\nno entry\n"].concat();
        assert_eq!(value(&long, "KEY"), Err(2));
    }

    #[test]
    fn the_first_value_counts_and_a_byte_order_mark_is_no_part_of_a_name() {
        let text = "\u{feff}KEY=first\nKEY=second\nno entry\n";
        assert_eq!(value(text.as_bytes(), "KEY").unwrap().unwrap().as_str(), "first");
        assert_eq!(value(b"", "KEY"), Ok(None));
    }
}
