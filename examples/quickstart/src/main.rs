//! A Trakkr client from end to end: a key in, to its own origin only, and refusals as typed errors.
//!
//! - `client` composes the client: start here.
//! - `story` shows what it does, against an API in a box on this machine.
//! - `live` does the same against the real API.

mod cli;
mod client;
mod failure;
mod live;
mod page;
mod story;

use std::process::ExitCode;

use self::{cli::Command, failure::Failure, page::Page};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let command = match Command::parse(lexopt::Parser::from_env()) {
        Ok(command) => command,
        Err(error) => {
            eprintln!("quickstart: {error}\n\n{}", cli::USAGE);
            return ExitCode::from(2);
        }
    };
    let mut page = Page::stdout();
    let done = match command {
        Command::Help => page.text(cli::HELP).map_err(Failure::from),
        Command::Story => story::tell(&mut page).await,
        Command::Live => live::run(&mut page).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read the output has seen enough, such as `head`.
        Err(failure) if failure.is_broken_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("quickstart: {failure}");
            ExitCode::FAILURE
        }
    }
}
