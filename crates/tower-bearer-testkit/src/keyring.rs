//! The keys of the box, and what the server thinks of a key that comes in.

use std::{collections::HashMap, fmt, io, sync::Mutex};

use sha2::{Digest as _, Sha256};
use tower_bearer::ApiKey;

use crate::{key_header::key_text, sync::lock};

/// The plan of the account that a key belongs to. The API is open from [`Scale`](Plan::Scale) on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Plan {
    /// No API access.
    Free,
    /// No API access.
    Growth,
    /// API access.
    #[default]
    Scale,
}

/// What the server thinks of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Good,
    /// Never issued, or revoked: the server does not say which.
    Invalid,
    Expired,
    PlanTooLow,
}

/// Keys by their whole SHA-256: all of a key's bytes decide, and there is nothing here that could print one.
pub(crate) struct Keyring {
    seed: [u8; 32],
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    drawn: u64,
    entries: HashMap<Digest, Entry>,
}

#[derive(Clone, Copy, Default)]
struct Entry {
    plan: Plan,
    expired: bool,
}

type Digest = [u8; 32];

// ===== impl Keyring =====

impl Keyring {
    /// Takes the randomness for all keys to come, so that to issue one cannot fail.
    pub(crate) fn new() -> io::Result<Self> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(io::Error::other)?;
        Ok(Self {
            seed,
            state: Mutex::default(),
        })
    }

    pub(crate) fn issue(&self, plan: Plan) -> ApiKey {
        let mut state = lock(&self.state);
        self.issue_into(&mut state, plan)
    }

    pub(crate) fn accept(&self, key: &ApiKey) {
        lock(&self.state)
            .entries
            .insert(digest(key_text(key)), Entry::default());
    }

    pub(crate) fn revoke(&self, key: &ApiKey) {
        lock(&self.state).entries.remove(&digest(key_text(key)));
    }

    pub(crate) fn expire(&self, key: &ApiKey) {
        if let Some(entry) = lock(&self.state).entries.get_mut(&digest(key_text(key))) {
            entry.expired = true;
        }
    }

    /// Under one lock: no request finds both keys good, and none finds neither.
    pub(crate) fn rotate(&self, old: &ApiKey) -> ApiKey {
        let mut state = lock(&self.state);
        let old = state.entries.remove(&digest(key_text(old))).unwrap_or_default();
        self.issue_into(&mut state, old.plan)
    }

    pub(crate) fn judge(&self, key: &[u8]) -> Verdict {
        match lock(&self.state).entries.get(&digest(key)) {
            None => Verdict::Invalid,
            Some(Entry { expired: true, .. }) => Verdict::Expired,
            Some(Entry { plan: Plan::Scale, .. }) => Verdict::Good,
            Some(_) => Verdict::PlanTooLow,
        }
    }

    fn issue_into(&self, state: &mut State, plan: Plan) -> ApiKey {
        state.drawn += 1;
        let key = draw(&self.seed, state.drawn);
        state
            .entries
            .insert(digest(key_text(&key)), Entry { plan, expired: false });
        key
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring").finish_non_exhaustive()
    }
}

/// `sk_live_` and 32 letters and digits.
#[expect(clippy::expect_used, reason = "letters, digits and underscores alone: always a key")]
fn draw(seed: &[u8; 32], nonce: u64) -> ApiKey {
    const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    let random = Sha256::new()
        .chain_update(seed)
        .chain_update(nonce.to_be_bytes())
        .finalize();
    let letters = random
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]));
    let text: String = "sk_live_".chars().chain(letters).collect();
    ApiKey::new(text).expect("letters, digits and underscores are visible ASCII")
}

fn digest(key: impl AsRef<[u8]>) -> Digest {
    Sha256::digest(key.as_ref()).into()
}
