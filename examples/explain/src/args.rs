use std::error::Error;

use lexopt::{
    Arg::{Long, Short},
    Parser, ValueExt,
};
use tower_bearer::{ApiProfile, classify::CredentialSent};

use crate::profiles;

/// What was asked for.
pub(crate) struct Args {
    pub(crate) mode: Mode,
    pub(crate) profile: Option<&'static ApiProfile>,
    pub(crate) sent: CredentialSent,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Person,
    Json,
    Batch,
    Help,
}

pub(crate) const HELP: &str = "\
Says what an API's refusal means.

    curl -si https://api.example/v1/me -H \"Authorization: Bearer $KEY\" | explain

Reads one answer as `curl -si` or `curl -sv` prints it. It sends nothing anywhere, and shows no key that was pasted with it.

    --profile NAME   by the rules of this API first
    --no-key-sent    the request carried no key (without it: it did)
    --json           one JSON line in place of the text
    --batch          JSON lines in, JSON lines out:
                     {\"status\":401,\"headers\":{\"name\":\"value\"},\"body\":\"…\",\"key_sent\":true,\"profile\":null}
    --help           this text
";

// ===== impl Args =====

impl Args {
    pub(crate) fn parse(mut parser: Parser) -> Result<Self, Box<dyn Error>> {
        let mut args = Self {
            mode: Mode::Person,
            profile: None,
            sent: CredentialSent::Yes,
        };
        while let Some(arg) = parser.next()? {
            match arg {
                Short('h') | Long("help") => args.mode = Mode::Help,
                Long("json") => args.mode = Mode::Json,
                Long("batch") => args.mode = Mode::Batch,
                Long("no-key-sent") => args.sent = CredentialSent::No,
                Long("profile") => {
                    let name = parser.value()?.string()?;
                    args.profile = Some(profiles::find(&name).ok_or_else(|| profiles::unknown(&name))?);
                }
                arg => return Err(arg.unexpected().into()),
            }
        }
        Ok(args)
    }
}
