//! The headers and PHP's statuses are generated, committed, and must be current. `make header` runs this with
//! `SIPLAUNCH_WRITE_HEADER` set.
#![cfg(test)]

use std::{env, fs, path::Path};

include!("../src/abi.rs");

/// The statuses of PHP, before and after its constants.
const STATUS_PHP: &str = include_str!("status.php.in");

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn header(config: &str) -> String {
    let mut config = cbindgen::Config::from_file(here().join(config)).expect("a configuration of cbindgen");
    config.header = config.header.map(|header| header.replace("@ABI@", &SIPLAUNCH_ABI_VERSION.to_string()));
    let mut generated = Vec::new();
    cbindgen::generate_with_config(here(), config).expect("sources that cbindgen can read").write(&mut generated);
    String::from_utf8(generated).expect("UTF-8")
}

fn check(path: &str, generated: &str) {
    let file = here().join(path);
    if env::var_os("SIPLAUNCH_WRITE_HEADER").is_some() {
        fs::write(&file, generated).expect("written");
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    assert!(committed == generated, "{path} is not what bindings/c/src says: run \"make header\" and commit it");
}

#[test]
fn the_header_is_current() {
    check("../../include/siplaunch.h", &header("cbindgen.toml"));
}

#[test]
fn the_header_for_php_is_current() {
    check("../php/include/siplaunch.h", &header("cbindgen-php.toml"));
}

#[test]
fn the_statuses_of_php_are_current() {
    let header = header("cbindgen.toml");
    let (_, values) = header.split_once("enum siplaunch_status {\n").expect("the statuses");
    let (values, _) = values.split_once('}').expect("their end");
    let constants: String = values.lines().map(|line| constant(line.trim())).collect();
    check("../php/src/Status.php", &STATUS_PHP.replace("@CONSTANTS@\n", &constants));
}

/// A line of the enumeration in PHP: a comment, or a value.
fn constant(line: &str) -> String {
    match (line.strip_prefix("// "), line.strip_prefix("SIPLAUNCH_STATUS_")) {
        (Some(comment), _) => format!("    /** {comment} */\n"),
        (_, Some(value)) => format!("    public const {};\n", value.trim_end_matches(',')),
        _ => panic!("neither a comment nor a status: {line}"),
    }
}
