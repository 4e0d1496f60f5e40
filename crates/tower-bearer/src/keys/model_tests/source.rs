use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{sync::watch, time::Instant};

use super::{Answer, LIFETIME};
use crate::{
    key::ApiKey,
    keys::current::Current,
    source::{Credential, KeySource, SourceError},
};

/// Answers the load under way on order.
#[derive(Default)]
pub(super) struct Source {
    loads: Mutex<Vec<Load>>,
    orders: watch::Sender<(usize, Option<Answer>)>,
}

struct Load {
    begun_at: Instant,
    has_ended: bool,
    /// What it brought.
    number: Option<usize>,
}

pub(super) struct Shared(pub(super) Arc<Source>);

impl KeySource for Shared {
    async fn load(&self) -> Result<Credential, SourceError> {
        let number = self.0.begin();
        let mut orders = self.0.orders.subscribe();
        let order = *orders
            .wait_for(|order| order.0 >= number)
            .await
            .map_err(SourceError::terminal)?;
        let answer = order.1.unwrap_or(Answer::New);
        let brought = self.0.end(number, answer);
        match answer {
            Answer::New | Answer::Same => Ok(Credential::new(key(brought)).expires_in(LIFETIME)),
            Answer::Expired => Ok(Credential::new(key(brought)).expires_in(Duration::ZERO)),
            Answer::Fail => Err(SourceError::transient("on order")),
            Answer::Refuse => Err(SourceError::terminal("on order")),
            Answer::Panic => std::panic::resume_unwind(Box::new("on order")),
        }
    }
}

impl Source {
    fn begin(&self) -> usize {
        let mut loads = self.loads.lock().unwrap();
        loads.push(Load {
            begun_at: Instant::now(),
            has_ended: false,
            number: None,
        });
        loads.len()
    }

    fn end(&self, number: usize, answer: Answer) -> usize {
        let mut loads = self.loads.lock().unwrap();
        let last = loads
            .iter()
            .filter_map(|load| load.number)
            .next_back()
            .unwrap_or(number);
        let brought = if let Answer::Same = answer { last } else { number };
        let load = &mut loads[number - 1];
        load.has_ended = true;
        if let Answer::New | Answer::Same = answer {
            load.number = Some(brought);
        }
        brought
    }

    pub(super) fn answer(&self, answer: Answer) {
        let begun = self.loads.lock().unwrap().len();
        self.orders.send_replace((begun, Some(answer)));
    }

    pub(super) fn heal(&self) {
        self.orders.send_replace((usize::MAX, Some(Answer::New)));
    }

    pub(super) fn begun(&self) -> usize {
        self.loads.lock().unwrap().len()
    }

    pub(super) fn ended(&self) -> usize {
        let loads = self.loads.lock().unwrap();
        loads.iter().filter(|load| load.has_ended).count()
    }

    /// A key that is handed out has not expired, or not by more than it may.
    pub(super) fn check(&self, current: &Current, stale_for: Duration) {
        let loads = self.loads.lock().unwrap();
        let number = |load: &&Load| load.number.is_some_and(|number| current.key.is_same(&key(number)));
        let load = loads.iter().rev().find(number).unwrap();
        assert!(load.begun_at.elapsed() < LIFETIME + stale_for, "it had expired");
    }
}

fn key(number: usize) -> ApiKey {
    ApiKey::new(format!("sk_live_{number}")).unwrap()
}
