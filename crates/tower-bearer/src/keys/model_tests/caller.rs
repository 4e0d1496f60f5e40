use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::Arc,
    task::{Context, Waker},
};

use crate::keys::{
    Keys,
    cell::Pick,
    current::{Current, Rejections},
    decide::Want,
    waiting::{Driver, Waiting},
};

#[derive(Default)]
pub(super) struct Caller {
    pub(super) waiting: Option<Pin<Box<Waiting>>>,
    driver: Option<Driver>,
    pub(super) got: Option<Arc<Current>>,
    /// With what a request knows that left with it, and at which step it did.
    held: Option<(Arc<Current>, Rejections, usize)>,
}

/// What was said of a key.
#[derive(Default)]
pub(super) struct Said {
    pub(super) is_rejected: bool,
    /// The step of the last rejection.
    at: Option<usize>,
}

impl Caller {
    pub(super) fn ask(&mut self, keys: &Keys, wants_newer: bool) {
        self.leave();
        let want = match self.held() {
            Some(key) if wants_newer => Want::NewerThan(key.generation()),
            _ => Want::Current,
        };
        match keys.pick(want) {
            Pick::Key(key) => self.got = Some(key),
            Pick::KeyAndDrive(key, driver) => (self.got, self.driver) = (Some(key), Some(driver)),
            Pick::Wait(waiting) => self.waiting = Some(Box::pin(waiting)),
            Pick::None(_) => {}
        }
    }

    pub(super) fn poll(&mut self) {
        let mut cx = Context::from_waker(Waker::noop());
        if let Some(driver) = &mut self.driver {
            driver.poll(&mut cx);
        }
        if let Some(waiting) = &mut self.waiting {
            if let std::task::Poll::Ready(outcome) = waiting.as_mut().poll(&mut cx) {
                self.waiting = None;
                self.got = outcome.ok();
            }
        }
    }

    pub(super) fn leave(&mut self) {
        (self.waiting, self.driver) = (None, None);
    }

    pub(super) fn hold(&mut self, key: Arc<Current>, now: usize) {
        let rejections = key.rejections();
        self.held = Some((key, rejections, now));
    }

    pub(super) fn held(&self) -> Option<&Arc<Current>> {
        self.held.as_ref().map(|(key, ..)| key)
    }

    pub(super) fn reject(&self, said: &mut BTreeMap<u64, Said>, now: usize) {
        if let Some((key, ..)) = &self.held {
            key.reject();
            let is_rejected = true;
            said.insert(
                key.generation(),
                Said {
                    is_rejected,
                    at: Some(now),
                },
            );
        }
    }

    /// Only a request that left after the last rejection says that it is over.
    pub(super) fn accept(&self, said: &mut BTreeMap<u64, Said>) {
        if let Some((key, rejections, left_at)) = &self.held {
            key.accept_if(*rejections, || true);
            let said = said.entry(key.generation()).or_default();
            said.is_rejected &= said.at.is_some_and(|at| at > *left_at);
        }
    }
}
