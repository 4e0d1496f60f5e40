//! One run: all front ends side by side, each with a world and a runtime of its own.

use std::{
    io,
    sync::{Arc, atomic::Ordering::Relaxed},
    thread,
    time::{Duration, Instant},
};

use tokio::{
    runtime::{Builder, Handle, Runtime},
    task::JoinSet,
    time::sleep,
};
use tower_bearer::error::BoxError;
use tower_bearer_testkit::conformance::{Client, FrontEnd};

use crate::{
    bound::{self, Disorder},
    caller::{self, Counts},
    descriptors,
    draw::Draw,
    summary::Summary,
    verdict::End,
    violation::{Invariant, Violations},
    world::World,
};

/// How long to run, and from which seed.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "these are what a run is asked for")]
pub struct Plan {
    /// Everything is drawn from it.
    pub seed: u64,
    /// Requests are sent for so long, and until enough has gone wrong.
    pub duration: Duration,
    /// What takes longer has no end: a request, and whatever else is waited for. 30 s by default.
    pub patience: Duration,
}

/// Requests under way at once, through each front end.
const CALLERS: usize = 12;
/// Successes in a row, by which all is well again.
const WELL: u64 = 20;
/// Between two looks at something that is waited for.
const LOOK: Duration = Duration::from_millis(10);

// ===== impl Plan =====

impl Plan {
    /// With the patience of 30 s.
    pub fn new(seed: u64, duration: Duration) -> Self {
        Self {
            seed,
            duration,
            patience: Duration::from_secs(30),
        }
    }
}

/// Runs these front ends, side by side.
///
/// # Errors
///
/// Where a run cannot be set up. What does not hold is in the summaries.
pub fn run(front_ends: &[&dyn FrontEnd], plan: Plan) -> Result<Vec<Summary>, BoxError> {
    // What the process keeps of its first runtime is not the run's.
    drop(runtime()?);
    let before = descriptors::open();
    let mut summaries = thread::scope(|scope| {
        let runs: Vec<_> = front_ends
            .iter()
            .map(|front_end| scope.spawn(move || on_its_own(*front_end, plan)))
            .collect();
        runs.into_iter()
            .map(|run| run.join().unwrap_or_else(|_| Err("a run panicked".into())))
            .collect::<Result<Vec<_>, _>>()
    })?;
    let after = descriptors::open();
    if after > before {
        let violations = Violations::new(plan.seed, "all");
        let what = format!("{before:?} descriptors were open, and {after:?} are");
        violations.add(Invariant::Left, None, what);
        if let Some(last) = summaries.last_mut() {
            last.violations.extend(violations.list());
        }
    }
    Ok(summaries)
}

fn on_its_own(front_end: &dyn FrontEnd, plan: Plan) -> Result<Summary, BoxError> {
    runtime()?.block_on(through(front_end, plan))
}

fn runtime() -> io::Result<Runtime> {
    Builder::new_multi_thread().worker_threads(2).enable_all().build()
}

