//! The configuration file at start and for `--check`: its findings go to standard error.

use std::{
    io::{self, Write as _},
    path::Path,
};

use anyhow::anyhow;

use crate::{
    config::{Errors, Finding, Loaded, Understood},
    daemon,
};

/// Loads the configuration, and writes its warnings and errors.
///
/// # Errors
///
/// The configuration cannot be used; the reasons are written already.
pub(crate) fn load(path: &Path) -> anyhow::Result<Loaded> {
    Understood::read(path).and_then(Understood::check_files).map_or_else(
        |errors| refuse(path, &errors),
        |loaded| {
            report(path, &loaded.warnings);
            Ok(loaded)
        },
    )
}

/// Prints the effective configuration on standard output, also if a file that it names is missing or has a fault.
///
/// # Errors
///
/// Those of [`load`], or the output's.
#[expect(clippy::disallowed_methods, reason = "the one place that writes there")]
pub(crate) fn print(path: &Path) -> anyhow::Result<()> {
    let understood = Understood::read(path).or_else(|errors| refuse(path, &errors))?;
    io::stdout().lock().write_all(understood.config.to_yaml()?.as_bytes())?;
    let loaded = understood.check_files().or_else(|errors| refuse(path, &errors))?;
    report(path, &loaded.warnings);
    daemon::check(&loaded.config)
}

fn refuse<T>(path: &Path, errors: &Errors) -> anyhow::Result<T> {
    report(path, &errors.0);
    Err(anyhow!("{} cannot be used", path.display()))
}

/// A finding a line, in the form that editors jump to.
fn report(path: &Path, findings: &[Finding]) {
    for Finding { severity, line, text } in findings {
        let line = line.map(|line| format!(":{line}")).unwrap_or_default();
        _ = writeln!(io::stderr().lock(), "{}{line}: {severity}: {text}", path.display());
    }
}
