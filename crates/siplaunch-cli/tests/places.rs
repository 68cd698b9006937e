//! Every subcommand that writes a file, and places where none can be.

#![cfg(unix)]

mod common;

use std::{
    fs,
    os::unix::fs::symlink,
    path::Path,
    process::{Command, Stdio},
};

use common::{cases::Run, siplaunch::BINARY};

const LINK: &str = "--username testuser --server example.org --base https://portal.example/p";

/// Places in the test's folder where no file can be, and the fix in the error.
const NO_PLACES: [(&str, &str); 11] = [
    ("missing/x", "there is no folder"),
    ("missing/", "must not end in"),
    ("file/x", "file is not a folder"),
    ("file/", "must not end in"),
    ("folder", "it is a folder, not a file"),
    ("folder/", "it is a folder, not a file"),
    ("folder/.", "it is a folder, not a file"),
    ("link", "not a file"),
    ("/dev/null", "not a file"),
    ("/proc/x", "no file can be made in the folder /proc"),
    ("LONG", "too long"),
];

fn writes_to(words: &str, place: &Path) -> (Option<i32>, String) {
    let words = words.replace("LINK", LINK);
    let mut args: Vec<_> = words.split_whitespace().map(str::to_owned).collect();
    args.push(place.to_str().expect("UTF-8").to_owned());
    let run = Run { args, stdin: "testpass".into(), ..Run::default() };
    let done = run.output(Command::new(BINARY).stdout(Stdio::piped()).stderr(Stdio::piped()));
    assert!(done.stdout.is_empty());
    (done.status.code(), String::from_utf8(done.stderr).expect("UTF-8"))
}

fn places() -> tempfile::TempDir {
    let places = tempfile::Builder::new().prefix("places").tempdir().expect("a folder");
    fs::write(places.path().join("file"), "old").expect("written");
    fs::create_dir(places.path().join("folder")).expect("a folder");
    symlink("file", places.path().join("link")).expect("a link");
    places
}

#[test]
fn a_bad_place_is_named_with_the_fix() {
    let places = places();
    for writer in ["keygen", "qr LINK --png", "qr LINK --svg"] {
        for (name, fix) in NO_PLACES {
            let name = name.replace("LONG", &"x".repeat(300));
            let (status, stderr) = writes_to(writer, &places.path().join(&name));
            let last = stderr.lines().last().expect("a line");
            assert_eq!(status, Some(1), "{writer} {name}: {stderr}");
            assert!(last.contains(fix) && last.contains(name.trim_end_matches('.')), "{writer} {name}: {stderr}");
            assert!(!stderr.contains(".tmp") && !stderr.contains("temporary"), "{writer} {name}: {stderr}");
        }
    }
    assert_eq!(fs::read(places.path().join("file")).expect("still there"), b"old");
    assert_eq!(fs::read_dir(places.path()).expect("a folder").count(), 3, "nothing half-written is left");
    assert_eq!(fs::read_dir(places.path().join("folder")).expect("a folder").count(), 0);
}

#[test]
fn keys_are_never_written_over() {
    let places = places();
    let (status, stderr) = writes_to("keygen", &places.path().join("file"));
    assert_eq!(status, Some(1), "{stderr}");
    assert!(stderr.contains("there is a file already") && stderr.contains("--add"), "{stderr}");
    for change in ["keygen --add", "keygen --remove 0"] {
        let (status, stderr) = writes_to(change, &places.path().join("keys.toml"));
        assert_eq!(status, Some(1), "{stderr}");
        assert!(stderr.contains("keys.toml") && stderr.contains("without --add and --remove"), "{stderr}");
        let (status, stderr) = writes_to(change, &places.path().join("file"));
        assert_eq!(status, Some(1), "{stderr}");
        assert!(stderr.contains("key file") && stderr.contains("line 1"), "{stderr}");
    }
    assert_eq!(fs::read_dir(places.path()).expect("a folder").count(), 3);
}
