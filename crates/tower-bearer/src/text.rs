//! Text that others wrote: how much of it is read, and how it is made safe to show.

mod cleaner;
mod escaped;
mod head;
mod octets;
mod readings;
mod secrets;
#[cfg(test)]
pub(crate) mod steps;

pub(crate) use self::{
    cleaner::Cleaner,
    escaped::SHOWN_MAX,
    head::{Head, Room},
    octets::{base64_decoded, latin1, percent_decoded},
};
