//! Counts the bytes that are looked at, so that tests can hold how many they are.

use std::cell::Cell;

thread_local! {
    static STEPS: Cell<usize> = const { Cell::new(0) };
}

pub(crate) fn add(steps: usize) {
    STEPS.set(STEPS.get() + steps);
}

pub(crate) fn take() -> usize {
    STEPS.replace(0)
}
