//! Says what an API's refusal means.
//!
//! ```sh
//! curl -si https://api.example/v1/me -H "Authorization: Bearer $KEY" | cargo run -q -p explain
//! ```

use std::{
    error::Error,
    io::{self, BufRead, IsTerminal, Read, Write},
    process::ExitCode,
};

mod args;
mod batch;
mod paste;
mod person;
mod profiles;
mod redact;
mod report;

use args::{Args, Mode};

/// The program.
pub fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read the output has enough of it.
        Err(error) if is_broken_pipe(error.as_ref()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("explain: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let args = Args::parse(lexopt::Parser::from_env())?;
    let mut output = io::stdout().lock();
    match args.mode {
        Mode::Help => output.write_all(args::HELP.as_bytes())?,
        Mode::Batch => batch(io::stdin().lock(), output)?,
        Mode::Person | Mode::Json => {
            if io::stdin().is_terminal() {
                eprintln!("Paste an answer as `curl -si` prints it, then press Ctrl-D.");
            }
            let mut pasted = Vec::new();
            io::stdin().lock().read_to_end(&mut pasted)?;
            let paste = paste::Paste::parse(&pasted)?;
            let report = report::Report::of(&paste.answer, args.sent, args.profile, &paste.redactor);
            if args.mode == Mode::Json {
                writeln!(output, "{}", report.json())?;
            } else {
                write!(
                    output,
                    "{}",
                    person::Page {
                        report: &report,
                        answer: &paste.answer,
                        sent: args.sent
                    }
                )?;
            }
        }
    }
    Ok(())
}

/// One line in, one line out, whatever is in it.
///
/// # Errors
///
/// Those of `input` and `output`.
pub fn batch(mut input: impl BufRead, output: impl Write) -> io::Result<()> {
    let mut output = io::BufWriter::new(output);
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return output.flush();
        }
        if !line.trim_ascii().is_empty() {
            writeln!(output, "{}", batch::line(line.trim_ascii()))?;
        }
    }
}

fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    let error = error.downcast_ref::<io::Error>();
    error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
