//! Rows of CSV and TSV. The parser takes any quotes; the rows are refused whose quotes are not those of RFC 4180.

use std::mem;

use anyhow::{Context as _, Result, bail};
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::{
    chunk::{Chunk, Fields},
    columns::{Columns, Server},
    format::{Format, RowWriter, Value},
    rejects::Reject,
    source::{MAX_BYTES, MAX_ROW, Source},
    wiped::Wiped,
};

/// The most columns that a table may have.
pub(super) const MAX_COLUMNS: usize = 4096;

pub(super) struct Table<'a> {
    source: Source,
    parser: Reader,
    delimiter: u8,
    /// The fields of the current row, one after another, and where each of them ends.
    text: Wiped,
    ends: Vec<usize>,
    names: Vec<String>,
    columns: &'a Columns<'a>,
    /// The places of the columns that the batch reads.
    places: Places,
    output: Format,
    /// The header of the output, until a chunk has it.
    header: Wiped,
    number: u64,
}

struct Places {
    username: usize,
    server: Option<usize>,
    password: usize,
    name: Option<usize>,
}

/// A row that was parsed.
enum Parsed {
    /// The number of its fields.
    Fields(usize),
    /// The reason why it is refused.
    Refused(String),
}

impl<'a> Table<'a> {
    /// Reads the row that names the columns.
    pub(super) fn new(source: Source, input: Format, columns: &'a Columns<'a>, output: Format) -> Result<Self> {
        let delimiter = input.delimiter();
        let mut table = Self {
            text: Wiped::new(vec![0; MAX_BYTES]),
            source,
            parser: ReaderBuilder::new().delimiter(delimiter).build(),
            delimiter,
            ends: vec![0; MAX_COLUMNS + 1],
            names: Vec::new(),
            columns,
            places: Places { username: 0, server: None, password: 0, name: None },
            output,
            header: Wiped::default(),
            number: 0,
        };
        let count = match table.parse()?.context("it is empty: its first row must name the columns")? {
            Parsed::Fields(count) => count,
            Parsed::Refused(reason) => bail!("the first row, which must name the columns: {reason}"),
        };
        let names = (0..count).map(|index| table.field(index).map(str::to_owned));
        table.names =
            names.collect::<Option<_>>().context("the first row, which must name the columns: it is not UTF-8")?;
        columns.check(&table.names)?;
        table.places = Places::new(columns, &table.names);
        output.write_header(columns.output_names(&table.names), &mut table.header);
        Ok(table)
    }

    /// Fills a chunk with the next rows, the first one with the header of the output.
    pub(super) fn fill(&mut self, chunk: &mut Chunk) -> Result<()> {
        chunk.header = mem::take(&mut self.header);
        while !chunk.is_full() {
            let Some(parsed) = self.parse()? else { break };
            self.number += 1;
            if let Err(reject) = self.push(parsed, chunk) {
                chunk.rejects.push(reject);
            }
        }
        chunk.read = self.source.read();
        Ok(())
    }

    fn push(&self, parsed: Parsed, chunk: &mut Chunk) -> Result<(), Reject> {
        let refused = |reason| Reject::of_row(self.number, reason);
        let count = match parsed {
            Parsed::Fields(count) => count,
            Parsed::Refused(reason) => return Err(refused(reason)),
        };
        let named = self.names.len();
        if count != named {
            return Err(refused(format!("the row has {count} fields, and the first row names {named} columns")));
        }
        if let Some(index) = (0..count).find(|&index| self.field(index).is_none()) {
            return Err(Reject::of_column(self.number, &self.names[index], "it is not UTF-8"));
        }
        let field = |index| self.field(index).unwrap_or_default();
        let server = match self.columns.server {
            Server::Fixed(server) => server,
            Server::Column(_) => self.places.server.map_or("", field),
        };
        let (username, password) = (field(self.places.username), field(self.places.password));
        let fields = Fields { username, server, password, name: self.places.name.map_or("", field) };
        chunk.push(self.number, fields, |kept| {
            let mut writer = RowWriter::fields(self.output, kept);
            let names = self.names.iter().enumerate().filter(|(_, name)| self.columns.keeps(name));
            names.map(|(index, name)| writer.field(name, Value::Text(field(index)))).count()
        });
        Ok(())
    }

