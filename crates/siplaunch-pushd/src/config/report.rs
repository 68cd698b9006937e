//! The findings about a configuration file: warnings and errors, each with its line.

use std::fmt;

use serde_saphyr::Spanned;

use super::yaml::Text;

/// A warning or an error about a configuration file. It holds names of entries, and no values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) severity: Severity,
    /// The line, from 1; none if it is about the whole file.
    pub(crate) line: Option<u64>,
    pub(crate) text: String,
}

/// Whether the daemon can start with a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Severity {
    Warning,
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// Why a configuration file cannot be used: at least one error, and the warnings.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Errors(pub(crate) Vec<Finding>);

/// Collects what is found while the file is read, so that one run names all faults.
#[derive(Debug, Default)]
pub(super) struct Report {
    findings: Vec<Finding>,
}

impl Report {
    /// All findings in the order of their lines.
    pub(super) fn into_findings(mut self) -> Vec<Finding> {
        self.findings.sort_by_key(|finding| (finding.line.is_none(), finding.line));
        self.findings
    }

    pub(super) fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    pub(super) fn warn<T>(&mut self, at: &Spanned<T>, text: impl Into<String>) {
        self.add(Severity::Warning, line(at), text);
    }

    pub(super) fn error<T>(&mut self, at: &Spanned<T>, text: impl Into<String>) {
        self.add(Severity::Error, line(at), text);
    }

    /// A finding of any kind.
    pub(super) fn add(&mut self, severity: Severity, line: Option<u64>, text: impl Into<String>) {
        self.findings.push(Finding { severity, line, text: text.into() });
    }

    /// The value of an entry, or its default. A value that `parse` refuses is an error: it must be what is `expected`.
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

/// The line of a value.
pub(super) fn line<T>(at: &Spanned<T>) -> Option<u64> {
    Some(at.referenced.line()).filter(|&line| line > 0)
}
