//! mandoc and man-db have nothing to say of the manual pages.
#![cfg(test)]

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/man");

fn pages() -> Vec<PathBuf> {
    let pages: Vec<_> = fs::read_dir(FOLDER).expect("docs/man").map(|page| page.expect("a page").path()).collect();
    assert!(pages.len() > 20, "{pages:?}");
    pages
}

#[test]
fn mandoc_has_no_word_against_the_pages() {
    let mut mandoc = Command::new("mandoc");
    let Output { status, stdout, stderr } =
        mandoc.args(["-T", "lint", "-W", "style"]).args(pages()).output().expect("mandoc is installed");
    let said = String::from_utf8_lossy(&[stdout, stderr].concat()).into_owned();
    assert!(status.success() && said.is_empty(), "{said}");
}

#[test]
fn man_shows_the_pages_in_a_terminal_without_warnings() {
    for page in pages() {
        let mut man = Command::new("man");
        man.args(["--warnings", "--local-file", "--encoding", "UTF-8"])
            .arg(&page)
            .envs([("LC_ALL", "C.UTF-8"), ("MANWIDTH", "80")]);
        let Output { status, stdout, stderr } = man.stdin(Stdio::null()).output().expect("man is installed");
        let (page, said) = (page.display(), String::from_utf8_lossy(&stderr));
        assert!(status.success() && said.is_empty() && stdout.len() > 500, "{page}: {said}");
        let shown = String::from_utf8(stdout).expect("UTF-8");
        let wide = shown.lines().find(|line| line.chars().count() > 80);
        assert!(wide.is_none(), "{page}: a line that is wider than a terminal: {wide:?}");
    }
}
