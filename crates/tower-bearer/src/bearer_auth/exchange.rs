//! What a request with a live key goes through: pick a key, send, judge the answer, and perhaps send again. It does no I/O; whoever
//! does tells it what happened and is told what to do.

use std::sync::Arc;

use crate::{
    error::AuthError,
    event::Event,
    key::KeyId,
    keys::{Current, Driver, Keys, Pick, Rejections, Waiting, Want},
    source::SourceError,
};

/// Where a request with one of our keys stands.
#[derive(Debug)]
pub(crate) struct Exchange {
    /// The key that it carries; `None` where it carries none of ours, and nothing that comes of it concerns us.
    key: Option<Arc<Current>>,
    /// Of that key, when the request left.
    rejections: Rejections,
    /// The key of the first attempt, in the second.
    replaced: Option<KeyId>,
}

/// How to begin.
#[derive(Debug)]
pub(crate) enum Begin {
    /// Send it with this key, and drive this load on meanwhile.
    Send(Arc<Current>, Option<Driver>),
    /// Wait for a key.
    Wait(Waiting),
    /// Nothing can be sent.
    Refuse(AuthError),
}

/// What to do with an answer.
#[derive(Debug)]
#[allow(
    clippy::large_enum_variant,
    reason = "it moves once, into the future that polls it; a box would be an allocation"
)]
pub(crate) enum Next {
    /// It is the caller's.
    Return,
    /// Send the request again, with the key that the exchange now has, and say so to [`Exchange::sent_again`]. If there was anything to
    /// wait for until then, ask [`Exchange::ready`].
    Replay,
    /// Wait for a newer key, and say what came of it to [`Exchange::refreshed`].
    Wait(Waiting),
}

// ===== impl Exchange =====

impl Exchange {
    /// A key for a request that may have one, where the current key is not fresh.
    pub(crate) fn begin(keys: &Keys) -> Begin {
        match keys.pick(Want::Current) {
            Pick::Key(key) => Begin::Send(key, None),
            Pick::KeyAndDrive(key, driver) => Begin::Send(key, Some(driver)),
            Pick::Wait(waiting) => Begin::Wait(waiting),
            Pick::None(error) => Begin::Refuse(no_key(error)),
        }
    }

    /// The outcome of the wait that [`begin`](Self::begin) asked for.
    pub(crate) fn awaited(outcome: Result<Arc<Current>, Option<SourceError>>) -> Result<Arc<Current>, AuthError> {
        outcome.map_err(no_key)
    }

    /// The request is sent with this key, which had been rejected so often.
    #[inline(always)]
    pub(crate) fn sent_with(key: Arc<Current>, rejections: Rejections) -> Self {
        Self {
            key: Some(key),
            rejections,
            replaced: None,
        }
    }

    /// The request is sent now, with this key or with none of ours.
    #[inline]
    pub(crate) fn sent(key: Option<Arc<Current>>) -> Self {
        Self {
            rejections: key.as_deref().map(Current::rejections).unwrap_or_default(),
            key,
            replaced: None,
        }
    }

    /// The key to put into the request.
    pub(crate) fn key(&self) -> Option<&Current> {
        self.key.as_deref()
    }

    /// It was answered; the server took the key if `is_taken` says so.
    #[inline(always)]
    pub(crate) fn answered(&self, is_taken: impl FnOnce() -> bool) {
        if let Some(key) = &self.key {
            key.accept_if(self.rejections, is_taken);
        }
    }

    /// It was refused. `keys`, if the request can be sent again.
    pub(crate) fn refused(&mut self, refusal: &AuthError, keys: Option<&Keys>) -> Next {
        let Some(key) = &self.key else {
            return Next::Return;
        };
        if let Some(replaced) = self.replaced {
            refusal.set_replaced_key_id(replaced);
        }
        if !refusal.is_key_rejected() {
            return Next::Return;
        }
        key.reject();
        let (key_id, generation, kind) = (key.key.id(), key.generation(), refusal.kind());
        Event::Rejected {
            key_id,
            generation,
            kind,
        }
        .emit();
        let Some(keys) = keys.filter(|_| self.replaced.is_none()) else {
            return Next::Return;
        };
        match keys.pick(Want::NewerThan(key.generation())) {
            Pick::Key(newer) | Pick::KeyAndDrive(newer, _) => self.replay(newer),
            Pick::Wait(waiting) => Next::Wait(waiting),
            Pick::None(failure) => Self::give_up(refusal, failure),
        }
    }

    /// The outcome of the wait that [`refused`](Self::refused) asked for.
    pub(crate) fn refreshed(
        &mut self,
        outcome: Result<Arc<Current>, Option<SourceError>>,
        refusal: &AuthError,
    ) -> Next {
        match outcome {
            Ok(newer) => self.replay(newer),
            Err(failure) => Self::give_up(refusal, failure),
        }
    }

    /// The service that is to take the request again is ready, and may have made it wait: a key that has expired meanwhile is not sent,
    /// and one that came meanwhile is.
    pub(crate) fn ready(&mut self, refusal: &AuthError, keys: &Keys) -> Next {
        let fresh = keys.fresh().map(|(key, _)| Pick::Key(key));
        match fresh.unwrap_or_else(|| keys.pick(Want::Current)) {
            Pick::Key(key) | Pick::KeyAndDrive(key, _) => {
                self.key = Some(key);
                Next::Replay
            }
            Pick::Wait(waiting) => Next::Wait(waiting),
            Pick::None(failure) => Self::give_up(refusal, failure),
        }
    }

    /// The request is sent again now.
    pub(crate) fn sent_again(&mut self) {
        let Some(key) = &self.key else {
            return;
        };
        self.rejections = key.rejections();
        if let Some(replaced_key_id) = self.replaced {
            let key_id = key.key.id();
            Event::Replayed {
                key_id,
                replaced_key_id,
            }
            .emit();
        }
    }

    fn replay(&mut self, newer: Arc<Current>) -> Next {
        let before = self.key.replace(newer).map(|key| key.key.id());
        // A second time it replaces one that was not sent.
        self.replaced = self.replaced.or(before);
        Next::Replay
    }

    fn give_up(refusal: &AuthError, failure: Option<SourceError>) -> Next {
        if let Some(failure) = failure {
            refusal.set_refresh_failure(failure);
        }
        Next::Return
    }
}

fn no_key(error: Option<SourceError>) -> AuthError {
    AuthError::no_key_to_send(
        error.unwrap_or_else(|| SourceError::nothing("the key has expired, and no newer one came")),
    )
}