async fn through(front_end: &dyn FrontEnd, plan: Plan) -> Result<Summary, BoxError> {
    let violations = Violations::new(plan.seed, front_end.name());
    let begun = Instant::now();
    let (world, client) = World::new(front_end, plan, violations.clone()).await?;
    let (world, counts) = (Arc::new(world), Arc::new(Counts::default()));

    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        callers.spawn(caller::call(Arc::clone(&world), client.clone(), Arc::clone(&counts)));
    }
    let keys = (&world.api, &world.orders, world.key.clone());
    let is_enough = || {
        let elapsed = begun.elapsed();
        let is_long = elapsed > plan.duration && missing(&world, &counts).is_empty();
        is_long || elapsed > plan.duration + plan.patience || violations.are_many()
    };
    world.life.go_on(keys, plan.seed, is_enough).await;
    world.end();
    while let Some(ended) = callers.join_next().await {
        ended?;
    }
    let missing = missing(&world, &counts);
    violations.check(Invariant::Covered, missing.is_empty(), || {
        format!("{missing:?}: none, or too few")
    });
    recover(&world, &client).await;

    drop(client);
    let past = world.life.so_far();
    leave(&world).await;
    let (loads, bound) = (
        world.orders.loads(),
        bound::loads(past.rotations, begun.elapsed(), &past.outages),
    );
    violations.check(Invariant::Loads, loads <= bound, || {
        format!("{loads} loads, and no more than {bound} are allowed: {past:?}")
    });
    Ok(Summary {
        front_end: front_end.name().to_owned(),
        requests: world.requests(),
        successes: counts.successes.load(Relaxed),
        server_errors: counts.server_errors.load(Relaxed),
        transport_errors: counts.transport_errors.load(Relaxed),
        no_answer: counts.no_answer.load(Relaxed),
        no_key: counts.no_key.load(Relaxed),
        dropped: counts.dropped.load(Relaxed),
        refusals_per_mille: world.refusals(),
        faults: world.proxy.report().faults(),
        rotations: past.rotations,
        outages: past.outages.len() as u64,
        loads,
        bound,
        violations: violations.list(),
    })
}

/// What there was too little of.
fn missing(world: &World, counts: &Counts) -> Vec<&'static str> {
    let (past, proxy) = (world.life.so_far(), world.proxy.report());
    [
        ("successes", counts.successes.load(Relaxed), 100),
        ("errors of the server", counts.server_errors.load(Relaxed), 10),
        ("errors of the transport", counts.transport_errors.load(Relaxed), 1),
        ("dropped requests", counts.dropped.load(Relaxed), 10),
        ("refusals", world.ledger.refusals.load(Relaxed), 20),
        ("rotations", past.rotations, 5),
        ("failures of the source", past.outages(Disorder::Fails), 1),
        ("sources that hang", past.outages(Disorder::Hangs), 1),
        ("sources that panic", past.outages(Disorder::Panics), 1),
        ("cuts", proxy.cuts, 1),
        ("truncations", proxy.truncations, 1),
        ("resets", proxy.resets, 1),
        ("delays", proxy.delays, 1),
    ]
    .into_iter()
    .filter_map(|(what, count, least)| (count < least).then_some(what))
    .collect()
}

/// Broken connections are found to be so, and a back-off ends: then all requests succeed.
async fn recover(world: &World, client: &Client) {
    world.calm();
    let (begun, mut number, mut in_a_row) = (Instant::now(), 0, 0);
    while in_a_row < WELL {
        let draw = Draw::calm(number);
        let end = caller::ending(world, client, &draw).await;
        number += 1;
        if end == Ok(Some(End::Success)) {
            in_a_row += 1;
            continue;
        }
        in_a_row = 0;
        if begun.elapsed() > world.patience {
            let what = format!("after {:?}: {end:?}", world.patience);
            world.violations.add(Invariant::Recovers, Some(draw.number), what);
            return;
        }
        sleep(LOOK).await;
    }
}

/// With the client goes everything that is not the servers': the keys, their source, connections and tasks. With the servers goes the
/// rest.
async fn leave(world: &World) {
    left(world, world.tasks, "with the client").await;
    world.proxy.shutdown().await;
    world.api.shutdown().await;
    world.foreign.shutdown().await;
    left(world, 0, "with the servers").await;
}

/// Waits until there are no more tasks than `allowed`, and no source.
async fn left(world: &World, allowed: usize, gone: &str) {
    let begun = Instant::now();
    loop {
        // This future is no task.
        let tasks = Handle::current().metrics().num_alive_tasks();
        let sources = world.source.strong_count();
        if tasks <= allowed && sources == 0 {
            return;
        }
        if begun.elapsed() > world.patience {
            let what = format!("{gone} gone, {sources} sources and {tasks} tasks in place of {allowed}");
            world.violations.add(Invariant::Left, None, what);
            return;
        }
        sleep(LOOK).await;
    }
}
