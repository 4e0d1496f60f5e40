//! Counts the bytes that are looked at, so that a test can hold that they grow with the body alone.

use std::cell::Cell;

thread_local! {
    static STEPS: Cell<usize> = const { Cell::new(0) };
}

pub(super) fn add(steps: usize) {
    STEPS.set(STEPS.get() + steps);
}

pub(super) fn take() -> usize {
    STEPS.replace(0)
}
