use std::sync::{Mutex, MutexGuard, PoisonError};

/// No lock here is held over anything that leaves its data half changed, so a panic elsewhere spoils nothing.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
