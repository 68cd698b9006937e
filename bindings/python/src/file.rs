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
    if let Some(mode) = exposed_mode(&file)? {
        let path = path.display();
        let text = format!("{path} has mode {mode:04o}, too open for a file with secrets: chmod 0600 or 0640");
        PyErr::warn(py, &py.get_type::<PyUserWarning>(), &CString::new(text)?, 1)?;
    }
    let mut text = Zeroizing::new(String::with_capacity(MAX_LEN));
    file.take(MAX_LEN as u64).read_to_string(&mut text)?;
    Ok(text)
}

/// The permissions of a file that are too open for secrets.
#[cfg(unix)]
fn exposed_mode(file: &File) -> io::Result<Option<u32>> {
    use std::os::unix::fs::PermissionsExt as _;

    let metadata = file.metadata()?;
    let mode = metadata.permissions().mode() & 0o777;
    Ok((metadata.is_file() && siplaunch::is_exposed(mode)).then_some(mode))
}

#[cfg(not(unix))]
fn exposed_mode(_file: &File) -> io::Result<Option<u32>> {
    Ok(None)
}
