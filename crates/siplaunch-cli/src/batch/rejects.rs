//! The rows that get no link, with the reasons.

use std::path::Path;

use anyhow::{Context as _, Result};

use super::{
    format::{Format, RowWriter, Value},
    leftovers::Leftovers,
    wiped::Wiped,
};
use crate::{
    output::{NewFile, Over},
    stderr,
};

/// How many rejects are said on standard error.
const SAID: u64 = 10;

/// A row that gets no link. It has nothing of the row's values.
pub(super) struct Reject {
    /// The number of the row, from 1. The row that names the columns and empty lines have none.
    pub(super) row: u64,
    /// The name of the column at fault, if there is one.
    pub(super) column: Option<String>,
    pub(super) reason: String,
}

/// Where the rejects go: to a file, or else the first of them to standard error.
pub(super) struct Rejects<'a> {
    file: Option<RejectsFile<'a>>,
    count: u64,
}

struct RejectsFile<'a> {
    path: &'a Path,
    file: NewFile<'a>,
    format: Format,
}

impl<'a> Rejects<'a> {
    /// Makes the file, if there shall be one.
    pub(super) fn new(file: Option<(&'a Path, Format)>, leftovers: &Leftovers) -> Result<Self> {
        let make = |(path, format)| {
            let mut file = RejectsFile { path, file: leftovers.make_file(path, Over::File)?, format };
            let mut header = Wiped::default();
            format.write_header(["row", "column", "reason"], &mut header);
            file.write(&header).map(|()| file)
        };
        Ok(Self { file: file.map(make).transpose()?, count: 0 })
    }

    pub(super) fn add(&mut self, rejects: &[Reject]) -> Result<()> {
        let said = SAID.saturating_sub(self.count);
        self.count += rejects.len() as u64;
        if let Some(file) = &mut self.file {
            return file.add(rejects);
        }
        for (_, Reject { row, column, reason }) in (0..said).zip(rejects) {
            let column = column.as_ref().map_or(String::new(), |column| format!(", column {column}"));
            stderr::say(format_args!("row {row}{column}: {reason}"));
        }
        Ok(())
    }

    /// Gives the file its name, and returns the number of rejects.
    pub(super) fn finish(self) -> Result<u64> {
        if let Some(RejectsFile { path, file, .. }) = self.file {
            file.finish().with_context(|| path.display().to_string())?;
        }
        Ok(self.count)
    }
}

impl RejectsFile<'_> {
    fn add(&mut self, rejects: &[Reject]) -> Result<()> {
        let mut rows = Wiped::default();
        for Reject { row, column, reason } in rejects {
            let mut writer = RowWriter::new(self.format, &mut rows);
            writer.field("row", Value::Number(*row));
            writer.field("column", Value::Text(column.as_deref().unwrap_or_default()));
            writer.field("reason", Value::Text(reason));
            writer.end();
        }
        self.write(&rows)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes).with_context(|| self.path.display().to_string())
    }
}
