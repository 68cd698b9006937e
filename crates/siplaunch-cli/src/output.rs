//! The one place that writes to standard output, and files that must not be seen by others, or only in part.

use std::{
    fs::{self, File},
    io::{self, IsTerminal as _, StdoutLock, Write as _},
    path::{self, Path},
};

use anyhow::{Context as _, Error, Result, anyhow, bail};
use serde::Serialize;
use tempfile::NamedTempFile;

use crate::json;

/// Writes to standard output, to the last byte: what stays in a buffer could be lost without a word.
pub(crate) fn print(write: impl FnOnce(&mut StdoutLock<'_>) -> io::Result<()>) -> Result<()> {
    let mut out = stdout().lock();
    write(&mut out).and_then(|()| out.flush()).context("standard output")
}

/// Whether the error says only that the reader of standard output has gone, as `head` goes when it has enough.
pub(crate) fn is_gone_reader(error: &Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// Whether standard output is a terminal.
pub(crate) fn is_terminal() -> bool {
    stdout().is_terminal()
}

#[expect(clippy::disallowed_methods, reason = "all of the command's output goes through here")]
fn stdout() -> io::Stdout {
    io::stdout()
}

/// Indented JSON and a newline on standard output.
pub(crate) fn print_json(value: &impl Serialize) -> Result<()> {
    let json = json::pretty(value)?;
    print(|out| writeln!(out, "{}", *json))
}

/// Bytes that are no text, to a file or, as `-`, to a standard output that is no terminal.
pub(crate) fn write_binary(path: &Path, bytes: &[u8]) -> Result<()> {
    if path == Path::new("-") && is_terminal() {
        bail!("standard output is a terminal: name a file, or redirect it");
    }
    write(path, bytes)
}

/// A file readable by its owner only, whole or not at all, over one that may be there; standard output as `-`.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if path == Path::new("-") {
        return print(|out| out.write_all(bytes));
    }
    write_file(path, bytes, Over::File).with_context(|| path.display().to_string())
}

/// What a new file may take the place of.
#[derive(Clone, Copy)]
pub(crate) enum Over {
    /// Else the text says what to do.
    Nothing(&'static str),
    File,
    /// Whose owner and group can read the new one too.
    FileOfOwner,
}

/// A file readable by its owner only, whole or not at all.
pub(crate) fn write_file(path: &Path, bytes: &[u8], over: Over) -> Result<()> {
    check_place(path, over)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // The errors of `NamedTempFile` itself show its name, which tells nobody anything.
    let mut file = NamedTempFile::new_in(folder).map_err(|error| cannot_make(folder, error.kind()))?;
    file.as_file_mut().write_all(bytes)?;
    file.as_file().sync_all()?;
    if let Over::FileOfOwner = over {
        keep_owner(path, file.as_file())?;
    }
    let persisted = match over {
        Over::Nothing(_) => file.persist_noclobber(path),
        Over::File | Over::FileOfOwner => file.persist(path),
    };
    persisted.map_err(|failed| failed.error)?;
    Ok(File::open(folder)?.sync_all()?)
}

/// Refuses what no file can take the place of, or none should: in that of a device or a link it would break it.
fn check_place(path: &Path, over: Over) -> Result<()> {
    let found = fs::symlink_metadata(path);
    let is_folder = path.as_os_str().as_encoded_bytes().last().is_some_and(|byte| path::is_separator((*byte).into()));
    match (found, over) {
        (Ok(found), _) if found.is_dir() => bail!("it is a folder, not a file: name a file in it"),
        (Ok(found), _) if !found.is_file() => bail!("there is something that is not a file"),
        (Ok(_), Over::Nothing(fix)) => bail!("there is a file already: {fix}"),
        _ if is_folder => bail!("the name of a file must not end in a separator of folders"),
        _ => Ok(()),
    }
}

fn cannot_make(folder: &Path, kind: io::ErrorKind) -> Error {
    let folder_name = folder.display();
    match kind {
        io::ErrorKind::NotFound if !folder.exists() => anyhow!("there is no folder {folder_name}: make it first"),
        io::ErrorKind::NotADirectory => anyhow!("{folder_name} is not a folder"),
        kind => anyhow!("no file can be made in the folder {folder_name}: {kind}"),
    }
}

#[cfg(unix)]
fn keep_owner(old: &Path, new: &File) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};

    let old = old.metadata()?;
    fchown(new, Some(old.uid()), Some(old.gid()))?;
    new.set_permissions(fs::Permissions::from_mode(old.mode() & 0o640))
}

#[cfg(not(unix))]
fn keep_owner(_old: &Path, _new: &File) -> io::Result<()> {
    Ok(())
}
