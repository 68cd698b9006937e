//! A portal that seals its links with the command.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::PathBuf,
    process::{Command, Output},
};

use siplaunch::{Credentials, KeyRing, Seal};
use tempfile::TempDir;

use super::{process::capture, siplaunch::BINARY, text};

/// A folder with a key file.
pub(crate) struct Portal {
    pub(crate) folder: TempDir,
}

impl Portal {
    pub(crate) fn new() -> Self {
        let portal = Self { folder: tempfile::tempdir().expect("a folder") };
        assert!(portal.keygen(&[]).status.success());
        portal
    }

    pub(crate) fn keys(&self) -> PathBuf {
        self.folder.path().join("keys.toml")
    }

    /// A brand file with the published app's values.
    pub(crate) fn brand(&self) -> PathBuf {
        let path = self.folder.path().join("brand.toml");
        fs::write(&path, "key = \"iBmTdavJ8joPW3HO\"\niv = \"tww21lQe6cmywrp3\"\n").expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("mode set");
        path
    }

    pub(crate) fn keygen(&self, args: &[&str]) -> Output {
        capture(Command::new(BINARY).arg("keygen").args(args).arg(self.keys()), "")
    }

    pub(crate) fn link_with(&self, args: &[&str]) -> Output {
        let link = ["link", "--username", "testuser", "--server", "example.org", "--base", "https://portal.example/p"];
        capture(Command::new(BINARY).args(link).arg("--seal").arg("--key-file").arg(self.keys()).args(args), "testpass")
    }

    pub(crate) fn link(&self) -> String {
        link_of(&self.link_with(&[]))
    }

    pub(crate) fn one_time_link(&self) -> String {
        link_of(&self.link_with(&["--once"]))
    }

    /// A link whose time was over long ago, which the command refuses to make.
    pub(crate) fn expired_link(&self) -> String {
        let keys = fs::read_to_string(self.keys()).expect("a key file");
        let keys = KeyRing::from_toml(&keys).expect("keys");
        let credentials = Credentials { username: "testuser", server: "example.org", password: "testpass" };
        let sealed = keys.seal(credentials, Seal { expires: 1_000_000_000, context: b"" }).expect("a sealed link");
        format!("https://portal.example/p?c={sealed}")
    }

    pub(crate) fn open(&self, link: &str, args: &[&str]) -> Output {
        capture(Command::new(BINARY).arg("open").arg("--key-file").arg(self.keys()).args(args), link)
    }

    pub(crate) fn opens(&self, link: &str) -> bool {
        self.open(link, &[]).status.success()
    }

    pub(crate) fn id(&self, link: &str) -> String {
        let report: serde_json::Value = serde_json::from_slice(&self.open(link, &["--json"]).stdout).expect("JSON");
        report["id"].as_str().expect("an id").to_owned()
    }
}

fn link_of(output: &Output) -> String {
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout).trim().to_owned()
}

pub(crate) fn query(link: &str) -> &str {
    link.split_once('?').expect("a query").1
}