    /// Parses the next row that is not empty.
    fn parse(&mut self) -> Result<Option<Parsed>> {
        self.source.begin_row();
        let (mut len, mut count, mut has_too_many) = (0, 0, false);
        loop {
            let is_end = self.source.unread().is_empty() && !self.source.read_more()?;
            if self.source.is_too_long() {
                len = 0;
            }
            // A newline ends the last row, if no quote is open.
            let bytes = if is_end { b"\n" } else { self.source.unread() };
            let (result, read, written, ended) =
                self.parser.read_record(bytes, &mut self.text[len..], &mut self.ends[count..]);
            (len, count) = (len + written, count + ended);
            if count == self.ends.len() {
                (count, has_too_many) = (0, true);
            }
            match result {
                _ if !is_end => self.source.consume(read),
                ReadRecordResult::Record => {}
                _ if len > 0 || count > 0 => bail!("{}: a quote is open up to the end", self.next_row()),
                _ => return Ok(None),
            }
            if let ReadRecordResult::Record = result {
                return Ok(Some(self.parsed(count, has_too_many)));
            }
        }
    }

    /// The row that is parsed, for errors that stop the batch.
    fn next_row(&self) -> String {
        if self.names.is_empty() { "the first row".into() } else { format!("row {}", self.number + 1) }
    }

    fn parsed(&self, count: usize, has_too_many: bool) -> Parsed {
        let Some(row) = self.source.row() else {
            return Parsed::Refused(format!("the row has more than {MAX_ROW} bytes; a quote may be open"));
        };
        if !has_good_quotes(row, self.delimiter) {
            let lines = row.trim_ascii().split(|&b| b == b'\n').count();
            let lines = if lines > 1 { format!("; the row has {lines} lines") } else { String::new() };
            return Parsed::Refused(format!(
                "a quote is out of place: a field with a quote needs quotes around it, and the quote in it twice{lines}"
            ));
        }
        if has_too_many {
            return Parsed::Refused(format!("the row has more than {MAX_COLUMNS} fields"));
        }
        Parsed::Fields(count)
    }

    /// A field of the current row, if it is UTF-8.
    fn field(&self, index: usize) -> Option<&str> {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        str::from_utf8(&self.text[start..self.ends[index]]).ok()
    }
}

impl Places {
    fn new(columns: &Columns<'_>, names: &[String]) -> Self {
        let place = |name: &str| names.iter().position(|other| other == name);
        Self {
            username: place(columns.username).unwrap_or_default(),
            server: columns.server.column().and_then(place),
            password: place(columns.password).unwrap_or_default(),
            name: columns.name.and_then(place),
        }
    }
}

/// Whether each quote of a row is one around a field, or one of two in such a field.
fn has_good_quotes(row: &[u8], delimiter: u8) -> bool {
    if memchr::memchr(b'"', row).is_none() {
        return true;
    }
    // The parser leaves the second byte of a line's end to the next row.
    let start = row.iter().position(|b| !b"\r\n".contains(b)).unwrap_or(row.len());
    let mut rest = &row[start..];
    loop {
        let (unquoted, after) = match rest.strip_prefix(b"\"") {
            Some(quoted) => (&b""[..], after_quoted(quoted)),
            None => rest.split_at(memchr::memchr3(delimiter, b'\r', b'\n', rest).unwrap_or(rest.len())),
        };
        match after {
            _ if unquoted.contains(&b'"') => return false,
            [] | [b'\r' | b'\n', ..] => return true,
            [byte, after @ ..] if *byte == delimiter => rest = after,
            _ => return false,
        }
    }
}

/// What comes after the closing quote.
fn after_quoted(mut rest: &[u8]) -> &[u8] {
    while let Some(at) = memchr::memchr(b'"', rest) {
        rest = &rest[at + 1..];
        match rest.strip_prefix(b"\"") {
            Some(after) => rest = after,
            None => return rest,
        }
    }
    b""
}
