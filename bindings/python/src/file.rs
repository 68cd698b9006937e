//! Files with secrets.

use std::{
    ffi::CString,
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use pyo3::{exceptions::PyUserWarning, prelude::*};
use zeroize::Zeroizing;

/// No brand file or key file is longer. The text gets this room at once: growing would leave copies behind.
const MAX_LEN: usize = 64 << 10;

/// Reads a file, and warns if its mode is too open.
pub(crate) fn read_secret_file(py: Python<'_>, path: &Path) -> PyResult<Zeroizing<String>> {
    let file = File::open(path)?;
    if let Some(warning) = mode_warning(path, &file)? {
        PyErr::warn(py, &py.get_type::<PyUserWarning>(), &CString::new(warning)?, 1)?;
    }
    let mut text = Zeroizing::new(String::with_capacity(MAX_LEN));
    file.take(MAX_LEN as u64).read_to_string(&mut text)?;
    Ok(text)
}

#[cfg(unix)]
fn mode_warning(path: &Path, file: &File) -> io::Result<Option<String>> {
    use std::os::unix::fs::PermissionsExt as _;

    let metadata = file.metadata()?;
    let mode = metadata.permissions().mode() & 0o777;
    let warning = siplaunch::mode_warning(mode).filter(|_| metadata.is_file());
    Ok(warning.map(|warning| format!("{} has mode {mode:04o}, {warning}", path.display())))
}

#[cfg(not(unix))]
fn mode_warning(_path: &Path, _file: &File) -> io::Result<Option<String>> {
    Ok(None)
}
