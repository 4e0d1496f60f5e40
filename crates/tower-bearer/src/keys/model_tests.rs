//! The whole cell under several callers that come, are polled, rejected, and go, in any order.

use std::{
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Waker},
    time::Duration,
};

use proptest::prelude::*;
use tokio::{
    sync::watch,
    time::{Instant, advance},
};

use super::{
    Keys,
    cell::Pick,
    current::Current,
    decide::Want,
    waiting::{Driver, Waiting},
};
use crate::{
    key::ApiKey,
    source::{Credential, KeySource, SourceError},
};

const CALLERS: usize = 4;
const LIFETIME: Duration = Duration::from_secs(10);
const LIMIT: Duration = Duration::from_secs(3);
const STALE: Duration = Duration::from_secs(2);

#[derive(Clone, Debug)]
enum Step {
    /// The caller asks for a key, or for one newer than the one it has.
    Ask(usize, bool),
    Poll(usize),
    Leave(usize),
    Reject(usize),
    Accept(usize),
    /// The load under way ends.
    Answer(Answer),
    Tick(u64),
}

#[derive(Clone, Copy, Debug)]
enum Answer {
    New,
    Same,
    Expired,
    Fail,
    Refuse,
    Panic,
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2048) })]

    #[test]
    fn no_order_of_events_breaks_the_cell(steps in prop::collection::vec(steps(), 1..60), serves_stale in any::<bool>()) {
        // B21, B22, B24, B25, B26, B29, B32, B39, B40
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        runtime.unwrap().block_on(run(steps, serves_stale));
    }
}

async fn run(steps: Vec<Step>, serves_stale: bool) {
    let source = Arc::new(Source::default());
    let stale_for = if serves_stale { STALE } else { Duration::ZERO };
    let keys = Keys::builder(Shared(Arc::clone(&source)))
        .without_jitter()
        .load_timeout(LIMIT)
        .serve_stale(stale_for)
        .lazy();
    let mut callers: [Caller; CALLERS] = std::array::from_fn(|_| Caller::default());
    let mut newest = 0;
    for step in steps {
        let (under_way, ended) = (keys.cell.under_way(), source.ended());
        match step {
            Step::Ask(caller, wants_newer) => callers[caller].ask(&keys, wants_newer),
            Step::Poll(caller) => callers[caller].poll(),
            Step::Leave(caller) => callers[caller].leave(),
            Step::Reject(caller) => callers[caller].held().inspect(|key| key.reject()).map_or((), drop),
            Step::Accept(caller) => callers[caller]
                .held()
                .inspect(|key| key.accept_if(|| true))
                .map_or((), drop),
            Step::Answer(answer) => {
                source.answer(answer);
                // Nobody is left hanging once the source has answered.
                callers.iter_mut().for_each(Caller::poll);
                callers.iter_mut().for_each(Caller::poll);
                if source.begun() == source.ended() {
                    assert!(callers.iter().all(|caller| caller.waiting.is_none()));
                }
            }
            Step::Tick(millis) => advance(Duration::from_millis(millis)).await,
        }
        for caller in &mut callers {
            if let Some(key) = caller.got.take() {
                source.check(&key, stale_for);
                caller.held = Some(key);
            }
        }
        // One load at a time: it is over, or its limit is, before there is another.
        if let Some((flight, deadline)) = under_way {
            let is_over = deadline <= Instant::now() || source.ended() > ended;
            let is_there = keys.cell.under_way().is_some_and(|(there, _)| there == flight);
            assert!(is_over || is_there, "a load was given up");
        }
        assert!(source.begun() <= keys.cell.flights(), "a load was begun twice");
        let generation = keys
            .cell
            .current
            .load()
            .as_ref()
            .map_or(0, |current| current.generation());
        assert!(generation >= newest, "an older key came back");
        newest = generation;
    }

    // Whatever came before: once the source is well, all are served within its limit and the longest back-off.
    source.heal();
    callers.iter_mut().for_each(Caller::leave);
    advance(Duration::from_secs(31)).await;
    let mut caller = Caller::default();
    caller.ask(&keys, false);
    caller.poll();
    caller.poll();
    assert!(caller.held().is_some(), "the cell is stuck");
}

#[derive(Default)]
struct Caller {
    waiting: Option<Pin<Box<Waiting>>>,
    driver: Option<Driver>,
    got: Option<Arc<Current>>,
    held: Option<Arc<Current>>,
}

impl Caller {
    fn ask(&mut self, keys: &Keys, wants_newer: bool) {
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

    fn poll(&mut self) {
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

    fn leave(&mut self) {
        (self.waiting, self.driver) = (None, None);
    }

    fn held(&self) -> Option<&Arc<Current>> {
        self.got.as_ref().or(self.held.as_ref())
    }
}

/// Answers the load under way on order.
#[derive(Default)]
struct Source {
    loads: Mutex<Vec<Load>>,
    orders: watch::Sender<(usize, Option<Answer>)>,
}

struct Load {
    begun_at: Instant,
    has_ended: bool,
    /// What it brought.
    number: Option<usize>,
}

struct Shared(Arc<Source>);

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

    fn answer(&self, answer: Answer) {
        let begun = self.loads.lock().unwrap().len();
        self.orders.send_replace((begun, Some(answer)));
    }

    fn heal(&self) {
        self.orders.send_replace((usize::MAX, Some(Answer::New)));
    }

    fn begun(&self) -> usize {
        self.loads.lock().unwrap().len()
    }

    fn ended(&self) -> usize {
        let loads = self.loads.lock().unwrap();
        loads.iter().filter(|load| load.has_ended).count()
    }

    /// A key that is handed out has not expired, or not by more than it may.
    fn check(&self, current: &Current, stale_for: Duration) {
        let loads = self.loads.lock().unwrap();
        let number = |load: &&Load| load.number.is_some_and(|number| current.key.is_same(&key(number)));
        let load = loads.iter().rev().find(number).unwrap();
        assert!(load.begun_at.elapsed() < LIFETIME + stale_for, "it had expired");
    }
}

fn key(number: usize) -> ApiKey {
    ApiKey::new(format!("sk_live_{number}")).unwrap()
}

fn steps() -> impl Strategy<Value = Step> {
    let caller = || 0..CALLERS;
    let answer = prop_oneof![
        4 => Just(Answer::New),
        2 => Just(Answer::Same),
        1 => Just(Answer::Expired),
        2 => Just(Answer::Fail),
        1 => Just(Answer::Refuse),
        1 => Just(Answer::Panic),
    ];
    prop_oneof![
        6 => (caller(), any::<bool>()).prop_map(|(caller, wants_newer)| Step::Ask(caller, wants_newer)),
        6 => caller().prop_map(Step::Poll),
        2 => caller().prop_map(Step::Leave),
        2 => caller().prop_map(Step::Reject),
        1 => caller().prop_map(Step::Accept),
        4 => answer.prop_map(Step::Answer),
        3 => prop_oneof![Just(100), Just(250), Just(1000), Just(3000), Just(5000), Just(10_000)].prop_map(Step::Tick),
    ]
}
