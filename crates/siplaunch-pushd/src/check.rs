//! The configuration file at start and for `--check`: its warnings and errors, with the file's name.

use std::{
    io::{self, Write as _},
    path::Path,
};

use anyhow::anyhow;

use crate::config::{self, Loaded};

/// Loads the configuration and writes its warnings to standard error.
///
/// # Errors
///
/// All of the configuration's, a line each.
pub(crate) fn load(path: &Path) -> anyhow::Result<Loaded> {
    let loaded = config::load(path).map_err(|errors| {
        let lines: Vec<_> = errors.0.iter().map(|error| format!("{}: {error}", path.display())).collect();
        anyhow!(lines.join("\n"))
    })?;
    for warning in &loaded.warnings {
        _ = writeln!(io::stderr().lock(), "{}: warning: {warning}", path.display());
    }
    Ok(loaded)
}

/// Prints the effective configuration on standard output.
///
/// # Errors
///
/// The configuration's, or that of the output.
#[expect(clippy::disallowed_methods, reason = "the one place that writes there")]
pub(crate) fn print(path: &Path) -> anyhow::Result<()> {
    let yaml = load(path)?.config.to_yaml()?;
    Ok(io::stdout().lock().write_all(yaml.as_bytes())?)
}
