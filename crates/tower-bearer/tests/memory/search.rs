//! Looks for the canary in all memory of the process.
//!
//! Looking brings no copy about and overwrites none: the canary is compared as it is computed, byte by byte, and all memory for
//! looking is taken before the canary is read.

use std::{
    fs::File,
    io::{Read, Seek},
    ops::Range,
    os::unix::fs::FileExt,
    sync::Mutex,
};

use crate::canary::{self, Canary};

/// All that this process can write to.
pub(crate) struct Memory {
    view: Mutex<View>,
}

struct View {
    memory: File,
    maps: File,
    lines: String,
    window: Vec<u8>,
}

impl Memory {
    pub(crate) fn new() -> Self {
        let view = View {
            memory: File::open("/proc/self/mem").unwrap(),
            maps: File::open("/proc/self/maps").unwrap(),
            lines: String::with_capacity(1024 * 1024),
            window: vec![1; 1024 * 1024],
        };
        Self { view: Mutex::new(view) }
    }

    /// How many copies of the needle there are.
    pub(crate) fn copies(&self) -> usize {
        let mut view = self.view.lock().unwrap();
        let View {
            memory,
            maps,
            lines,
            window,
        } = &mut *view;
        lines.clear();
        maps.rewind().unwrap();
        maps.read_to_string(lines).unwrap();
        let own = window.as_ptr() as u64..window.as_ptr() as u64 + window.len() as u64;
        let needle = Canary::current().needle();
        let mut count = 0;
        for line in lines.lines() {
            let mut fields = line.split_whitespace();
            let (range, access) = (fields.next().unwrap(), fields.next().unwrap());
            if !access.starts_with("rw") {
                continue;
            }
            let (start, end) = range.split_once('-').unwrap();
            let [mut at, end] = [start, end].map(|address| u64::from_str_radix(address, 16).unwrap());
            while at < end {
                let len = window.len().min(usize::try_from(end - at).unwrap());
                // Some regions cannot be read; the allocator's and the stacks can.
                if memory.read_exact_at(&mut window[..len], at).is_err() {
                    break;
                }
                // What we read last is no copy of anybody's.
                let (from, to) = (own.start.max(at), own.end.min(at + len as u64));
                if from < to {
                    window[(from - at) as usize..(to - at) as usize].fill(0);
                }
                count += written(&window[..len])
                    .flat_map(|part| window[part].windows(needle.len()))
                    .filter(|bytes| is_needle(bytes, needle.clone()))
                    .count();
                if len < window.len() {
                    break;
                }
                // The next window begins with the last bytes of this one, so that nothing falls between them.
                at += (len - needle.len() + 1) as u64;
            }
        }
        count
    }
}

/// The parts of `window` that are not all zeros: most memory was never written to, and this is fast.
fn written(window: &[u8]) -> impl Iterator<Item = Range<usize>> {
    const ZEROS: [u8; 4096] = [0; 4096];

    let mut at = 0;
    std::iter::from_fn(move || {
        let is_blank = |page: &&[u8]| **page == ZEROS[..page.len()];
        let pages = |at: usize| window[at..].chunks(ZEROS.len());
        let start = at + pages(at).take_while(is_blank).map(<[u8]>::len).sum::<usize>();
        let end = start
            + pages(start)
                .take_while(|page| !is_blank(page))
                .map(<[u8]>::len)
                .sum::<usize>();
        at = end;
        (start < end).then_some(start..end)
    })
}

fn is_needle(bytes: &[u8], needle: Range<usize>) -> bool {
    bytes.iter().zip(needle).all(|(byte, at)| *byte == canary::byte(at))
}
