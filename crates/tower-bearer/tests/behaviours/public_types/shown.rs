//! What a value shows of itself.

use std::{
    any::Any,
    fmt::Debug,
    panic::{self, AssertUnwindSafe},
};

use crate::support::said_by;

/// `Debug` in both forms, and what a panic says of the value.
pub(crate) fn shown<T: Debug>(value: T) -> Vec<String> {
    let debug = [format!("{value:?}"), format!("{value:#?}")];
    let panic = panic::catch_unwind(AssertUnwindSafe(|| unwrapped(Err(value)))).unwrap_err();
    debug.into_iter().chain([message_of(&*panic)]).collect()
}

/// An error: `Display` of it and of all that it was caused by too.
pub(crate) fn said<E: std::error::Error + 'static>(error: E) -> Vec<String> {
    let chain = said_by(&error);
    chain.into_iter().chain(shown(error)).collect()
}

/// What a careless caller does.
fn unwrapped<T: Debug>(result: Result<(), T>) {
    result.unwrap();
}

fn message_of(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<String>()
        .expect("`unwrap` panics with a text")
        .clone()
}
