//! What the program can be asked to do.

use lexopt::{
    Arg::{Long, Short},
    Parser,
};

#[derive(Clone, Copy, Debug)]
pub(crate) enum Command {
    Story,
    Live,
    Help,
}

pub(crate) const USAGE: &str = "\
Usage: quickstart [--live]
Try --help for what it means.";

pub(crate) const HELP: &str = "\
A Trakkr client from end to end, told in five short scenes against an API in a box on this machine.
No account is needed, and nothing leaves the machine.

Usage: quickstart [OPTIONS]

Options:
      --live  Fetch the brands of the key in TRAKKR_API_KEY from https://api.trakkr.ai instead
  -h, --help  Print this text

Exit codes: 0 all went as told, 1 it did not, 2 an argument is unknown.";

// ===== impl Command =====

impl Command {
    pub(crate) fn parse(mut parser: Parser) -> Result<Self, lexopt::Error> {
        let mut command = Self::Story;
        while let Some(argument) = parser.next()? {
            match argument {
                Long("live") => command = Self::Live,
                Long("help") | Short('h') => return Ok(Self::Help),
                _ => return Err(argument.unexpected()),
            }
        }
        Ok(command)
    }
}
