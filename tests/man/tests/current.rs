//! The generated manual pages are committed, and must be current. `make man` runs this with `SIPLAUNCH_WRITE_MAN` set.
#![cfg(test)]

use std::{env, fs, path::Path};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The date of the version's release in the changelog.
fn release_date() -> String {
    let changelog = fs::read_to_string(Path::new(ROOT).join("CHANGELOG.md")).expect("the changelog");
    let heading = format!("## {} - ", env!("CARGO_PKG_VERSION"));
    let date = changelog.lines().find_map(|line| line.strip_prefix(&heading));
    date.expect("a heading with the version's date in CHANGELOG.md").to_owned()
}

#[test]
fn the_pages_are_current() {
    let folder = Path::new(ROOT).join("docs/man");
    for (name, page) in siplaunch_man::siplaunch::pages(env!("CARGO_PKG_VERSION"), &release_date()) {
        let path = folder.join(&name);
        if env::var_os("SIPLAUNCH_WRITE_MAN").is_some() {
            fs::write(&path, &page).expect("written");
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == page,
            "docs/man/{name} does not have the command's options: run \"make man\" and commit it"
        );
    }
}
