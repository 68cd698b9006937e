//! The files that a configuration names: whether they can be read, and by whom.

use std::{
    fs, io,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use super::{
    report::{Report, Severity, given, line},
    yaml::Text,
};

/// The files that a configuration names.
#[derive(Default)]
pub(super) struct Files(Vec<File>);

struct File {
    /// The entry that names it, with its block.
    entry: &'static str,
    path: PathBuf,
    line: Option<u64>,
    /// Whether other users must not read it.
    secret: bool,
}

impl Files {
    /// A file with a secret. The entry's name has its block before it.
    pub(super) fn secret(&mut self, entry: &'static str, value: Option<&Text>, report: &mut Report) -> Option<PathBuf> {
        self.add(entry, value, true, report)
    }

    /// A file that anyone may read.
    pub(super) fn public(&mut self, entry: &'static str, value: Option<&Text>, report: &mut Report) -> Option<PathBuf> {
        self.add(entry, value, false, report)
    }

    fn add(&mut self, entry: &'static str, value: Option<&Text>, secret: bool, report: &mut Report) -> Option<PathBuf> {
        let text = given(value)?;
        let path = PathBuf::from(&text.value);
        if !path.is_absolute() {
            report.error(text, format!("`{entry}` needs a file's whole path, from `/` on"));
            return None;
        }
        self.0.push(File { entry, path: path.clone(), line: line(text), secret });
        Some(path)
    }

    /// Looks at each file, and returns the entries of those that cannot be read.
    pub(super) fn check(&self, report: &mut Report) -> Vec<&'static str> {
        let mut unreadable = Vec::new();
        for File { entry, path, line, secret } in &self.0 {
            match mode(path) {
                Err(error) => {
                    report.add(Severity::Error, *line, explain(entry, &error));
                    unreadable.push(*entry);
                }
                Ok(mode) if *secret && mode & 0o007 != 0 => {
                    let text = "every user of this machine has access to this file; `chmod o= FILE` mends that";
                    report.add(Severity::Warning, *line, format!("`{entry}`: {text}"));
                }
                Ok(_) => {}
            }
        }
        unreadable
    }
}

/// The mode of a file that can be read.
pub(super) fn mode(path: &Path) -> io::Result<u32> {
    // Opening a pipe would wait for its writer.
    if !fs::metadata(path)?.is_file() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    Ok(fs::File::open(path)?.metadata()?.permissions().mode())
}

fn explain(entry: &str, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => format!("`{entry}`: this file does not exist; put it there, or mend the path"),
        io::ErrorKind::PermissionDenied => {
            format!("`{entry}`: this user may not read the file; give the daemon's group the right to read it")
        }
        io::ErrorKind::IsADirectory => format!("`{entry}` needs a file; this is a folder or a device"),
        _ => format!("`{entry}`: this file cannot be read: {error}"),
    }
}
