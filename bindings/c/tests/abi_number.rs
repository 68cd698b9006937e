//! The number of the ABI is in `src/abi.rs`. Names of files and packages repeat it where nothing can derive it.
#![cfg(test)]

use std::{fs, path::Path};

include!("../src/abi.rs");

const PLACES: [&str; 10] = [
    "CHANGELOG.md",
    "Makefile",
    "README.md",
    "bindings/c",
    "bindings/perl",
    "bindings/php",
    "docs",
    "include",
    "packaging",
    "tests/debian",
];

/// Hands over the paths and texts of a file, or of all files of a folder.
fn walk(path: &Path, visit: &mut impl FnMut(&str)) {
    visit(path.to_str().expect("UTF-8"));
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("a folder") {
            walk(&entry.expect("an entry").path(), visit);
        }
    } else if let Ok(text) = fs::read_to_string(path) {
        visit(&text);
    }
}

#[test]
fn every_file_has_the_number() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = 0;
    for place in PLACES {
        walk(&root.join(place), &mut |text| {
            for rest in ["libsiplaunch.so.", "libsiplaunch"].iter().flat_map(|name| text.split(name).skip(1)) {
                let number = rest.split(|c: char| !c.is_ascii_digit()).next().expect("a piece");
                if !number.is_empty() {
                    assert_eq!(number, SIPLAUNCH_ABI_VERSION.to_string(), "{place}: libsiplaunch…{rest:.20}");
                    found += 1;
                }
            }
        });
    }
    assert!(found > 20, "{found}");
}
