//! The fault run in its bounded form: fixed seeds, all front ends side by side. `cargo run -p faults -- --seconds 600` is the long one.

use std::time::Duration;

use faults::Plan;

#[test]
fn whatever_breaks_each_request_has_one_end_and_no_key_goes_astray() {
    // B13, B18, B25-B29, B33-B44
    for (seed, seconds) in [(1, 5), (2, 4)] {
        let plan = Plan::new(seed, Duration::from_secs(seconds));
        let summaries = faults::run(&faults::front_ends(), plan).unwrap();
        println!("seed {seed}\n{}", faults::table(&summaries));
        let violations: Vec<_> = summaries
            .iter()
            .flat_map(|summary| &summary.violations)
            .map(ToString::to_string)
            .collect();
        assert!(violations.is_empty(), "{}", violations.join("\n"));
    }
}
