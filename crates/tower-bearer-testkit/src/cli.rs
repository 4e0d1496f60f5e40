mod command;
pub(crate) mod report;

pub(crate) use self::command::{Command, HELP, Options, USAGE, VERSION};
