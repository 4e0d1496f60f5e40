use http::StatusCode;
use lexopt::{
    Arg::{Long, Short},
    Parser, ValueExt as _,
};

/// What the program was asked to do.
#[derive(Debug)]
pub(crate) enum Command {
    Serve(Options),
    Help,
    Version,
}

#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) port: u16,
    pub(crate) invalid_key_status: StatusCode,
    pub(crate) challenge: bool,
}

pub(crate) const VERSION: &str = concat!("tower-bearer-testkit ", env!("CARGO_PKG_VERSION"));

pub(crate) const USAGE: &str = "\
Usage: tower-bearer-testkit [--port N] [--invalid-key-status 401|403] [--challenge]
Try --help for what they mean.";

pub(crate) const HELP: &str = "\
An HTTP API on 127.0.0.1 that authenticates like Trakkr, to develop a client against without an account.

Usage: tower-bearer-testkit [OPTIONS]

Options:
      --port N                      Port to listen on; 0 for a free one [default: 0]
      --invalid-key-status 401|403  Status for an unknown key; Trakkr documents both [default: 401]
      --challenge                   Send a WWW-Authenticate challenge with refusals (RFC 6750)
  -h, --help                        Print this text
  -V, --version                     Print the version

It prints a key, a curl command that uses it, and then a line for each request that it answered. Ctrl-C stops it.";

// ===== impl Command =====

impl Command {
    pub(crate) fn parse(mut parser: Parser) -> Result<Self, lexopt::Error> {
        let mut options = Options {
            port: 0,
            invalid_key_status: StatusCode::UNAUTHORIZED,
            challenge: false,
        };
        while let Some(argument) = parser.next()? {
            match argument {
                Long("port") => options.port = parser.value()?.parse_with(port)?,
                Long("invalid-key-status") => {
                    options.invalid_key_status = parser.value()?.parse_with(invalid_key_status)?;
                }
                Long("challenge") => options.challenge = true,
                Long("help") | Short('h') => return Ok(Self::Help),
                Long("version") | Short('V') => return Ok(Self::Version),
                _ => return Err(argument.unexpected()),
            }
        }
        Ok(Self::Serve(options))
    }
}

fn port(text: &str) -> Result<u16, &'static str> {
    text.parse().map_err(|_| "--port has to be a number from 0 to 65535")
}

fn invalid_key_status(text: &str) -> Result<StatusCode, &'static str> {
    match text {
        "401" => Ok(StatusCode::UNAUTHORIZED),
        "403" => Ok(StatusCode::FORBIDDEN),
        _ => Err("--invalid-key-status has to be 401 or 403"),
    }
}
