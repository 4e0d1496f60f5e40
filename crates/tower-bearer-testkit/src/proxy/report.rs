/// What a [`FaultProxy`](super::FaultProxy) has done since its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// Connections that clients opened.
    pub connections: u64,
    /// Connections that ended there, because the target could not be reached.
    pub unreachable: u64,
    /// Connections that were cut.
    pub cuts: u64,
    /// Ways that were truncated.
    pub truncations: u64,
    /// Connections that were reset. Those that an end of the connection reset itself do not count.
    pub resets: u64,
    /// Steps that were delayed.
    pub delays: u64,
}

// ===== impl Report =====

impl Report {
    /// Cuts, truncations, resets and delays.
    pub fn faults(&self) -> u64 {
        self.cuts + self.truncations + self.resets + self.delays
    }
}
