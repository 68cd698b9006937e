//! Reads TOML and leaves no copy of it: decoded text is wiped, and errors hold none of it.

use alloc::{string::String, vec::Vec};

use toml_parser::{
    ParseError, Raw, Source,
    decoder::{ScalarKind, StringBuilder},
    parser::{EventKind, RecursionGuard, ValidateWhitespace, parse_document},
};
use zeroize::Zeroizing;

/// The depth to which tables in braces may nest: brand files and key files need less.
const MAX_DEPTH: u32 = 4;

/// The value of a name.
pub(crate) enum Entry {
    Table,
    Value(Text, ScalarKind),
}

impl Entry {
    pub(crate) fn into_string(self) -> Option<Zeroizing<String>> {
        if let Self::Value(Text(text), ScalarKind::String) = self { Some(text) } else { None }
    }

    pub(crate) fn to_u8(&self) -> Option<u8> {
        let Self::Value(Text(digits), ScalarKind::Integer(radix)) = self else { return None };
        u8::from_str_radix(digits, radix.value()).ok()
    }
}

/// Passes every table and every value to `take`, with its names from the outermost in. Stops where the text is no TOML,
/// or where `take` returns none, and returns that line, counted from 1.
pub(crate) fn read(text: &str, mut take: impl FnMut(&[&str], Entry) -> Option<()>) -> Result<(), usize> {
    let source = Source::new(text);
    let (mut events, mut error) = (Vec::new(), None);
    let mut checked = ValidateWhitespace::new(&mut events, source);
    parse_document(&source.lex().into_vec(), &mut RecursionGuard::new(&mut checked, MAX_DEPTH), &mut error);
    check(text, error.as_ref())?;

    let mut names: Vec<Text> = Vec::new();
    // The number of names of the table, and of each open table in braces.
    let mut tables = Vec::from([0]);
    for event in events {
        let raw = source.get(event).ok_or(1_usize)?;
        let mut entry = None;
        match event.kind() {
            EventKind::StdTableOpen => {
                tables = Vec::from([0]);
                names.clear();
            }
            EventKind::SimpleKey => names.push(Text::decode(raw, |text| raw.decode_key(text, &mut error)).0),
            EventKind::StdTableClose | EventKind::InlineTableOpen => {
                tables.push(names.len());
                entry = Some(Entry::Table);
            }
            EventKind::InlineTableClose => {
                tables.pop();
            }
            EventKind::Scalar => {
                let (text, kind) = Text::decode(raw, |text| raw.decode_scalar(text, &mut error));
                entry = Some(Entry::Value(text, kind));
            }
            EventKind::ArrayOpen | EventKind::ArrayTableOpen => return Err(line(text, event.span().start())),
            _ => {}
        }
        check(text, error.as_ref())?;
        if let Some(entry) = entry {
            let path: Vec<&str> = names.iter().map(|name| name.0.as_str()).collect();
            take(&path, entry).ok_or_else(|| line(text, event.span().start()))?;
        }
        if matches!(event.kind(), EventKind::Scalar | EventKind::InlineTableClose) {
            names.truncate(tables.last().copied().unwrap_or_default());
        }
    }
    Ok(())
}

fn check(text: &str, error: Option<&ParseError>) -> Result<(), usize> {
    let at = |error: &ParseError| error.unexpected().map_or(0, |span| span.start());
    error.map_or(Ok(()), |error| Err(line(text, at(error))))
}

fn line(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or_default().matches('\n').count() + 1
}

/// The decoded text of a name or a value, in memory that never grows.
pub(crate) struct Text(Zeroizing<String>);

impl Text {
    fn decode<'t, T>(raw: Raw<'t>, decode: impl FnOnce(&mut dyn StringBuilder<'t>) -> T) -> (Self, T) {
        // No decoded text is longer than its source.
        let mut text = Self(Zeroizing::new(String::with_capacity(raw.len())));
        let kind = decode(&mut text);
        (text, kind)
    }
}

impl<'t> StringBuilder<'t> for Text {
    fn clear(&mut self) {
        self.0.clear();
    }

    fn push_str(&mut self, piece: &'t str) -> bool {
        self.0.push_str(piece);
        true
    }

    fn push_char(&mut self, c: char) -> bool {
        self.0.push(c);
        true
    }
}
