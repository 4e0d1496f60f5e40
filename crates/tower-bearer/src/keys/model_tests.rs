//! The whole cell under several callers that come, are polled, rejected, and go, in any order.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use proptest::prelude::*;
use tokio::time::{Instant, advance};

mod caller;
mod source;

use self::{
    caller::{Caller, Said},
    source::{Shared, Source},
};
use super::Keys;

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
    let mut said = BTreeMap::new();
    for (now, step) in steps.into_iter().enumerate() {
        let (under_way, ended) = (keys.cell.under_way(), source.ended());
        match step {
            Step::Ask(caller, wants_newer) => callers[caller].ask(&keys, wants_newer),
            Step::Poll(caller) => callers[caller].poll(),
            Step::Leave(caller) => callers[caller].leave(),
            Step::Reject(caller) => callers[caller].reject(&mut said, now),
            Step::Accept(caller) => callers[caller].accept(&mut said),
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
                caller.hold(key, now);
            }
        }
        for key in callers.iter().filter_map(Caller::held) {
            let is_rejected = said.get(&key.generation()).is_some_and(|said: &Said| said.is_rejected);
            assert_eq!(key.is_rejected(), is_rejected, "what was said of a key");
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
    assert!(caller.got.is_some(), "the cell is stuck");
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
