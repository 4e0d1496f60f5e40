use std::fmt::Write;

use crate::violation::Violation;

/// What a run through a front end has seen.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Summary {
    /// The front end.
    pub front_end: String,
    /// Requests that were sent, dropped ones too.
    pub requests: u64,
    /// Those that ended with a response as it should be.
    pub successes: u64,
    /// Those that ended with the server's own error: a status, or a typed refusal.
    pub server_errors: u64,
    /// Those that ended with an error of the connection.
    pub transport_errors: u64,
    /// Those that the transport did not answer in time.
    pub no_answer: u64,
    /// Those that ended with a typed error for want of a key.
    pub no_key: u64,
    /// Those that their callers went away from.
    pub dropped: u64,
    /// Of 1000 answers of the API, how many were a 401.
    pub refusals_per_mille: u64,
    /// Cuts, truncations, resets and delays of connections.
    pub faults: u64,
    /// New keys.
    pub rotations: u64,
    /// Times in which the source was out of order.
    pub outages: u64,
    /// Loads from the source.
    pub loads: u64,
    /// How many they may have been.
    pub bound: u64,
    /// What did not hold.
    pub violations: Vec<Violation>,
}

/// A table of them, in Markdown.
pub fn table(summaries: &[Summary]) -> String {
    let mut table = String::from(
        "| front end | requests | success | server's error | transport's | no answer | no key | dropped | 401 | faults | rotations | outages | loads \
         | bound | violations |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for summary in summaries {
        // A string takes all.
        let _ = writeln!(
            table,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {}.{} % | {} | {} | {} | {} | {} | {} |",
            summary.front_end,
            summary.requests,
            summary.successes,
            summary.server_errors,
            summary.transport_errors,
            summary.no_answer,
            summary.no_key,
            summary.dropped,
            summary.refusals_per_mille / 10,
            summary.refusals_per_mille % 10,
            summary.faults,
            summary.rotations,
            summary.outages,
            summary.loads,
            summary.bound,
            summary.violations.len(),
        );
    }
    table
}
