//! Files with secrets.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use pyo3::{exceptions::PyUserWarning, prelude::*};
use zeroize::Zeroizing;

/// No brand file or key file is longer. The text gets this room at once: growing would leave copies behind.
const MAX_LEN: usize = 64 << 10;

/// Reads a file, and warns if others may read it.
pub(crate) fn read_secret_file(py: Python<'_>, path: &Path) -> PyResult<Zeroizing<String>> {
    let file = File::open(path)?;
    if is_exposed(&file)? {
        let text = c"others may read a file with a siplaunch key: chmod 0600";
        PyErr::warn(py, &py.get_type::<PyUserWarning>(), text, 1)?;
    }
    let mut text = Zeroizing::new(String::with_capacity(MAX_LEN));
    file.take(MAX_LEN as u64).read_to_string(&mut text)?;
    Ok(text)
}

#[cfg(unix)]
fn is_exposed(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;

    let metadata = file.metadata()?;
    Ok(metadata.is_file() && siplaunch::is_exposed(metadata.permissions().mode()))
}

#[cfg(not(unix))]
fn is_exposed(_file: &File) -> io::Result<bool> {
    Ok(false)
}
