//! The generated manual pages are committed, and must be current. `make man` runs this with `SIPLAUNCH_WRITE_MAN` set.
#![cfg(test)]

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

use siplaunch_man::{Release, files, pushd, siplaunch};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn folder() -> PathBuf {
    Path::new(ROOT).join("docs/man")
}

/// The date of the version's release in the changelog.
fn release_date() -> String {
    let changelog = fs::read_to_string(Path::new(ROOT).join("CHANGELOG.md")).expect("the changelog");
    let heading = format!("## {} - ", env!("CARGO_PKG_VERSION"));
    let date = changelog.lines().find_map(|line| line.strip_prefix(&heading));
    date.expect("a heading with the version's date in CHANGELOG.md").to_owned()
}

/// All pages as they must be, by the names of their files.
fn pages() -> BTreeMap<String, String> {
    let release = Release { version: env!("CARGO_PKG_VERSION"), date: release_date() };
    let mut pages: BTreeMap<_, _> = [siplaunch::pages(&release), pushd::pages(&release)].concat().into_iter().collect();
    for name in ["siplaunch-keys.5", "siplaunch-page.5"] {
        let page = fs::read_to_string(folder().join(name)).expect("a page written by hand");
        let page = files::with_release(&page, &release);
        let page = if name == "siplaunch-page.5" { files::with_settings(&page) } else { page };
        pages.insert(name.to_owned(), page);
    }
    pages
}

#[test]
fn the_pages_are_current() {
    let pages = pages();
    for (name, page) in &pages {
        let path = folder().join(name);
        if env::var_os("SIPLAUNCH_WRITE_MAN").is_some() {
            fs::write(&path, page).expect("written");
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == *page, "docs/man/{name} does not fit the code: run \"make man\" and commit it");
    }
    for entry in fs::read_dir(folder()).expect("docs/man") {
        let name = entry.expect("a page").file_name().into_string().expect("UTF-8");
        assert!(pages.contains_key(&name), "docs/man/{name} is the page of no command: delete it");
    }
}
