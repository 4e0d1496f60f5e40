//! How to build an SDK on top of `tower-bearer`: its own client, its own error, and none of its types' parameters for the user to
//! name.
//!
//! ```no_run
//! use trakkr_sdk::{Client, Error};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::from_env().await?; // TRAKKR_API_KEY
//! match client.brands().await {
//!     Ok(brands) => brands.iter().for_each(|brand| println!("{}", brand.name)),
//!     Err(Error::Auth(error)) => eprintln!("{error}\n{}", error.hint()),
//!     Err(error) => return Err(error.into()),
//! }
//! # Ok(()) }
//! ```

mod builder;
mod client;
mod error;
mod transport;

pub use self::{
    builder::{BuildError, Builder},
    client::{Brand, Client},
    error::Error,
};
