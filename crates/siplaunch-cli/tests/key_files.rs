//! Who can read a key file, in folders with and without the set-group-ID bit.

#![cfg(unix)]

mod common;

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown},
    path::{Path, PathBuf},
    process::{Command, Output},
};

use common::{process::capture, siplaunch::BINARY, text};
use rustix::process::{getegid, geteuid, getgroups};
use tempfile::TempDir;

const UMASKS: [&str; 4] = ["000", "022", "077", "277"];

/// A folder of a group that is not the primary one of the user, if the user has another.
fn folder(mode: u32) -> (TempDir, u32) {
    let folder = tempfile::tempdir().expect("a folder");
    let own = getegid().as_raw();
    let other = getgroups().expect("groups").last().map_or(own, |group| group.as_raw());
    let group = if geteuid().is_root() { own + 54321 } else { other };
    chown(folder.path(), None, Some(group)).expect("group set");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).expect("mode set");
    (folder, group)
}

fn run(umask: &str, args: &[&str], path: &Path) -> Output {
    let script = format!("umask {umask}; exec \"$0\" \"$@\"");
    let output = capture(Command::new("sh").args(["-c", &script, BINARY]).args(args).arg(path), "testpass");
    assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
    output
}

fn mode_and_group(path: &Path) -> (u32, u32) {
    let metadata = path.metadata().expect("a file");
    (metadata.mode() & 0o7777, metadata.gid())
}

/// A shared folder with a key file that has this mode.
fn shared_key_file(mode: u32) -> (TempDir, PathBuf, u32) {
    let (folder, group) = folder(0o2750);
    let file = folder.path().join("keys.toml");
    run("022", &["keygen"], &file);
    fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("mode set");
    (folder, file, group)
}

#[test]
fn the_group_of_a_shared_folder_can_read_a_new_key_file() {
    let (folder, group) = folder(0o2750);
    for umask in UMASKS {
        let file = folder.path().join(umask);
        let output = run(umask, &["keygen"], &file);
        assert_eq!(mode_and_group(&file), (0o640, group), "umask {umask}");
        assert!(text(&output.stderr).ends_with("has mode 0640: its folder shares new files with its group\n"));
    }
}

#[test]
fn a_new_key_file_elsewhere_is_private() {
    for mode in [0o700, 0o755, 0o1777] {
        let (folder, _) = folder(mode);
        for umask in UMASKS {
            let file = folder.path().join(umask);
            let output = run(umask, &["keygen"], &file);
            // The file system decides the group, which has no rights.
            assert_eq!(mode_and_group(&file).0 & 0o177, 0, "folder {mode:o}, umask {umask}");
            assert_eq!(text(&output.stderr), "");
        }
    }
}

#[test]
fn changes_keep_group_and_mode_in_a_shared_folder() {
    for (before, after) in [(0o600, 0o600), (0o640, 0o640), (0o644, 0o640), (0o660, 0o640)] {
        let (_folder, file, group) = shared_key_file(before);
        for change in [&["keygen", "--add"][..], &["keygen", "--remove", "0"]] {
            let warned = before & 0o027 != 0 && mode_and_group(&file).0 == before;
            let errors = run("077", change, &file).stderr;
            assert_eq!(mode_and_group(&file), (after, group), "{before:o} {change:?}");
            assert_eq!(text(&errors).contains("chmod 0600 or 0640"), warned, "{before:o} {change:?}");
            assert!(!text(&errors).contains("its folder"), "{before:o} {change:?}");
        }
    }
}

#[test]
fn files_with_links_stay_private_in_a_shared_folder() {
    let (folder, file, _) = shared_key_file(0o640);
    let link = ["link", "--username", "testuser", "--server", "example.org", "--base", "https://portal.example/p"];
    let sealed = run("022", &[&link[..], &["--seal", "--key-file"]].concat(), &file);
    assert!(!text(&sealed.stderr).contains("mode"), "{}", text(&sealed.stderr));
    let customers = folder.path().join("customers.csv");
    fs::write(&customers, "username,server,password\ntestuser,example.org,testpass\n,,\n").expect("written");
    let path = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let png =
        ["qr", "--username", "testuser", "--server", "example.org", "--base", "https://portal.example/p", "--png"];
    run("022", &png, Path::new(&path("code.png")));
    let batch = ["batch", "--base", "https://portal.example/p", "-o", &path("links"), "--rejects", &path("rejects")];
    let done = capture(Command::new(BINARY).args(batch).arg(&customers), "");
    assert_eq!(done.status.code(), Some(3), "{}", text(&done.stderr));
    for name in ["code.png", "links", "rejects"] {
        assert_eq!(mode_and_group(Path::new(&path(name))).0, 0o600, "{name}");
    }
}
