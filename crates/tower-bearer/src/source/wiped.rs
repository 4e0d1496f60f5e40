//! Memory to read a key into.

use std::ops::Deref;

use zeroize::Zeroizing;

/// More than any key takes; whatever holds more is something else.
pub(super) const TEXT_MAX: usize = 64 * 1024;

/// A buffer that never moves, so that no copy is left behind, and is overwritten with zeros when it is dropped.
pub(super) struct Wiped {
    bytes: Zeroizing<Box<[u8]>>,
    filled: usize,
}

// ===== impl Wiped =====

impl Wiped {
    pub(super) fn with_capacity(capacity: usize) -> Self {
        Self {
            bytes: Zeroizing::new(vec![0; capacity].into_boxed_slice()),
            filled: 0,
        }
    }

    /// Where the next bytes go.
    pub(super) fn spare(&mut self) -> &mut [u8] {
        &mut self.bytes[self.filled..]
    }

    /// So many bytes were put into [`spare`](Self::spare).
    pub(super) fn advance(&mut self, bytes: usize) {
        self.filled = self.bytes.len().min(self.filled + bytes);
    }

    pub(super) fn is_full(&self) -> bool {
        self.filled == self.bytes.len()
    }
}

impl Deref for Wiped {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..self.filled]
    }
}
