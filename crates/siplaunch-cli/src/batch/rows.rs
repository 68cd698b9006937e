//! The rows of the input, of whichever format.

use std::{
    fs::{File, Metadata},
    io::{self, Read},
    path::Path,
};

use anyhow::{Context as _, Result};

use super::{chunk::Chunk, columns::Columns, format::Format, json_lines::JsonLines, source::Source, table::Table};
use crate::input;

/// The input, and its length in bytes if it is known.
pub(super) struct Input {
    pub(super) len: Option<u64>,
    name: String,
    source: Source,
}

impl Input {
    /// Opens a file or, for `-`, standard input.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let (name, len, input): (_, _, Box<dyn Read + Send>) = if path == Path::new("-") {
            ("standard input".into(), None, Box::new(io::stdin()))
        } else {
            let file = input::open_secret_file(path)?;
            (path.display().to_string(), file_len(&file), Box::new(file))
        };
        let source = Source::new(input).with_context(|| name.clone())?;
        Ok(Self { name, len, source })
    }
}

fn file_len(file: &File) -> Option<u64> {
    file.metadata().ok().filter(Metadata::is_file).map(|metadata| metadata.len())
}

/// The reader of the rows.
pub(super) struct Rows<'a> {
    name: String,
    reader: Reader<'a>,
}

enum Reader<'a> {
    Table(Box<Table<'a>>),
    JsonLines(JsonLines<'a>),
}

impl<'a> Rows<'a> {
    pub(super) fn new(input: Input, format: Format, columns: &'a Columns<'a>, output: Format) -> Result<Self> {
        let Input { name, source, .. } = input;
        let reader = match format {
            Format::Csv | Format::Tsv => {
                let table = Table::new(source, format, columns, output).with_context(|| name.clone())?;
                Reader::Table(Box::new(table))
            }
            Format::Jsonl => Reader::JsonLines(JsonLines::new(source, columns, output)),
        };
        Ok(Self { name, reader })
    }

    /// The next rows, if there are any.
    pub(super) fn next(&mut self) -> Result<Option<Chunk>> {
        let mut chunk = Chunk::new();
        let filled = match &mut self.reader {
            Reader::Table(table) => table.fill(&mut chunk),
            Reader::JsonLines(lines) => lines.fill(&mut chunk),
        };
        filled.with_context(|| self.name.clone())?;
        Ok((!chunk.is_empty()).then_some(chunk))
    }
}
