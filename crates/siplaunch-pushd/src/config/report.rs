//! What a configuration file is told about: warnings and errors, each with its line.

use std::fmt;

use serde_saphyr::Spanned;

use super::{Config, Loaded, files::File, yaml::Text};

/// A warning or an error about a configuration file. It holds names of entries and files, and no values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    /// The line, from 1; none if it is about the whole file.
    pub(crate) line: Option<u64>,
    pub(crate) text: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.text),
            None => f.write_str(&self.text),
        }
    }
}

/// Why a configuration file cannot be used: at least one error.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) struct Errors(pub(crate) Vec<Finding>);

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().enumerate().try_for_each(|(index, error)| {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{error}")
        })
    }
}

/// Collects what is found while the file is read, so that one run names all faults.
#[derive(Default)]
pub(super) struct Report {
    pub(super) warnings: Vec<Finding>,
    pub(super) errors: Vec<Finding>,
    /// The files that the configuration names.
    pub(super) files: Vec<File>,
}

impl Report {
    /// The configuration with its warnings, unless there is an error.
    pub(super) fn into_result(self, config: Config) -> Result<Loaded, Errors> {
        if self.errors.is_empty() { Ok(Loaded { config, warnings: self.warnings }) } else { Err(Errors(self.errors)) }
    }

    pub(super) fn warn<T>(&mut self, at: &Spanned<T>, text: impl Into<String>) {
        self.warnings.push(Finding { line: line(at), text: text.into() });
    }

    pub(super) fn error<T>(&mut self, at: &Spanned<T>, text: impl Into<String>) {
        self.errors.push(Finding { line: line(at), text: text.into() });
    }

    /// An error about the whole file.
    pub(super) fn fault(&mut self, text: impl Into<String>) {
        self.errors.push(Finding { line: None, text: text.into() });
    }

    /// The value of an entry, or its default. A value that `parse` refuses is an error: the entry must be `expected`.
    pub(super) fn value<T>(
        &mut self,
        value: Option<&Text>,
        default: T,
        expected: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> T {
        self.optional(value, expected, parse).unwrap_or(default)
    }

    /// The value of an entry without a default.
    pub(super) fn optional<T>(
        &mut self,
        value: Option<&Text>,
        expected: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = given(value)?;
        let parsed = parse(&text.value);
        if parsed.is_none() {
            self.error(text, expected);
        }
        parsed
    }
}

/// The value, if there is one: sip:carrier writes an entry that is not used as `''`.
pub(super) fn given(value: Option<&Text>) -> Option<&Text> {
    value.filter(|text| !text.value.is_empty())
}

pub(super) fn line<T>(at: &Spanned<T>) -> Option<u64> {
    Some(at.referenced.line()).filter(|&line| line > 0)
}
