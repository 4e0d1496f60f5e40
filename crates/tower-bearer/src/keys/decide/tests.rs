use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;

/// Moments are few, so that they often meet.
const MOMENTS: u64 = 12;

/// The rules as a table of the documentation has them, one after the other.
fn naive(view: &View, want: Want, now: Instant) -> Decision {
    let is_over = |until: Option<Instant>| until.is_none_or(|until| until <= now);
    let can_ask = view.has_source && (view.is_loading || is_over(view.backs_off_until));
    let Some(key) = view.key else {
        return match can_ask {
            true => Decision::Wait { is_forced: false },
            false => Decision::Fail,
        };
    };
    let pause = |since: Option<Instant>| since.map(|since| since + view.fruitless_interval);
    let brought_nothing = key.is_rejected && !key.was_accepted;
    let can_force = can_ask
        && (view.is_loading
            || is_over(view.forces_from)
                && is_over(pause(view.fruitless_at))
                && (!brought_nothing || is_over(pause(key.forced_at))));
    let is_old = matches!(want, Want::NewerThan(generation) if key.generation <= generation);
    let refresh_at = key.times.map(|times| times.refresh_at);
    let expires_at = key.times.and_then(|times| times.expires_at);
    let is_due = refresh_at.is_some_and(|at| at <= now);
    let has_expired = expires_at.is_some_and(|at| at <= now);
    let is_too_old = expires_at.is_some_and(|at| at + view.stale_for <= now);

    if is_old {
        match can_force {
            true => Decision::Wait { is_forced: true },
            false => Decision::Fail,
        }
    } else if has_expired && can_ask {
        Decision::Wait { is_forced: false }
    } else if is_too_old {
        Decision::Fail
    } else if has_expired {
        Decision::UseStale
    } else if key.is_rejected && can_force {
        Decision::Wait { is_forced: true }
    } else if is_due && can_ask {
        Decision::UseAndRefresh
    } else {
        Decision::Use
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn a_decision_is_that_of_the_rules_one_after_the_other(view in views(), want in wants(), now in 0..MOMENTS) {
        // B20-B42
        let now = moment(now);
        prop_assert_eq!(decide(&view, want, now), naive(&view, want, now));
    }

    #[test]
    fn an_expired_key_is_not_used_unless_it_may_be_stale_and_a_rejected_one_not_for_a_newer(
        view in views(),
        want in wants(),
        now in 0..MOMENTS,
    ) {
        // B24, B32, B34
        let now = moment(now);
        for decision in [decide(&view, want, now), settle(&view, want, now)] {
            let is_used = matches!(decision, Decision::Use | Decision::UseAndRefresh | Decision::UseStale);
            let Some(key) = view.key else {
                prop_assert!(!is_used);
                continue;
            };
            if let (true, Some(expires_at)) = (is_used, key.times.and_then(|times| times.expires_at)) {
                prop_assert!(now < expires_at + view.stale_for);
                prop_assert!(now < expires_at || decision == Decision::UseStale);
            }
            if let (true, Want::NewerThan(generation)) = (is_used, want) {
                prop_assert!(key.generation > generation);
            }
        }
    }

    #[test]
    fn whoever_waited_begins_no_load(view in views(), want in wants(), now in 0..MOMENTS) {
        // B22
        let decision = settle(&view, want, moment(now));
        let begins = matches!(decision, Decision::Wait { .. } | Decision::UseAndRefresh);
        prop_assert!(!begins);
    }

    #[test]
    fn a_rest_lasts_a_second_from_the_last_load_and_keeps_back_no_rejection(view in views(), now in 0..MOMENTS) {
        // B23, B42
        let now = moment(now);
        let decision = naive(&view, Want::Current, now);
        let begins = matches!(decision, Decision::UseAndRefresh | Decision::Wait { is_forced: false }) && !view.is_loading;
        let rested_at = view.renewed_from.map(|from| from + Duration::from_secs(1));
        prop_assert_eq!(rests_until(&view, now), rested_at.filter(|at| begins && now < *at));
    }

    #[test]
    fn nothing_changes_before_it_is_said_to(view in views(), now in 0..MOMENTS) {
        // B23: what a background task sleeps through.
        let until = changes_at(&view, moment(now));
        let before = decide(&view, Want::Current, moment(now));
        for later in now..2 * MOMENTS {
            if until.is_none_or(|until| moment(later) < until) {
                prop_assert_eq!(decide(&view, Want::Current, moment(later)), before);
            }
        }
        prop_assert!(until.is_none_or(|until| until > moment(now)));
    }
}

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

fn moment(number: u64) -> Instant {
    *START + Duration::from_secs(number)
}

fn views() -> impl Strategy<Value = View> {
    let time = || prop::option::of((0..MOMENTS).prop_map(moment));
    let times = (0..MOMENTS, 0..MOMENTS, any::<bool>()).prop_map(|(one, other, expires)| Times {
        refresh_at: moment(one.min(other)),
        expires_at: expires.then(|| moment(one.max(other))),
    });
    let key = (0..4_u64, prop::option::of(times), any::<bool>(), any::<bool>(), time());
    let key = key.prop_map(|(generation, times, is_rejected, was_accepted, forced_at)| KeyView {
        generation,
        times,
        is_rejected,
        was_accepted,
        forced_at,
    });
    let durations =
        (1..4_u64, 0..4_u64).prop_map(|(one, other)| (Duration::from_secs(one), Duration::from_secs(other)));
    (
        prop::option::of(key),
        any::<bool>(),
        any::<bool>(),
        time(),
        (time(), time(), time()),
        durations,
    )
        .prop_map(
            |(
                key,
                has_source,
                is_loading,
                backs_off_until,
                (fruitless_at, forces_from, renewed_from),
                (fruitless_interval, stale_for),
            )| View {
                key,
                has_source,
                is_loading,
                backs_off_until,
                fruitless_at,
                fruitless_interval,
                renewed_from,
                forces_from,
                stale_for,
            },
        )
}

fn wants() -> impl Strategy<Value = Want> {
    prop_oneof![Just(Want::Current), (0..4_u64).prop_map(Want::NewerThan)]
}
