//! Bodies of which the beginning is in memory.

use http_body::SizeHint;

/// What is to come where `read` bytes are in memory and `rest` is what the body says. A body may say what it likes, so no sum of it
/// overflows.
pub(crate) fn size_hint(read: usize, rest: &SizeHint) -> SizeHint {
    let read = read as u64;
    let mut hint = SizeHint::new();
    hint.set_lower(rest.lower().saturating_add(read));
    if let Some(upper) = rest.upper().and_then(|upper| upper.checked_add(read)) {
        hint.set_upper(upper);
    }
    hint
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_that_claims_too_much_has_no_upper_bound() {
        let hint = size_hint(2, &SizeHint::with_exact(u64::MAX - 1));
        assert_eq!((hint.lower(), hint.upper()), (u64::MAX, None));
        assert_eq!(size_hint(2, &SizeHint::with_exact(3)).exact(), Some(5));
    }
}
