//! Finds what a text repeats of a secret: whatever has 8 characters of it in a row, however they are written.

use std::ops::Range;

use zeroize::Zeroizing;

use super::readings::{Atom, Reading};

/// Secrets, as all pieces of 8 characters that they have: a text that repeats more of one repeats several of its pieces. They are in
/// lower case, since a server may change the case of what it repeats, and a parser does.
pub(super) struct Secrets {
    /// Sorted. A piece is a number, so that to look for one is no more than to compare numbers.
    pieces: Zeroizing<Vec<u64>>,
    /// Those of the beginnings that are no secret. What is made of them alone is left in a text.
    public: Zeroizing<Vec<u64>>,
    /// The bytes that occur in pieces: another one ends what is repeated.
    bytes: Zeroizing<[bool; 256]>,
}

/// In characters.
pub(super) const PIECE: usize = 8;

/// How long a beginning that many keys share can be, in characters.
const PUBLIC_MAX: usize = 16;

/// What a text repeats.
struct Run {
    range: Range<usize>,
    is_public: bool,
}

// ===== impl Secrets =====

impl Secrets {
    pub(super) fn new<'a>(secrets: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut found = Self {
            pieces: Zeroizing::default(),
            public: Zeroizing::default(),
            bytes: Zeroizing::new([false; 256]),
        };
        for secret in secrets {
            found.add(secret);
        }
        found.pieces.sort_unstable();
        found
    }

    fn add(&mut self, secret: &[u8]) {
        let Some(pieces) = (secret.len() + 1).checked_sub(PIECE) else {
            return;
        };
        // The last piece is never public, so that all of a secret is none.
        let public = (public_len(secret) + 1).saturating_sub(PIECE).min(pieces - 1);
        // What is wiped is not to move.
        let room = |known: &Zeroizing<Vec<u64>>, more: usize| {
            let mut all = Zeroizing::new(Vec::with_capacity(known.len() + more));
            all.extend_from_slice(known);
            all
        };
        self.pieces = room(&self.pieces, pieces - public);
        self.public = room(&self.public, public);
        let mut piece = 0;
        for (at, byte) in secret.iter().map(u8::to_ascii_lowercase).enumerate() {
            piece = piece << 8 | u64::from(byte);
            self.bytes[usize::from(byte)] = true;
            match (at + 1).checked_sub(PIECE) {
                None => {}
                Some(at) if at < public => self.public.push(piece),
                Some(_) => self.pieces.push(piece),
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Whether `text` repeats something.
    pub(super) fn are_in(&self, text: &[u8]) -> bool {
        !self.found(text).is_empty()
    }

    /// What `text` repeats, in order and apart from each other.
    pub(super) fn found(&self, text: &[u8]) -> Vec<Range<usize>> {
        if self.pieces.is_empty() || text.len() < PIECE {
            return Vec::new();
        }
        let readings = [Reading::Written, Reading::Decoded, Reading::Seen];
        let differing = readings.into_iter().filter(|reading| reading.differs(text));
        let mut found: Vec<_> = differing.flat_map(|reading| self.runs(text, reading)).collect();
        found.sort_unstable_by_key(|range| range.start);
        found.dedup_by(|next, last| {
            let overlaps = next.start < last.end;
            if overlaps {
                last.end = last.end.max(next.end);
            }
            overlaps
        });
        found
    }

    fn runs(&self, text: &[u8], reading: Reading) -> impl Iterator<Item = Range<usize>> {
        #[cfg(test)]
        super::steps::add(text.len());
        let mut runs: Vec<Run> = Vec::new();
        let (mut piece, mut read, mut starts) = (0_u64, 0_usize, [0; PIECE]);
        for Atom { byte, start, end } in reading.of(text) {
            let byte = byte.to_ascii_lowercase();
            if !self.bytes[usize::from(byte)] {
                read = 0;
                continue;
            }
            piece = piece << 8 | u64::from(byte);
            starts[read % PIECE] = start;
            read += 1;
            if read < PIECE {
                continue;
            }
            let is_public = match self.pieces.binary_search(&piece) {
                Ok(_) => false,
                Err(_) if self.public.contains(&piece) => true,
                Err(_) => continue,
            };
            let start = starts[read % PIECE];
            match runs.last_mut().filter(|last| start < last.range.end) {
                Some(last) => {
                    last.range.end = end;
                    last.is_public &= is_public;
                }
                None => runs.push(Run {
                    range: start..end,
                    is_public,
                }),
            }
        }
        runs.into_iter().filter(|run| !run.is_public).map(|run| run.range)
    }
}

/// How much of a secret is none, since keys of many people begin so: the header of a JSON web token (RFC 7515, section 4), or words
/// such as those of `sk_live_`, which are letters of one case and at most two digits, with `_` or `-` behind each.
pub(super) fn public_len(secret: &[u8]) -> usize {
    let header = secret
        .iter()
        .position(|byte| *byte == b'.')
        .filter(|_| secret.starts_with(b"eyJ"));
    if let Some(dot) = header {
        return dot + 1;
    }
    let mut len = 0;
    while let Some(word) = secret.get(len..).and_then(word).filter(|word| len + word <= PUBLIC_MAX) {
        len += word;
    }
    len
}

/// How long the word is that `text` begins with, and the sign behind it.
fn word(text: &[u8]) -> Option<usize> {
    let count = |text: &[u8], is_meant: fn(&u8) -> bool| text.iter().take_while(|byte| is_meant(byte)).count();
    let letters = count(text, u8::is_ascii_lowercase).max(count(text, u8::is_ascii_uppercase));
    let digits = count(text.get(letters..)?, u8::is_ascii_digit);
    let len = letters + digits;
    (letters > 0 && digits <= 2 && matches!(text.get(len), Some(b'_' | b'-'))).then_some(len + 1)
}
