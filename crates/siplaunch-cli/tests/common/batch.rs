//! `siplaunch batch` in a folder of its own.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use super::{portal::Portal, process::capture, siplaunch::BINARY, text};

/// A folder with a key file, where a table becomes another.
pub(crate) struct Desk {
    pub(crate) portal: Portal,
}

/// What a run has left.
pub(crate) struct Done {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self { portal: Portal::new() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.portal.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).expect("written");
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o600)).expect("mode set");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("a file in UTF-8")
    }

    /// The names of all files but the key file.
    pub(crate) fn files(&self) -> Vec<String> {
        names(self.portal.folder.path()).into_iter().filter(|name| name != "keys.toml").collect()
    }

    /// The command in this folder, for a portal at the usual address.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(BINARY);
        command.arg("batch").args(args).args(["--base", "https://portal.example/p"]);
        command.current_dir(self.portal.folder.path());
        command
    }

    pub(crate) fn run(&self, args: &[&str], stdin: impl AsRef<[u8]>) -> Done {
        let Output { status, stdout, stderr } = capture(&mut self.command(args), stdin);
        Done { status: status.code(), stdout: text(&stdout).to_owned(), stderr: text(&stderr).to_owned() }
    }

    /// Runs it from one table to another, without the note on the published key.
    pub(crate) fn convert(&self, format: &str, table: impl AsRef<[u8]>, args: &[&str]) -> Done {
        let mut done = self.run(&[&["-", "--format", format, "-o", "-"], args].concat(), table);
        let note = "siplaunch: no brand given, using the published sip:phone app: its key is public\n";
        done.stderr = done.stderr.replace(note, "");
        done
    }
}

/// The names of a folder's files.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<_> = entries.map(|name| name.into_string().expect("UTF-8")).collect();
    names.sort();
    names
}
