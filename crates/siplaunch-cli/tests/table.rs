//! The cases that hold for the command wherever it runs: here as a program, in the Python package through its module.

#![cfg(unix)]

use std::{
    collections::BTreeMap,
    fs::{self, OpenOptions, Permissions},
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    process::{Command, Stdio},
};

use serde::Deserialize;

#[derive(Deserialize)]
struct Table {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    args: Vec<String>,
    #[serde(default)]
    stdin: String,
    #[serde(default)]
    env: BTreeMap<String, String>,
    #[serde(default)]
    files: BTreeMap<String, String>,
    status: i32,
    stdout: String,
    stderr: String,
}

#[test]
fn every_case() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/command/cases.json");
    let table: Table = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    assert!(table.cases.len() > 20);
    for Case { name, args, stdin, env, files, status, stdout, stderr } in table.cases {
        let folder = tempfile::tempdir().unwrap();
        for (file, text) in files {
            let mut file = OpenOptions::new().write(true).create_new(true).open(folder.path().join(file)).unwrap();
            file.set_permissions(Permissions::from_mode(0o600)).unwrap();
            file.write_all(text.as_bytes()).unwrap();
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_siplaunch"));
        let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = pipes.args(args).env_clear().envs(env).current_dir(folder.path()).spawn().unwrap();
        // A case of wrong usage does not read it.
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), stderr, "{name}");
        assert_eq!(String::from_utf8(output.stdout).unwrap(), stdout, "{name}");
        assert_eq!(output.status.code(), Some(status), "{name}");
    }
}
