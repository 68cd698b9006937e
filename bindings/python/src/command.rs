use std::{ffi::OsString, iter, process::ExitCode};

use pyo3::prelude::*;

/// Runs the `siplaunch` command with these arguments and returns its exit status.
#[pyfunction]
pub(crate) fn run_command(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    let code = py.detach(|| siplaunch_cli::run(iter::once("siplaunch".into()).chain(arguments)));
    // An `ExitCode` keeps its number to itself.
    (0..=u8::MAX).find(|&status| code == ExitCode::from(status)).expect("the command makes exit codes of u8 only")
}
