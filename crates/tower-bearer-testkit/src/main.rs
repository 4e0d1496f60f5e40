//! An API on loopback that authenticates like Trakkr, to develop a client against.

mod cli;

use std::{
    future,
    io::{self, Write},
    pin::pin,
    process::ExitCode,
};

use tokio::{select, signal, sync::mpsc};
use tower_bearer_testkit::{ChallengeStyle, TestApi};

use self::cli::{Command, Options, report};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let command = match Command::parse(lexopt::Parser::from_env()) {
        Ok(command) => command,
        Err(error) => {
            eprintln!("tower-bearer-testkit: {error}\n\n{}", cli::USAGE);
            return ExitCode::from(2);
        }
    };
    let done = match command {
        Command::Help => print(cli::HELP),
        Command::Version => print(cli::VERSION),
        Command::Serve(options) => serve(options).await,
    };
    match done {
        // Whoever read the output has seen enough, such as `head`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tower-bearer-testkit: {error}");
            ExitCode::FAILURE
        }
        Ok(()) => ExitCode::SUCCESS,
    }
}

async fn serve(options: Options) -> io::Result<()> {
    let (sender, mut lines) = mpsc::unbounded_channel();
    let api = TestApi::builder()
        .port(options.port)
        .on_answer(move |received| {
            let _ = sender.send(report::line(received));
        })
        .start()
        .await
        .map_err(|error| report::cannot_listen(options.port, &error))?;
    api.set_invalid_key_status(options.invalid_key_status);
    if options.challenge {
        api.set_challenge(ChallengeStyle::Rfc6750);
    }
    let mut interrupted = pin!(signal::ctrl_c());
    // It listens from its first poll on: before the text says that it does.
    select! {
        biased;
        interrupted = &mut interrupted => return interrupted,
        () = future::ready(()) => {}
    }
    print(&report::welcome(&api, &api.issue()))?;
    loop {
        select! {
            interrupted = &mut interrupted => return interrupted,
            Some(line) = lines.recv() => print(&line)?,
        }
        // Nobody looks at it here, and it would grow.
        api.clear_journal();
    }
}

fn print(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{text}")?;
    stdout.flush()
}
