//! What happens to keys, as `tracing` events; with the feature `tracing` alone, and otherwise nothing.
//!
//! All have the target `tower_bearer` and a name of their own, which will not change: dashboards can be built on them. Keys appear as
//! their [`KeyId`].
//!
//! | name | level | fields | when |
//! |---|---|---|---|
//! | `key.refresh_started` | debug | `forced` | a load began; `forced`: on account of a rejection |
//! | `key.loaded` | info | `key_id`, `generation` | a load brought a new key, the first one included |
//! | `key.unchanged` | debug | `key_id`, `generation` | a load brought the key that was there |
//! | `key.refresh_failed` | warn | `error`, `back_off_ms` | a load failed |
//! | `key.served_stale` | warn | `key_id` | an expired key was sent, as [`serve_stale`](crate::KeysBuilder::serve_stale) allows |
//! | `key.rejected` | warn | `key_id`, `generation`, `kind` | a server rejected a key |
//! | `source.file_readable_by_others` | warn | `path` | the file of a key can be read by others than its owner; said once |
//! | `request.replayed` | info | `key_id`, `replaced_key_id` | a request was sent again with a newer key |
//! | `request.key_withheld` | debug | `reason` | a request went out without a key, or was refused for its origin |
//!
//! `error` is the `Display` of a [`SourceError`], which never contains a key.

use std::{path::Path, time::Duration};

use crate::{
    error::{AuthErrorKind, Withheld},
    key::KeyId,
    source::SourceError,
};

/// Something happened. It is told when no lock is held, since a subscriber can run any code.
#[cfg_attr(
    not(feature = "tracing"),
    expect(dead_code, reason = "without the feature nobody is told")
)]
#[derive(Clone, Debug)]
pub(crate) enum Event {
    RefreshStarted {
        forced: bool,
    },
    Loaded {
        key_id: KeyId,
        generation: u64,
    },
    Unchanged {
        key_id: KeyId,
        generation: u64,
    },
    RefreshFailed {
        error: SourceError,
        back_off: Duration,
    },
    ServedStale {
        key_id: KeyId,
    },
    Rejected {
        key_id: KeyId,
        generation: u64,
        kind: AuthErrorKind,
    },
    #[cfg_attr(
        not(feature = "file"),
        expect(dead_code, reason = "there are no files without the feature")
    )]
    FileReadableByOthers {
        path: Box<Path>,
    },
    Replayed {
        key_id: KeyId,
        replaced_key_id: KeyId,
    },
    KeyWithheld {
        reason: Withheld,
    },
}

// ===== impl Event =====

impl Event {
    #[cfg(not(feature = "tracing"))]
    #[inline]
    pub(crate) fn emit(self) {}

    #[cfg(feature = "tracing")]
    pub(crate) fn emit(self) {
        use tracing::{debug, info, warn};

        const TARGET: &str = "tower_bearer";

        match self {
            Self::RefreshStarted { forced } => {
                debug!(name: "key.refresh_started", target: TARGET, forced, "loading a key");
            }
            Self::Loaded { key_id, generation } => {
                info!(name: "key.loaded", target: TARGET, %key_id, generation, "loaded a new key");
            }
            Self::Unchanged { key_id, generation } => {
                debug!(name: "key.unchanged", target: TARGET, %key_id, generation, "the key is still the same");
            }
            Self::RefreshFailed { error, back_off } => {
                let back_off_ms = u64::try_from(back_off.as_millis()).unwrap_or(u64::MAX);
                warn!(name: "key.refresh_failed", target: TARGET, %error, back_off_ms, "could not load a key");
            }
            Self::ServedStale { key_id } => {
                warn!(name: "key.served_stale", target: TARGET, %key_id, "sending a key that has expired");
            }
            Self::Rejected {
                key_id,
                generation,
                kind,
            } => {
                let kind = kind.name();
                warn!(name: "key.rejected", target: TARGET, %key_id, generation, kind, "the server rejected a key");
            }
            Self::FileReadableByOthers { path } => {
                let path = path.display();
                warn!(
                    name: "source.file_readable_by_others",
                    target: TARGET,
                    %path,
                    "others than its owner can read the file of a key"
                );
            }
            Self::Replayed {
                key_id,
                replaced_key_id,
            } => {
                info!(name: "request.replayed", target: TARGET, %key_id, %replaced_key_id, "replaying a request with a newer key");
            }
            Self::KeyWithheld { reason } => {
                debug!(name: "request.key_withheld", target: TARGET, %reason, "no key for this request");
            }
        }
    }
}
