//! The examples in the manual pages: the real command takes the commands, and the real parsers take the files.
#![allow(clippy::panic, reason = "a failure here is a failed test")]

mod common;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use common::{siplaunch::BINARY, stores::Redis, text};
use siplaunch::{Brand, KeyRing};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/man");

/// The files that the examples read, programs of the portal's own, and an end for each server once it has started.
const PROLOGUE: &str = r#"
set -euo pipefail
export PASSWORD=testpass PW=testpass
LINK="--username testuser --server example.org --base https://portal.example/p --password-env PW"
siplaunch keygen keys.toml
printf '%s\n' 'key = "an example key.."' 'iv = "an example iv..."' > brand.toml
printf '%s\n' username,server,password alice,example.org,secret > customers.csv
printf '%s\t%s\n' login password alice secret > customers.tsv
siplaunch link $LINK > pasted-link.txt
siplaunch link $LINK --seal --key-file keys.toml --context portal.example > mail.eml
siplaunch link $LINK --seal --key-file keys.toml > link.txt
[ "$PAGE" != siplaunch-decode ] || cp pasted-link.txt link.txt
siplaunch claims init --claims sqlite:claims.db
[ "$PAGE" != siplaunch-keygen ] || rm keys.toml
chmod 0600 *
export-customers() { echo '{"username": "alice", "server": "example.org", "password": "secret"}'; }
sendmail() { grep -q '^To: '; }
siplaunch() {
    [ "$1" = serve ] || { command siplaunch "$@"; return; }
    command siplaunch "$@" 2> log &
    until grep -q '"event":"start"' log || ! kill -0 $!; do sleep 0.05; done
    kill $! && wait $!
}
"#;

/// The pages of a section, by name.
fn pages(section: &str) -> Vec<(String, String)> {
    let paths = fs::read_dir(FOLDER).expect("docs/man").map(|entry| entry.expect("a page").path());
    let of_section = |path: &PathBuf| path.extension().is_some_and(|extension| extension == section);
    let page = |path: PathBuf| {
        let name = path.file_stem().expect("a name").to_str().expect("UTF-8").to_owned();
        (name, fs::read_to_string(path).expect("a page"))
    };
    paths.filter(of_section).map(page).collect()
}

/// The examples of a page, without the escapes of its language.
fn examples(page: &str) -> Vec<String> {
    let blocks = page.split("\n.EX\n").skip(1).map(|rest| rest.split("\n.EE").next().expect("a block"));
    let plain = |block: &str| {
        let escapes = [(r"\-", "-"), (r"\(aq", "'"), (r"\(ti", "~"), (r"\(ha", "^"), (r"\e", "\\")];
        escapes.iter().fold(block.to_owned(), |block, (escape, plain)| block.replace(escape, plain)) + "\n"
    };
    blocks.map(plain).collect()
}

/// Runs commands in a folder that has their files in place of the system's.
fn run(page: &str, commands: &str, folder: &Path) {
    let redis = commands.contains("redis.example").then(|| Redis::start(&[]));
    let address = redis.as_ref().map(|redis| redis.address.to_string()).unwrap_or_default();
    let commands = [
        ("/etc/siplaunch/", ""),
        ("/var/lib/siplaunch/", ""),
        ("/etc/bash_completion.d/", ""),
        ("redis.example", &address),
        ("[::1]", "127.0.0.1"),
        (":8080", ":0"),
        (":9090", ":0"),
    ]
    .iter()
    .fold(commands.to_owned(), |commands, (system, test)| commands.replace(system, test));
    let binaries = Path::new(BINARY).parent().expect("a folder").display();
    let path = format!("{binaries}:{}", env::var("PATH").expect("a path"));
    let mut bash = Command::new("bash");
    bash.args(["-c", &format!("{PROLOGUE}{commands}")]).current_dir(folder).env_clear();
    let done = bash.envs([("PATH", path.as_str()), ("PAGE", page), ("LC_ALL", "C.UTF-8")]).output().expect("bash");
    assert!(done.status.success(), "{page}: {}\n{commands}", text(&done.stderr));
}

#[test]
fn commands_do_their_work() {
    let mut count = 0;
    for (name, page) in pages("1") {
        for commands in examples(&page) {
            run(&name, &commands, tempfile::tempdir().expect("a folder").path());
            count += 1;
        }
    }
    assert!(count > 14, "{count}");
}

#[test]
fn key_files_and_brand_files_are_taken() {
    let (files, commands): (Vec<_>, Vec<_>) =
        examples(&page_of("siplaunch-keys")).into_iter().partition(|example| example.contains(" = "));
    assert!(files.len() == 3 && commands.len() == 3, "{files:?} {commands:?}");
    assert!(KeyRing::from_toml(&files[0]).is_ok(), "{}", files[0]);
    for brand in &files[1..] {
        assert!(Brand::from_toml(brand).is_ok(), "{brand}");
    }
    run("siplaunch-keys", &commands.concat(), tempfile::tempdir().expect("a folder").path());
}

#[test]
fn page_configurations_are_taken() {
    let files = examples(&page_of("siplaunch-page"));
    assert_eq!(files.len(), 2);
    for file in files {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("page.toml"), &file).expect("written");
        fs::write(folder.path().join("logo.svg"), "<svg/>").expect("written");
        let cgi = "REQUEST_METHOD=GET siplaunch cgi --page --base https://portal.example/p --page-config page.toml";
        run("siplaunch-page", cgi, folder.path());
    }
}

fn page_of(name: &str) -> String {
    let page = pages("5").into_iter().find(|(page, _)| page == name);
    page.unwrap_or_else(|| panic!("docs/man has no {name}.5")).1
}

/// All entries of the files are named. The page's settings come from the core: see tests/man.
#[test]
fn every_entry_of_key_file_and_brand_file_is_named() {
    let page = page_of("siplaunch-keys");
    for entry in ["current", "[keys]", "scheme", "key", "key_hex", "iv", "iv_hex"] {
        assert!(page.contains(&format!("\n.TP\n.B {entry}\n")), "{entry}");
    }
}
