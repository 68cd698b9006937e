//! The files that a configuration names: whether they are there, and who may read them.

use std::{
    fs, io,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use super::{
    report::{Finding, Report, given, line},
    yaml::Text,
};

/// A file that a configuration names.
pub(super) struct File {
    /// The entry that names it.
    entry: &'static str,
    path: PathBuf,
    line: Option<u64>,
    /// Whether other users must not read it.
    secret: bool,
}

impl Report {
    /// A file with a secret.
    pub(super) fn secret_file(&mut self, entry: &'static str, value: Option<&Text>) -> Option<PathBuf> {
        self.file(entry, value, true)
    }

    /// A file that anyone may read.
    pub(super) fn public_file(&mut self, entry: &'static str, value: Option<&Text>) -> Option<PathBuf> {
        self.file(entry, value, false)
    }

    fn file(&mut self, entry: &'static str, value: Option<&Text>, secret: bool) -> Option<PathBuf> {
        let text = given(value)?;
        let path = PathBuf::from(&text.value);
        if !path.is_absolute() {
            self.error(text, format!("`{entry}` needs a file's whole path, from `/` on"));
            return None;
        }
        self.files.push(File { entry, path: path.clone(), line: line(text), secret });
        Some(path)
    }

    /// Looks at the files that are named so far.
    pub(super) fn check_files(&mut self) {
        for File { entry, path, line, secret } in std::mem::take(&mut self.files) {
            let add = |findings: &mut Vec<Finding>, text| findings.push(Finding { line, text });
            match mode(&path) {
                Err(error) => add(&mut self.errors, unreadable(entry, &error)),
                Ok(mode) if secret && mode & 0o007 != 0 => add(
                    &mut self.warnings,
                    format!("every user of this machine has access to the file of `{entry}`: `chmod o= FILE` mends it"),
                ),
                Ok(_) => {}
            }
        }
    }
}

/// The mode of a file that can be read.
fn mode(path: &Path) -> io::Result<u32> {
    // Opening a pipe would wait for its writer.
    if !fs::metadata(path)?.is_file() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    Ok(fs::File::open(path)?.metadata()?.permissions().mode())
}

fn unreadable(entry: &str, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => format!("the file of `{entry}` does not exist; put it there, or mend the path"),
        io::ErrorKind::PermissionDenied => {
            format!("the daemon's user may not read the file of `{entry}`; give its group the right")
        }
        io::ErrorKind::IsADirectory => format!("`{entry}` names a folder or a device; it needs a file"),
        _ => format!("the file of `{entry}` cannot be read: {error}"),
    }
}
