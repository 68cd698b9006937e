//! The three formats of tables, and how their fields are written.

use std::path::Path;

use anyhow::Result;
use clap::{CommandFactory as _, ValueEnum, error::ErrorKind};

use super::wiped::{Wiped, append, reserve};
use crate::Cli;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Comma-separated values (RFC 4180); .csv
    Csv,
    /// The same with tabs in place of commas; .tsv
    Tsv,
    /// JSON Lines, an object a line; .jsonl or .ndjson
    Jsonl,
}

/// The value of a field.
#[derive(Clone, Copy)]
pub(super) enum Value<'a> {
    Text(&'a str),
    Number(u64),
    /// JSON as it is in the input, for the same format.
    Json(&'a str),
}

impl Format {
    /// The format that the option or else the ending of the file's name says.
    pub(super) fn of_input(option: Option<Self>, path: &Path) -> Result<Self> {
        option.or_else(|| Self::of_name(path)).ok_or_else(|| {
            let mut command = Cli::command();
            command.build();
            let batch = command.find_subcommand_mut("batch").expect("this subcommand");
            let text = "the input's name does not end in .csv, .tsv or .jsonl: add --format";
            batch.error(ErrorKind::MissingRequiredArgument, text).into()
        })
    }

    /// The format that the ending of a file's name says.
    pub(super) fn of_name(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "tsv" => Some(Self::Tsv),
            "jsonl" | "ndjson" => Some(Self::Jsonl),
            _ => None,
        }
    }

    /// The byte between fields.
    pub(super) fn delimiter(self) -> u8 {
        if self == Self::Tsv { b'\t' } else { b',' }
    }

    /// Whether a first row names the columns.
    pub(super) fn has_header(self) -> bool {
        self != Self::Jsonl
    }

    /// The row that names the columns, if the format has one.
    pub(super) fn write_header<'a>(self, names: impl IntoIterator<Item = &'a str>, out: &mut Wiped) {
        if self.has_header() {
            let mut row = RowWriter::new(self, out);
            names.into_iter().for_each(|name| row.field(name, Value::Text(name)));
            row.end();
        }
    }
}

/// Writes one row, or some of its fields.
pub(super) struct RowWriter<'a> {
    format: Format,
    out: &'a mut Wiped,
    is_empty: bool,
}

impl<'a> RowWriter<'a> {
    /// Begins a row.
    pub(super) fn new(format: Format, out: &'a mut Wiped) -> Self {
        if format == Format::Jsonl {
            append(out, b"{");
        }
        Self::fields(format, out)
    }

    /// Begins fields that become a part of a row.
    pub(super) fn fields(format: Format, out: &'a mut Wiped) -> Self {
        Self { format, out, is_empty: true }
    }

    /// Writes fields that there are already, `count` of them.
    pub(super) fn raw(&mut self, count: usize, fields: &[u8]) {
        if count > 0 {
            self.separate();
            append(self.out, fields);
        }
    }

    pub(super) fn field(&mut self, name: &str, value: Value<'_>) {
        self.separate();
        if self.format == Format::Jsonl {
            write_json(name, self.out);
            append(self.out, b":");
        }
        match (value, self.format) {
            (Value::Text(text), Format::Jsonl) => write_json(text, self.out),
            (Value::Text(text) | Value::Json(text), Format::Csv | Format::Tsv) => {
                write_quoted(text.as_bytes(), self.format.delimiter(), self.out);
            }
            (Value::Json(json), Format::Jsonl) => append(self.out, json.as_bytes()),
            (Value::Number(number), _) => append(self.out, number.to_string().as_bytes()),
        }
    }

    /// Ends the row.
    pub(super) fn end(self) {
        append(self.out, if self.format == Format::Jsonl { b"}\n" } else { b"\n" });
    }

    fn separate(&mut self) {
        if !self.is_empty {
            append(self.out, &[self.format.delimiter()]);
        }
        self.is_empty = false;
    }
}

/// Writes a field of CSV, in quotes if it needs them.
fn write_quoted(field: &[u8], delimiter: u8, out: &mut Wiped) {
    if memchr::memchr3(b'"', b'\n', b'\r', field).or_else(|| memchr::memchr(delimiter, field)).is_none() {
        return append(out, field);
    }
    append(out, b"\"");
    for (index, piece) in field.split(|&b| b == b'"').enumerate() {
        append(out, if index > 0 { b"\"\"" } else { b"" });
        append(out, piece);
    }
    append(out, b"\"");
}

fn write_json(text: &str, out: &mut Wiped) {
    // Each byte becomes an escape of six at most.
    reserve(out, 6 * text.len() + 2);
    serde_json::to_writer(&mut **out, text).expect("a text is JSON, and memory takes it");
}
