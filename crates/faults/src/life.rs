//! The life of the keys: they rotate, in good order or not, and now and then their source is out of order.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use fastrand::Rng;
use tokio::time::sleep;
use tower_bearer::ApiKey;
use tower_bearer_testkit::TestApi;

use crate::{
    bound::{Disorder, Outage},
    source::Orders,
};

/// What has happened to the keys so far.
#[derive(Default)]
pub(crate) struct Life {
    past: Mutex<Past>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Past {
    /// New keys that the source had to give, after the first.
    pub(crate) rotations: u64,
    pub(crate) outages: Vec<Outage>,
    /// Whether there was an outage, or is one.
    has_failed: bool,
}

/// What is done to the keys, and with what.
struct Hand<'a> {
    api: &'a TestApi,
    orders: &'a Orders,
    random: Rng,
    key: ApiKey,
    /// What the first outages are, so that all kinds come early.
    first: Vec<Disorder>,
}

// ===== impl Life =====

impl Life {
    /// Until `is_over`; all is well then.
    pub(crate) async fn go_on(
        &self,
        (api, orders, key): (&TestApi, &Orders, ApiKey),
        seed: u64,
        is_over: impl Fn() -> bool,
    ) {
        let mut random = Rng::with_seed(seed);
        let mut first = vec![Disorder::Fails, Disorder::Hangs, Disorder::Panics];
        random.shuffle(&mut first);
        let mut hand = Hand {
            api,
            orders,
            random,
            key,
            first,
        };
        while !is_over() {
            hand.pause(200, 900).await;
            match hand.random.u32(..10) {
                0..4 => {
                    hand.rotate().await;
                    self.past(|past| past.rotations += 1);
                }
                4..6 => {
                    hand.rotate_late().await;
                    self.past(|past| past.rotations += 1);
                }
                _ => {
                    self.past(|past| past.has_failed = true);
                    let (outage, rotations) = hand.outage().await;
                    self.past(|past| {
                        past.outages.push(outage);
                        past.rotations += rotations;
                    });
                }
            }
        }
    }

    pub(crate) fn has_failed(&self) -> bool {
        self.past(|past| past.has_failed)
    }

    pub(crate) fn so_far(&self) -> Past {
        self.past(|past| past.clone())
    }

    fn past<R>(&self, act: impl FnOnce(&mut Past) -> R) -> R {
        // It is whole at every point.
        act(&mut self.past.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

// ===== impl Past =====

impl Past {
    /// How many there were of a kind.
    pub(crate) fn outages(&self, how: Disorder) -> u64 {
        self.outages.iter().filter(|outage| outage.how == how).count() as u64
    }
}

// ===== impl Hand =====

impl Hand<'_> {
    /// As it should be: the new one is published, and then the old one revoked.
    async fn rotate(&mut self) {
        let newer = self.api.issue();
        self.orders.give(&newer);
        self.pause(0, 40).await;
        self.api.revoke(&self.key);
        self.key = newer;
    }

    /// The old one is bad before the new one is published: revoked, or expired at the server.
    async fn rotate_late(&mut self) {
        let newer = self.api.issue();
        match self.random.bool() {
            true => self.api.revoke(&self.key),
            false => self.api.expire(&self.key),
        }
        self.pause(0, 30).await;
        self.orders.give(&newer);
        self.api.revoke(&self.key);
        self.key = newer;
    }

    /// Perhaps with a rotation in the middle of it, and how many that were.
    async fn outage(&mut self) -> (Outage, u64) {
        let how = self.first.pop().unwrap_or_else(|| match self.random.u32(..16) {
            0..6 => Disorder::Fails,
            6..11 => Disorder::Hangs,
            11..15 => Disorder::Panics,
            _ => Disorder::FailsForGood,
        });
        let longest = match how {
            Disorder::Fails => 300,
            Disorder::Hangs => 400,
            Disorder::Panics => 200,
            Disorder::FailsForGood => 100,
        };
        let begun = Instant::now();
        self.orders.disorder(how);
        // After a failure for good the source rests for seconds, and the key has to last.
        let rotates = how != Disorder::FailsForGood && self.random.u32(..4) == 0;
        if rotates {
            let newer = self.api.issue();
            self.api.revoke(&self.key);
            self.key = newer;
        }
        self.pause(20, longest).await;
        self.orders.give(&self.key);
        let lasted = begun.elapsed();
        (Outage { how, lasted }, rotates.into())
    }

    /// How long things are as they are. No verdict hangs on it.
    async fn pause(&mut self, least: u64, most: u64) {
        sleep(Duration::from_millis(self.random.u64(least..=most))).await;
    }
}
