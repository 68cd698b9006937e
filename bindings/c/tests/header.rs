//! The headers are generated, committed, and must be current. `make header` runs this with `SIPLAUNCH_WRITE_HEADER` set.
#![cfg(test)]

use std::{env, fs, path::Path};

fn check(config: &str, header: &str) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = cbindgen::Config::from_file(here.join(config)).expect("a configuration of cbindgen");
    let mut generated = Vec::new();
    cbindgen::generate_with_config(here, config).expect("what cbindgen can read").write(&mut generated);
    let path = here.join(header);
    if env::var_os("SIPLAUNCH_WRITE_HEADER").is_some() {
        fs::write(&path, &generated).expect("written");
    }
    let committed = fs::read(&path).unwrap_or_default();
    assert!(committed == generated, "{header} is not what bindings/c/src says: run \"make header\" and commit it");
}

#[test]
fn the_header_is_current() {
    check("cbindgen.toml", "../../include/siplaunch.h");
}

#[test]
fn the_header_for_php_is_current() {
    check("cbindgen-php.toml", "../php/include/siplaunch.h");
}
