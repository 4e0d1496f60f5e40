//! What callgrind counts: nothing but the rounds of a step.

use benches::BoxError;

/// Rounds before the counting begins: what happens once in a process happens in them.
const WARM_UP: u32 = 20;

/// One round of what is measured.
pub(crate) type Step<'a> = &'a mut dyn FnMut() -> Result<(), BoxError>;

/// Has the rounds of `step` counted.
///
/// A `dyn` call, so that there is one copy of the step, and the same few instructions a round in every measurement.
pub(crate) fn count(rounds: u32, step: Step<'_>) -> Result<(), BoxError> {
    for _ in 0..WARM_UP {
        step()?;
    }
    counted_rounds(rounds, step)
}

/// Has the first round of `step` counted, with what happens once in a process.
pub(crate) fn count_first(step: Step<'_>) -> Result<(), BoxError> {
    counted_rounds(1, step)
}

/// As `callgrind.rs` names it to callgrind.
#[inline(never)]
fn counted_rounds(rounds: u32, step: Step<'_>) -> Result<(), BoxError> {
    for _ in 0..rounds {
        step()?;
    }
    Ok(())
}
