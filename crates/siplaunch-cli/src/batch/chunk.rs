//! Some rows on their way from the reader to the writer.

use siplaunch::Credentials;

use super::{
    rejects::Reject,
    wiped::{Wiped, append},
};

/// The rows of a chunk, and about the bytes that they may have.
const ROWS: usize = 1024;
const BYTES: usize = 256 << 10;

/// What the reader takes out of a row: texts, which are UTF-8, and the fields that are kept, in the output's format.
#[derive(Clone, Copy, Default)]
pub(super) struct Fields<'a> {
    pub(super) username: &'a str,
    pub(super) server: &'a str,
    pub(super) password: &'a str,
    /// The name of the row's QR code.
    pub(super) name: &'a str,
}

/// Rows in the order of the input.
pub(super) struct Chunk {
    /// The header of the output, if the chunk is the first.
    pub(super) header: Wiped,
    pub(super) rejects: Vec<Reject>,
    /// The bytes of the input that were read so far.
    pub(super) read: u64,
    texts: Wiped,
    kept: Wiped,
    rows: Vec<Row>,
}

/// The number of a row, and where its texts end, after those of the row before.
struct Row {
    number: u64,
    ends: [usize; 4],
    kept_end: usize,
    kept_count: usize,
}

/// A row of a chunk.
pub(super) struct RowOf<'a> {
    pub(super) number: u64,
    pub(super) fields: Fields<'a>,
    pub(super) kept: &'a [u8],
    pub(super) kept_count: usize,
}

impl Chunk {
    pub(super) fn new() -> Self {
        let room = || Wiped::new(Vec::with_capacity(BYTES));
        let rows = Vec::with_capacity(ROWS);
        Self { header: Wiped::default(), rejects: Vec::new(), read: 0, texts: room(), kept: room(), rows }
    }

    /// Whether the next row should go into another chunk.
    pub(super) fn is_full(&self) -> bool {
        self.rows.len() + self.rejects.len() >= ROWS || self.texts.len() + self.kept.len() > BYTES
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.rejects.is_empty() && self.header.is_empty()
    }

    /// The number of bytes in the fields that are kept.
    pub(super) fn kept_len(&self) -> usize {
        self.kept.len()
    }

    /// Adds a row. The last argument writes the fields that are kept, and returns their number.
    pub(super) fn push(&mut self, number: u64, fields: Fields<'_>, keep: impl FnOnce(&mut Wiped) -> usize) {
        let ends = [fields.username, fields.server, fields.password, fields.name].map(|text| {
            append(&mut self.texts, text.as_bytes());
            self.texts.len()
        });
        let kept_count = keep(&mut self.kept);
        self.rows.push(Row { number, ends, kept_end: self.kept.len(), kept_count });
    }

    /// The rows.
    pub(super) fn rows(&self) -> impl Iterator<Item = RowOf<'_>> {
        let (mut at, mut kept_at) = (0, 0);
        self.rows.iter().map(move |row| {
            let mut text = |end: usize| {
                let bytes = &self.texts[at..end];
                at = end;
                str::from_utf8(bytes).expect("it was a text before")
            };
            let [username, server, password, name] = row.ends.map(&mut text);
            let kept = &self.kept[kept_at..row.kept_end];
            kept_at = row.kept_end;
            let fields = Fields { username, server, password, name };
            RowOf { number: row.number, fields, kept, kept_count: row.kept_count }
        })
    }
}

impl<'a> Fields<'a> {
    pub(super) fn credentials(&self) -> Credentials<'a> {
        Credentials { username: self.username, server: self.server, password: self.password }
    }
}
