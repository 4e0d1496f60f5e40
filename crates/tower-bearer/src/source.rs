//! Where keys come from.
//!
//! A [`KeySource`] loads a [`Credential`] when it is asked to; when that is, and how often, [`Keys`](crate::Keys) decides: at the
//! start, ahead of the key's expiry or at the source's recheck, and once a server rejects the key. A source knows nothing of
//! requests.
//!
//! | source | what it reads | feature | asked again |
//! |---|---|---|---|
//! | [`env()`] | an environment variable, also one for each environment | | on a rejection |
#![cfg_attr(
    feature = "file",
    doc = "| [`env_or_file`] | an environment variable, or the file that `…_FILE` names | `file` | on a rejection; a file also every 30 seconds |
| [`file()`] | a file: a mounted secret, a credential of systemd | `file` | every 30 seconds, and on a rejection |"
)]
#![cfg_attr(
    feature = "dotenv",
    doc = "| [`dotenv`] | a variable in a `.env` file; the process's own environment stays as it is | `dotenv` | every 30 seconds, and on a rejection |"
)]
#![cfg_attr(
    feature = "command",
    doc = "| [`command`] | what a program prints: a bare key, or JSON with an expiry | `command` | ahead of the expiry that it printed, and on a rejection |"
)]
//! | [`source_fn`] | whatever a closure loads | | as its credential says |
//! | [`first_of`] | the first of several sources that has a key | | as that source's credential says |
//!
//! # Rules
//!
//! - One line end at the end of a file or an output is no part of the key. White space alone is
//!   [nothing here](SourceErrorKind::Nothing).
//! - Files and outputs of more than 64 KiB are refused unread.
//! - Nothing blocks the runtime: files are read on Tokio's threads for blocking work.
//! - What held the key on the way is overwritten with zeros, also when the load fails or is dropped. Out of reach are the process's
//!   environment, copies that a crate for a format makes (each source names these), and what the system keeps.
//! - Errors say where a key was looked for and what to do, and never what was found there.
//!
//! # Examples
//!
//! ```no_run
//! use tower_bearer::{Keys, source};
//!
//! # async fn run() -> Result<(), source::SourceError> {
//! let keys = Keys::load(source::env("TRAKKR_API_KEY")).await?;
//! # Ok(()) }
//! ```
//!
//! The key of the environment that the program runs in, and one from a vault where no variable is set:
//!
//! ```no_run
//! use std::time::Duration;
//! use tower_bearer::{ApiKey, Credential, Keys, source};
//!
//! # async fn ask_vault() -> std::io::Result<String> { Ok(String::from("sk_live_51Hx")) }
//! # async fn run() -> Result<(), source::SourceError> {
//! let from_vault = source::source_fn(|| async {
//!     let text = ask_vault().await.map_err(source::SourceError::transient)?;
//!     let key = ApiKey::new(text).map_err(source::SourceError::terminal)?;
//!     Ok(Credential::new(key).expires_in(Duration::from_secs(3600)))
//! });
//! let keys = Keys::load(source::first_of(
//!     source::env("TRAKKR_API_KEY").for_environment("staging"),
//!     from_vault,
//! ))
//! .await?;
//! # Ok(()) }
//! ```

#[cfg(feature = "command")]
mod command;
mod credential;
#[cfg(feature = "dotenv")]
mod dotenv;
mod env;
#[cfg(feature = "file")]
mod env_or_file;
mod error;
#[cfg(feature = "file")]
mod file;
mod first_of;
mod key_source;
mod source_fn;
mod text;
#[cfg(any(feature = "command", feature = "file"))]
mod wiped;

#[cfg(all(fuzzing, feature = "command"))]
#[doc(hidden)]
pub use self::command::read_output;
#[cfg(feature = "command")]
pub use self::command::{CommandSource, command};
#[cfg(feature = "dotenv")]
pub use self::dotenv::{DotenvSource, dotenv};
pub use self::{
    credential::Credential,
    env::{EnvSource, env},
    error::{SourceError, SourceErrorKind},
    first_of::{FirstOf, first_of},
    key_source::KeySource,
    source_fn::{SourceFn, source_fn},
};
#[cfg(feature = "file")]
pub use self::{
    env_or_file::{EnvOrFileSource, env_or_file},
    file::{FileSource, file, systemd_credential},
};
