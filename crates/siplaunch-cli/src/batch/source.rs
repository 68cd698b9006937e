//! The input's bytes. Those of a row stay together, and no row takes more memory than the longest that is allowed.

use std::io::{self, Read};

use anyhow::{Result, bail};

use super::wiped::Wiped;

/// The longest row in bytes, 1 MiB.
pub(super) const MAX_ROW: usize = 1 << 20;

/// The bytes that are read at once.
const READ: usize = 128 << 10;

/// The most bytes of a row that are there at once.
pub(super) const MAX_BYTES: usize = MAX_ROW + READ;

pub(super) struct Source {
    input: Box<dyn Read + Send>,
    buffer: Wiped,
    /// The place in the buffer where the current row begins.
    row: usize,
    /// The place up to which it is consumed.
    next: usize,
    /// The place up to which the buffer is filled.
    end: usize,
    /// Whether the current row is too long, so that its bytes are not kept.
    is_too_long: bool,
    read: u64,
}

impl Source {
    /// Takes an input, and skips a byte-order mark of UTF-8.
    pub(super) fn new(input: Box<dyn Read + Send>) -> Result<Self> {
        let buffer = Wiped::new(vec![0; MAX_BYTES]);
        let mut source = Self { input, buffer, row: 0, next: 0, end: 0, is_too_long: false, read: 0 };
        while source.end < 3 && source.read_more()? {}
        match source.unread() {
            [0xEF, 0xBB, 0xBF, ..] => source.consume(3),
            [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] => {
                bail!("it is UTF-16: convert it to UTF-8, as with iconv -f UTF-16 -t UTF-8")
            }
            _ => {}
        }
        Ok(source)
    }

    /// The number of bytes that were read from the input.
    pub(super) fn read(&self) -> u64 {
        self.read
    }

    /// Begins a row after the consumed bytes.
    pub(super) fn begin_row(&mut self) {
        self.row = self.next;
        self.is_too_long = false;
    }

    /// The bytes of the current row that are consumed, or nothing if it is too long.
    pub(super) fn row(&self) -> Option<&[u8]> {
        let row = &self.buffer[self.row..self.next];
        (!self.is_too_long && row.len() <= MAX_ROW).then_some(row)
    }

    /// Whether the bytes of the current row are not kept, because there are too many.
    pub(super) fn is_too_long(&self) -> bool {
        self.is_too_long
    }

    /// The bytes that are read and not consumed.
    pub(super) fn unread(&self) -> &[u8] {
        &self.buffer[self.next..self.end]
    }

    pub(super) fn consume(&mut self, count: usize) {
        self.next += count;
    }

    /// Reads more bytes. False at the end of the input.
    pub(super) fn read_more(&mut self) -> io::Result<bool> {
        if self.end - self.row > MAX_ROW {
            self.is_too_long = true;
            self.row = self.next;
        }
        self.buffer.copy_within(self.row..self.end, 0);
        self.next -= self.row;
        self.end -= self.row;
        self.row = 0;
        let free = &mut self.buffer[self.end..];
        let len = free.len().min(READ);
        let read = loop {
            match self.input.read(&mut free[..len]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        self.end += read;
        self.read += read as u64;
        Ok(read > 0)
    }
}
