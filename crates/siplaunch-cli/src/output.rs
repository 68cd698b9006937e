//! The one place that writes to standard output and to files. Files are private, and written whole or not at all.

use std::{
    fs::{self, File},
    io::{self, IsTerminal as _, StdoutLock, Write as _},
    path::{self, Path},
};

use anyhow::{Context as _, Error, Result, anyhow, bail};
use serde::Serialize;
use tempfile::{Builder, NamedTempFile};

use crate::{json, stderr};

/// How the names of files begin that are not finished.
pub(crate) const TEMPORARY: &str = ".siplaunch-";

/// Writes to standard output, and flushes it so that no error is lost.
pub(crate) fn print(write: impl FnOnce(&mut StdoutLock<'_>) -> io::Result<()>) -> Result<()> {
    let mut out = stdout().lock();
    write(&mut out).and_then(|()| out.flush()).context("standard output")
}

/// Writes to standard output as [`print`] does, of a source that can fail too.
#[cfg(feature = "claims")]
pub(crate) fn print_from(write: impl FnOnce(&mut StdoutLock<'_>) -> Result<()>) -> Result<()> {
    let mut out = stdout().lock();
    write(&mut out)?;
    out.flush().context("standard output")
}

/// Standard output, for an output in parts. [`print`] is for the others.
pub(crate) fn lock() -> StdoutLock<'static> {
    stdout().lock()
}

/// Whether the error is that the reader of standard output has closed it, as `head` does when it has enough.
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

/// Writes bytes that are no text to a file or, for `-`, to standard output if it is no terminal.
pub(crate) fn write_binary(path: &Path, bytes: &[u8]) -> Result<()> {
    if path == Path::new("-") && is_terminal() {
        bail!("standard output is a terminal: name a file, or redirect it");
    }
    write(path, bytes)
}

/// Writes a file that only its owner can read, over an older one, or, for `-`, to standard output.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if path == Path::new("-") {
        return print(|out| out.write_all(bytes));
    }
    write_file(path, bytes, Over::File).with_context(|| path.display().to_string())
}

/// The file that a new file may replace.
#[derive(Clone, Copy)]
pub(crate) enum Over {
    /// None. The text is the advice if there is one. The folder says whether its group can read the new file.
    Nothing(&'static str),
    /// Any.
    File,
    /// Any, whose owner, group and mode the new file gets.
    FileOfOwner,
}

/// Writes a file that only its owner can read, whole or not at all.
pub(crate) fn write_file(path: &Path, bytes: &[u8], over: Over) -> Result<()> {
    let mut file = NewFile::new(path, over)?;
    file.write_all(bytes)?;
    file.finish()
}

/// A file that only its owner can read, and that has its name only when it is [finished](NewFile::finish).
pub(crate) struct NewFile<'a> {
    path: &'a Path,
    over: Over,
    file: NamedTempFile,
}

impl<'a> NewFile<'a> {
    pub(crate) fn new(path: &'a Path, over: Over) -> Result<Self> {
        check_place(path, over)?;
        let folder = folder(path);
        let file = Builder::new().prefix(TEMPORARY).tempfile_in(folder);
        // The errors of `Builder` show its random name.
        let file = file.map_err(|error| cannot_make(folder, error.kind()))?;
        Ok(Self { path, over, file })
    }

    /// The name that it has until then.
    pub(crate) fn temporary_path(&self) -> &Path {
        self.file.path()
    }

    pub(crate) fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.as_file_mut().write_all(bytes)
    }

    /// Gives it its name, once all of it is on the disk.
    pub(crate) fn finish(self) -> Result<()> {
        let Self { path, over, file } = self;
        file.as_file().sync_all()?;
        let is_shared = matches!(over, Over::Nothing(_)) && share_in_folder(folder(path), file.as_file())?;
        if let Over::FileOfOwner = over {
            keep_owner(path, file.as_file())?;
        }
        let persisted = match over {
            Over::Nothing(_) => file.persist_noclobber(path),
            Over::File | Over::FileOfOwner => file.persist(path),
        };
        persisted.map_err(|failed| failed.error)?;
        File::open(folder(path))?.sync_all()?;
        if is_shared {
            stderr::say(format_args!("{} has mode 0640: its folder shares new files with its group", path.display()));
        }
        Ok(())
    }
}

/// The folder of a file.
pub(crate) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Refuses to replace a folder, a device or a link.
fn check_place(path: &Path, over: Over) -> Result<()> {
    let found = fs::symlink_metadata(path);
    let is_folder = path.as_os_str().as_encoded_bytes().last().is_some_and(|byte| path::is_separator((*byte).into()));
    match (found, over) {
        (Ok(found), _) if found.is_dir() => bail!("it is a folder, not a file: name a file in it"),
        (Ok(found), _) if !found.is_file() => bail!("there is something that is not a file: choose another name"),
        (Ok(_), Over::Nothing(fix)) => bail!("there is a file already: {fix}"),
        _ if is_folder => bail!("the name of a file must not end in a slash"),
        _ => Ok(()),
    }
}

pub(crate) fn cannot_make(folder: &Path, kind: io::ErrorKind) -> Error {
    let folder_name = folder.display();
    match kind {
        io::ErrorKind::NotFound if !folder.exists() => anyhow!("there is no folder {folder_name}: make it first"),
        io::ErrorKind::NotADirectory => anyhow!("{folder_name} is not a folder"),
        kind => anyhow!("no file can be made in the folder {folder_name}: {kind}"),
    }
}

/// Lets the group read a file in a folder with the set-group-ID bit, in which files get the folder's group.
#[cfg(unix)]
fn share_in_folder(folder: &Path, new: &File) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;

    let is_shared = folder.metadata()?.permissions().mode() & 0o2000 != 0;
    if is_shared {
        new.set_permissions(fs::Permissions::from_mode(0o640))?;
    }
    Ok(is_shared)
}

#[cfg(not(unix))]
fn share_in_folder(_folder: &Path, _new: &File) -> io::Result<bool> {
    Ok(false)
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
