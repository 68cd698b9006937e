//! The systemd unit.
#![cfg(unix)]

use std::{fs, process::Command};

const UNIT: &str = include_str!("../../../packaging/siplaunch-pushd.service");

#[test]
fn the_systemd_unit_is_valid_and_hardened() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("siplaunch-pushd.service");
    fs::write(&path, UNIT.replace("/usr/bin/siplaunch-pushd", env!("CARGO_BIN_EXE_siplaunch-pushd"))).expect("written");
    for args in [&["verify", "--man=no"][..], &["security", "--offline=true", "--threshold=15", "--no-pager"]] {
        let output = Command::new("systemd-analyze").args(args).arg(&path).output();
        let output = output.unwrap_or_else(|error| panic!("systemd-analyze: {error}: apt-get install systemd"));
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && errors.is_empty(), "{args:?}: {errors}");
    }
}
