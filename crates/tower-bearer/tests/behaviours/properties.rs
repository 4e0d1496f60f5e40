//! What holds for any text.

mod keys;
mod origins;
mod schemes;
