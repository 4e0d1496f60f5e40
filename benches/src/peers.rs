//! How others put a key in.

mod by_hand;
mod mutex;
mod rw_lock;
mod token;

pub use self::{
    by_hand::ByHand,
    mutex::MutexToken,
    rw_lock::{RwLockToken, RwLockTokenLayer},
    token::Token,
};
