//! Finds what a text repeats of a secret: whatever has 8 characters of it in a row, however they are written.

use std::{cell::OnceCell, ops::Range};

use zeroize::Zeroizing;

use super::readings::{Atom, Reading, may_be_more};

/// Secrets, and what is needed to find parts of them.
pub(super) struct Secrets {
    whole: Vec<Secret>,
    /// A bit for each byte that they have, in both cases: another one ends what is repeated.
    bytes: [u64; 4],
    /// Made once a text may repeat something, which few do.
    pieces: OnceCell<Pieces>,
}

struct Secret {
    /// In lower case, since a server may change the case of what it repeats, and a parser does.
    text: Zeroizing<Vec<u8>>,
    public_len: usize,
}

/// All pieces of 8 characters: a text that repeats more of a secret repeats several. A piece is a number, so that to look for one is no more
/// than to compare numbers.
struct Pieces {
    /// Sorted, as the others are: a key may have thousands of either.
    secret: Zeroizing<Vec<u64>>,
    /// Those of the beginnings that are no secret. What is made of them alone is left in a text.
    public: Zeroizing<Vec<u64>>,
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
    /// What is empty is none.
    pub(super) fn new<'a>(secrets: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let secrets = secrets.into_iter().filter(|secret| !secret.is_empty());
        let whole: Vec<_> = secrets.map(Secret::new).collect();
        let mut bytes = [0; 4];
        let pieced = whole.iter().filter(|secret| secret.text.len() >= PIECE);
        for byte in pieced.flat_map(|secret| secret.text.iter()) {
            for byte in [*byte, byte.to_ascii_uppercase()] {
                bytes[usize::from(byte >> 6)] |= 1 << (byte & 63);
            }
        }
        Self {
            whole,
            bytes,
            pieces: OnceCell::new(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.whole.is_empty()
    }

    /// In lower case.
    pub(super) fn whole(&self) -> impl Iterator<Item = &[u8]> {
        self.whole.iter().map(|secret| secret.text.as_slice())
    }

    /// Whether `text` repeats something.
    pub(super) fn are_in(&self, text: &[u8]) -> bool {
        self.runs(text).next().is_some()
    }

    /// What `text` repeats, in order and apart from each other.
    pub(super) fn found(&self, text: &[u8]) -> Vec<Range<usize>> {
        let mut found: Vec<_> = self.runs(text).collect();
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

    /// What it repeats in one reading after the other.
    fn runs(&self, text: &[u8]) -> impl Iterator<Item = Range<usize>> {
        let pieces = self
            .may_be_in(text)
            .then(|| self.pieces.get_or_init(|| Pieces::of(&self.whole)));
        let readings = [Reading::Written, Reading::Decoded, Reading::Seen, Reading::Source];
        let differing = move |reading: &Reading| reading.differs(text);
        pieces.into_iter().flat_map(move |pieces| {
            let readings = readings.into_iter().filter(differing);
            readings.flat_map(move |reading| self.runs_in(pieces, text, reading))
        })
    }

    /// Whether `text` has as many bytes in a row that secrets have as a piece has, or something that may be such bytes to a reader.
    fn may_be_in(&self, text: &[u8]) -> bool {
        #[cfg(test)]
        super::steps::add(text.len());
        let mut in_a_row = 0;
        text.len() >= PIECE
            && text.iter().any(|byte| {
                if self.has(*byte) {
                    in_a_row += 1;
                } else if byte.is_ascii_graphic() {
                    in_a_row = 0;
                }
                in_a_row == PIECE || may_be_more(*byte)
            })
    }

    fn has(&self, byte: u8) -> bool {
        self.bytes[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1
    }

    fn runs_in(&self, pieces: &Pieces, text: &[u8], reading: Reading) -> impl Iterator<Item = Range<usize>> + use<> {
        #[cfg(test)]
        super::steps::add(text.len());
        let mut runs: Vec<Run> = Vec::new();
        let (mut piece, mut read, mut starts) = (0, 0_usize, [0; PIECE]);
        for Atom { byte, start, end } in reading.of(text) {
            if !self.has(byte) {
                read = 0;
                continue;
            }
            piece = with(piece, byte.to_ascii_lowercase());
            starts[read % PIECE] = start;
            read += 1;
            let Some(is_public) = (read >= PIECE).then(|| pieces.find(piece)).flatten() else {
                continue;
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

// ===== impl Secret =====

impl Secret {
    fn new(secret: &[u8]) -> Self {
        Self {
            text: Zeroizing::new(secret.to_ascii_lowercase()),
            public_len: public_len(secret),
        }
    }

    fn pieces(&self) -> impl Iterator<Item = (u64, bool)> {
        let mut piece = 0;
        let read = self.text.iter().enumerate().map(move |(at, byte)| {
            piece = with(piece, *byte);
            // All of a secret is none that is public.
            (piece, at < self.public_len && at + 1 < self.text.len())
        });
        read.skip(PIECE - 1)
    }
}

// ===== impl Pieces =====

impl Pieces {
    fn of(secrets: &[Secret]) -> Self {
        let of = |is_wanted: bool| {
            let pieces = || secrets.iter().flat_map(Secret::pieces);
            let pieces = || pieces().filter(|(_, is_public)| *is_public == is_wanted);
            // What is wiped is not to move.
            let mut found = Zeroizing::new(Vec::with_capacity(pieces().count()));
            found.extend(pieces().map(|(piece, _)| piece));
            found.sort_unstable();
            found
        };
        Self {
            secret: of(false),
            public: of(true),
        }
    }

    /// Whether this piece is public, if it is one.
    fn find(&self, piece: u64) -> Option<bool> {
        let are_in = |pieces: &[u64]| pieces.binary_search(&piece).is_ok();
        match are_in(&self.secret) {
            true => Some(false),
            false => are_in(&self.public).then_some(true),
        }
    }
}

/// The piece that ends with `byte`, of the one before it.
fn with(piece: u64, byte: u8) -> u64 {
    piece << 8 | u64::from(byte)
}

/// How much of a secret is none, since keys of many people begin so: the header of a JSON web token (RFC 7515, section 4), or words
/// such as those of `sk_live_`, which are letters of one case and at most two digits, with `_` or `-` behind each. Groups of one length are
/// no words: `ABCD-EFGH-IJKL-MNOP` is written so to be read aloud.
pub(super) fn public_len(secret: &[u8]) -> usize {
    let dot = || secret.iter().position(|byte| *byte == b'.');
    if let Some(dot) = secret.starts_with(b"eyJ").then(dot).flatten() {
        return dot + 1;
    }
    let mut groups = secret.split(|byte| matches!(byte, b'_' | b'-')).map(<[u8]>::len);
    let [first, second, third] = [(); 3].map(|()| groups.next());
    if third.is_some() && first == second && second == third {
        return 0;
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
