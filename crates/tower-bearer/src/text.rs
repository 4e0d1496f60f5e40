//! Text that others wrote: how much of it is read.

mod head;
#[cfg(test)]
pub(crate) mod steps;

pub(crate) use self::head::{Head, Room};
