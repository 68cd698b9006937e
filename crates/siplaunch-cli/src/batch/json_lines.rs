//! Rows of JSON Lines, one object a line.

use std::{borrow::Cow, collections::HashSet, fmt, mem};

use anyhow::Result;
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::{error::Category, value::RawValue};
use zeroize::Zeroizing;

use super::{
    chunk::{Chunk, Fields},
    columns::{Columns, Server},
    format::{Format, RowWriter, Value},
    rejects::Reject,
    source::{MAX_ROW, Source},
    table::MAX_COLUMNS,
    wiped::Wiped,
};

pub(super) struct JsonLines<'a> {
    source: Source,
    objects: Objects<'a>,
    number: u64,
}

impl<'a> JsonLines<'a> {
    pub(super) fn new(source: Source, columns: &'a Columns<'a>, output: Format) -> Self {
        Self { source, objects: Objects { columns, output, names: None, header: Wiped::default() }, number: 0 }
    }

    /// Fills a chunk with the next rows, the first one with the header of the output.
    pub(super) fn fill(&mut self, chunk: &mut Chunk) -> Result<()> {
        while !chunk.is_full() {
            if !self.find_row()? {
                // Without a good row, the output has only the columns that it adds.
                self.objects.name_columns(&[]);
                break;
            }
            self.number += 1;
            if let Err(reject) = self.objects.push(self.number, self.source.row(), chunk) {
                chunk.rejects.push(reject);
            }
        }
        chunk.header = mem::take(&mut self.objects.header);
        chunk.read = self.source.read();
        Ok(())
    }

    /// Finds the next line that is not empty. False at the end of the input.
    fn find_row(&mut self) -> Result<bool> {
        loop {
            self.source.begin_row();
            let is_end = !self.consume_line()?;
            if self.source.row().is_none_or(|line| !line.trim_ascii().is_empty()) {
                return Ok(true);
            }
            if is_end {
                return Ok(false);
            }
        }
    }

    /// Consumes bytes up to the end of the line. False if it is the end of the input.
    fn consume_line(&mut self) -> Result<bool> {
        loop {
            let unread = self.source.unread();
            if let Some(at) = memchr::memchr(b'\n', unread) {
                self.source.consume(at + 1);
                return Ok(true);
            }
            let len = unread.len();
            self.source.consume(len);
            if !self.source.read_more()? {
                return Ok(false);
            }
        }
    }
}

/// What becomes of the objects.
struct Objects<'a> {
    columns: &'a Columns<'a>,
    output: Format,
    /// The columns that a table keeps, once they are known: those of the first good row.
    names: Option<Vec<String>>,
    /// The header of the output, until a chunk has it.
    header: Wiped,
}

impl Objects<'_> {
    /// Adds the row of a line, which is nothing if it is too long.
    fn push(&mut self, number: u64, line: Option<&[u8]>, chunk: &mut Chunk) -> Result<(), Reject> {
        let refused = |reason: String| Reject::of_row(number, reason);
        let line = line.ok_or_else(|| refused(format!("the row has more than {MAX_ROW} bytes")))?;
        let line = str::from_utf8(line).map_err(|_| refused("it is not UTF-8".into()))?;
        let members = Members::parse(line).map_err(|reason| refused(reason.into()))?;
        members.check(self.columns).map_err(refused)?;
        let text = |name| members.text(name).map_err(|reason| Reject::of_column(number, name, reason));
        let (username, password) = (text(self.columns.username)?, text(self.columns.password)?);
        let server = match self.columns.server {
            Server::Fixed(server) => Zeroizing::new(server.to_owned()),
            Server::Column(name) => text(name)?,
        };
        let name = self.columns.name.map_or(Ok(Zeroizing::default()), text)?;
        let fields = Fields { username: &username, server: &server, password: &password, name: &name };
        let kept: Vec<_> = members.0.iter().filter(|(key, _)| self.columns.keeps(key)).collect();
        if self.output.has_header() {
            self.name_columns(&kept);
            let cells = self.cells(&kept).map_err(refused)?;
            chunk.push(number, fields, |out| self.write_cells(&cells, out));
        } else {
            chunk.push(number, fields, |out| {
                let mut writer = RowWriter::fields(self.output, out);
                kept.iter().map(|(key, value)| writer.field(key, Value::Json(value.get()))).count()
            });
        }
        Ok(())
    }

    /// Takes the columns of the output from the first good row.
    fn name_columns(&mut self, kept: &[&Member<'_>]) {
        if self.names.is_none() {
            let names: Vec<_> = kept.iter().map(|(key, _)| key.to_string()).collect();
            self.output.write_header(self.columns.output_names(&names), &mut self.header);
            self.names = Some(names);
        }
    }

    /// The values by column of the output.
    fn cells<'m>(&self, kept: &[&Member<'m>]) -> Result<Vec<Option<&'m RawValue>>, String> {
        let names = self.names.as_deref().unwrap_or_default();
        if kept.len() > MAX_COLUMNS {
            return Err(format!("the row has more than {MAX_COLUMNS} fields"));
        }
        let mut cells = vec![None; names.len()];
        for (index, (key, value)) in kept.iter().enumerate() {
            let is_next = names.get(index).is_some_and(|name| name == key);
            let place = if is_next { Some(index) } else { names.iter().position(|name| name == key) };
            let place =
                place.ok_or("the row has a key that the first row does not have: a table needs the same ones")?;
            cells[place] = Some(*value);
        }
        Ok(cells)
    }

    fn write_cells(&self, cells: &[Option<&RawValue>], out: &mut Wiped) -> usize {
        let mut writer = RowWriter::fields(self.output, out);
        for value in cells {
            let json = value.map_or("null", RawValue::get);
            match serde_json::from_str::<Zeroizing<String>>(json) {
                Ok(text) => writer.field("", Value::Text(&text)),
                Err(_) if json == "null" => writer.field("", Value::Text("")),
                Err(_) => writer.field("", Value::Json(json)),
            }
        }
        cells.len()
    }
}

type Member<'a> = (Cow<'a, str>, &'a RawValue);

/// The keys and values of an object, in its order.
struct Members<'a>(Vec<Member<'a>>);

impl<'a> Members<'a> {
    fn parse(line: &'a str) -> Result<Self, &'static str> {
        serde_json::from_str(line).map_err(|error| match error.classify() {
            Category::Data => "it is not a JSON object",
            _ => "it is not JSON",
        })
    }

    /// Refuses keys that are there twice, or that the batch adds. Any other key is not named: it could be anything.
    fn check(&self, columns: &Columns<'_>) -> Result<(), String> {
        let mut seen = HashSet::with_capacity(self.0.len());
        for (key, _) in &self.0 {
            if !seen.insert(key) {
                return Err("the row has a key twice".into());
            }
            if columns.keeps(key) && columns.adds(key) {
                return Err(format!("the row has a key {key} already, which the batch adds: rename or remove it"));
            }
        }
        Ok(())
    }

    fn text(&self, name: &str) -> Result<Zeroizing<String>, &'static str> {
        let (_, value) = self.0.iter().find(|(key, _)| key == name).ok_or("the row does not have this key")?;
        serde_json::from_str(value.get()).map_err(|_| "it is not a text: put quotes around it")
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((Key(key), value)) = map.next_entry()? {
                    members.push((key, value));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Object)
    }
}

/// A key, without a copy if it has no escapes.
#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);
