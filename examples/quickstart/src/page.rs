//! What the reader sees: titles, and lines of a label and a text.

use std::io::{self, Stdout, Write};

pub(crate) struct Page {
    out: Stdout,
}

const WIDTH: usize = 96;
const LABEL_WIDTH: usize = 13;
const INDENT: &str = "   ";

// ===== impl Page =====

impl Page {
    pub(crate) fn stdout() -> Self {
        Self { out: io::stdout() }
    }

    pub(crate) fn text(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{text}")
    }

    pub(crate) fn title(&mut self, number: usize, title: &str) -> io::Result<()> {
        writeln!(self.out, "\n{number:<width$}{title}", width = INDENT.len())
    }

    /// A long text goes on below its beginning.
    pub(crate) fn line(&mut self, label: &str, text: &str) -> io::Result<()> {
        let mut label = label;
        for line in wrap(text, WIDTH - INDENT.len() - LABEL_WIDTH) {
            writeln!(self.out, "{INDENT}{label:<LABEL_WIDTH$}{line}")?;
            label = "";
        }
        Ok(())
    }
}

/// Lines of at most `width` characters, broken at spaces; a longer word has a line of its own.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
