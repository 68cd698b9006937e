//! The command's cases, which the Python package's tests read too.

use std::{
    collections::BTreeMap,
    fs::{self, OpenOptions, Permissions},
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    process::{Command, Output},
};

use serde::Deserialize;

use super::process::feed;

#[derive(Deserialize)]
struct Table {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
pub(crate) struct Case {
    pub(crate) name: String,
    #[serde(flatten)]
    pub(crate) run: Run,
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The arguments, input, environment and files of a run.
#[derive(Default, Deserialize)]
pub(crate) struct Run {
    pub(crate) args: Vec<String>,
    #[serde(default)]
    pub(crate) stdin: String,
    #[serde(default)]
    pub(crate) env: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) files: BTreeMap<String, String>,
}

pub(crate) fn cases() -> Vec<Case> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/command/cases.json");
    let table: Table = serde_json::from_slice(&fs::read(path).expect("the table")).expect("cases");
    assert!(table.cases.len() > 20);
    table.cases
}

impl Run {
    /// Runs the command in a new folder, to its end.
    pub(crate) fn output(&self, command: &mut Command) -> Output {
        let folder = tempfile::tempdir().expect("a folder");
        for (file, text) in &self.files {
            let path = folder.path().join(file);
            let mut file = OpenOptions::new().write(true).create_new(true).open(path).expect("a new file");
            file.set_permissions(Permissions::from_mode(0o600)).expect("mode set");
            file.write_all(text.as_bytes()).expect("written");
        }
        feed(command.args(&self.args).env_clear().envs(&self.env).current_dir(folder.path()), &self.stdin)
    }
}
