use std::{
    cell::Cell,
    io::{self, Read},
};

/// Hands out a text line by line, so that it is known which line whoever reads it has come to.
pub(super) struct Lines<'a> {
    rest: &'a [u8],
    is_within_line: bool,
    /// Counted from 1.
    line: &'a Cell<usize>,
}

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

// ===== impl Lines =====

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a [u8], line: &'a Cell<usize>) -> Self {
        Self {
            rest: text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text),
            is_within_line: false,
            line,
        }
    }
}

impl Read for Lines<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let of_line = self.rest.iter().position(|byte| *byte == b'\n').map(|end| end + 1);
        let bytes = of_line.unwrap_or(self.rest.len()).min(buffer.len());
        if bytes == 0 {
            return Ok(0);
        }
        let (read, rest) = self.rest.split_at(bytes);
        buffer[..bytes].copy_from_slice(read);
        if !self.is_within_line {
            self.line.set(self.line.get() + 1);
        }
        self.is_within_line = !read.ends_with(b"\n");
        self.rest = rest;
        Ok(bytes)
    }
}
