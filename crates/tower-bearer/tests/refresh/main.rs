//! Keys that live: loaded, refreshed, rejected and replayed while requests fly. The clock is paused, and what has to wait waits at a
//! gate; the ids in the comments are those of the behaviours that must hold.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod abandoned;
mod drops;
mod each_state;
mod events;
mod evidence;
mod failure;
mod flight;
mod life;
mod race;
mod ready;
mod rejection;
mod replay;
mod rotation;
mod runtime;
mod support;
mod task;
