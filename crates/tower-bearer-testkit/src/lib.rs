//! tower-bearer-testkit

mod answer;
mod api;
mod hold;
mod journal;
mod key_header;
mod keyring;
mod redirect;
mod stop;
mod sync;
mod trakkr;

pub use self::{
    answer::Answer,
    api::{Builder, TestApi},
    journal::{Received, ReceivedCredential},
    keyring::Plan,
    trakkr::ChallengeStyle,
};
