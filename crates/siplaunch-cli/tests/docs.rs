//! The documents: shell examples print what they show, links lead somewhere, and every subcommand has its place.
#![allow(clippy::panic, reason = "a failure here is a failed test")]

mod common;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use common::{
    help::subcommands,
    siplaunch::{BINARY, Server},
};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// What a script prints between one example and the next.
const SEPARATOR: &str = "--- the next example ---\n";

/// A command of a `console` block, and the output below it. There `…` is any text within a line, and a sealed token any
/// other of its length.
struct Example {
    command: String,
    output: String,
}

/// The Markdown files of a folder.
fn documents_in(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(ROOT).join(folder);
    let entries = fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The lines of all blocks of a language, without the indentation of a block in a list.
fn blocks<'a>(document: &'a str, language: &str) -> Vec<&'a str> {
    let mut lines = Vec::new();
    let mut inside: Option<(usize, bool)> = None;
    for line in document.lines() {
        let unindented = line.trim_start();
        match (inside, unindented.strip_prefix("```")) {
            (None, Some(name)) => inside = Some((line.len() - unindented.len(), name == language)),
            (Some(_), Some(_)) => inside = None,
            (Some((indent, true)), None) => lines.push(line.get(indent..).unwrap_or_default()),
            _ => {}
        }
    }
    assert!(inside.is_none(), "a block without an end");
    lines
}

fn examples(document: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    for line in blocks(document, "console") {
        match (line.strip_prefix("$ "), examples.last_mut()) {
            (Some(command), _) => examples.push(Example { command: command.to_owned(), output: String::new() }),
            (None, Some(last)) if last.command.ends_with(['\\', '|']) => last.command += &format!("\n{line}"),
            (None, Some(last)) => last.output += &format!("{line}\n"),
            (None, None) => panic!("output before any command: {line}"),
        }
    }
    examples
}

/// Runs a document's examples in one shell and an empty folder; returns the output of each.
fn run(examples: &[Example]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let commands = examples.iter().map(|example| format!("{}\nprintf '%s' '{SEPARATOR}'\n", example.command));
    let script = format!("exec 2>&1\n{}", commands.collect::<String>());
    let binaries = Path::new(BINARY).parent().expect("a folder").to_str().expect("UTF-8");
    let path = format!("{binaries}:{}", env::var("PATH").expect("a path"));
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).current_dir(folder.path()).env("PATH", path).env("LC_ALL", "C.UTF-8");
    let done = shell.stdin(Stdio::null()).output().expect("sh");
    let output = String::from_utf8(done.stdout).expect("UTF-8");
    output.split_terminator(SEPARATOR).map(str::to_owned).collect()
}

fn is_shown(shown: &str, printed: &str) -> bool {
    let (shown, printed): (Vec<_>, Vec<_>) = (shown.lines().collect(), printed.lines().collect());
    shown.len() == printed.len() && shown.iter().zip(printed).all(|(shown, printed)| is_line_shown(shown, printed))
}

fn is_line_shown(shown: &str, printed: &str) -> bool {
    let (shown, printed) = (masked(shown), masked(printed));
    let Some((start, rest)) = shown.split_once('…') else { return shown == printed };
    let Some(mut printed) = printed.strip_prefix(start) else { return false };
    let mut parts: Vec<_> = rest.split('…').collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        let Some((_, after)) = printed.split_once(part) else { return false };
        printed = after;
    }
    printed.ends_with(end)
}

/// A line with `x` for each character of the sealed token in it: keys and times differ.
fn masked(line: &str) -> String {
    let Some((start, rest)) = line.split_once("?c=-") else { return line.to_owned() };
    let len = rest.bytes().take_while(|&b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.').count();
    format!("{start}?c=-{}{}", "x".repeat(len), &rest[len..])
}

#[test]
fn shown_output_may_leave_out_parts_of_lines_only() {
    for (shown, printed, is_same) in [
        ("a\nb\n", "a\nb\n", true),
        ("a\n", "a\nb\n", false),
        ("id: …", "id: 5e5e", true),
        ("id: …", "is: 5e5e", false),
        ("…, … left", "1 part, 47 units left", true),
        ("…, … left", "1 part 47 units left", false),
        ("a…b", "ab", true),
        ("…", "two\nlines", false),
        ("?c=-5e.-5e to", "?c=-AbCdEf to", true),
        ("?c=-5e.-5e to", "?c=-AbCdE to", false),
    ] {
        assert_eq!(is_shown(shown, printed), is_same, "{shown} {printed}");
    }
}

#[test]
fn shell_examples_print_what_they_show() {
    let mut count = 0;
    for path in [documents_in(""), documents_in("docs"), documents_in("crates/siplaunch-cli")].concat() {
        let examples = examples(&read(&path));
        let mut outputs = run(&examples);
        if !examples.iter().zip(&outputs).all(|(example, printed)| is_shown(&example.output, printed)) {
            // Keys are random, and a link that is cut just after a '.' has one fault more.
            outputs = run(&examples);
        }
        assert_eq!(outputs.len(), examples.len(), "{}: {outputs:?}", path.display());
        for (Example { command, output }, printed) in examples.iter().zip(outputs) {
            let path = path.display();
            assert!(is_shown(output, &printed), "{path}: $ {command}\nis to print\n{output}\nand prints\n{printed}");
            count += 1;
        }
    }
    assert!(count > 8, "{count} examples");
}

/// The lines with `siplaunch serve` in the documents' scripts, on free ports: `keys.toml` has a new key, and `page.toml`
/// the document's own example.
#[test]
fn servers_of_the_examples_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let keygen = Command::new(BINARY).args(["keygen", &file("keys.toml")]).status().expect("siplaunch");
    assert!(keygen.success());
    fs::write(file("logo.svg"), "<svg/>").expect("written");
    for path in [documents_in("docs"), documents_in("crates/siplaunch-cli")].concat() {
        let document = read(&path);
        fs::write(file("page.toml"), blocks(&document, "toml").join("\n")).expect("written");
        for line in blocks(&document, "sh").iter().filter_map(|line| line.strip_prefix("siplaunch serve ")) {
            let line = line.replace("--listen 127.0.0.1:8080 ", "").replace("127.0.0.1:9090", "127.0.0.1:0");
            let words = line.split(' ').map(|word| match word {
                name if name.ends_with(".toml") => file(name),
                "sqlite:claims.db" => format!("sqlite:{}", file("claims.db")),
                word => word.to_owned(),
            });
            let options: Vec<_> = words.collect();
            Server::start(&options.iter().map(String::as_str).collect::<Vec<_>>()).stop();
        }
    }
}

#[test]
fn every_subcommand_is_in_the_commands_readme() {
    let readme = include_str!("../README.md");
    let table: String = readme.lines().filter(|line| line.starts_with("| `")).collect();
    for subcommand in subcommands().iter().filter(|name| *name != "help") {
        assert!(table.contains(&format!("| `siplaunch {subcommand}` |")), "{subcommand}");
    }
}

/// The relative links of a document.
fn links(document: &str) -> Vec<&str> {
    let links = document.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0));
    links.filter(|link| !link.contains("://")).collect()
}

/// The anchors of a document's headings.
fn anchors(document: &str) -> Vec<String> {
    let headings = document.lines().filter(|line| line.starts_with('#'));
    let is_kept = |c: &char| c.is_alphanumeric() || *c == ' ' || *c == '-';
    let anchor = |line: &str| line.trim_start_matches('#').trim().to_lowercase().chars().filter(is_kept).collect();
    headings
        .map(|line| {
            let anchor: String = anchor(line);
            anchor.replace(' ', "-")
        })
        .collect()
}

#[test]
fn links_lead_somewhere() {
    let packages = ["crates/siplaunch", "crates/siplaunch-cli"].map(str::to_owned).to_vec();
    let bindings = ["c", "perl", "php", "python"].map(|language| format!("bindings/{language}"));
    let packages = [packages, bindings.to_vec()].concat();
    let others =
        ["", "docs", "benches", "examples/portals", "tests/portals", "tests/vectors"].map(str::to_owned).to_vec();
    for folder in [&packages[..], &others].concat() {
        for path in documents_in(&folder) {
            for link in links(&read(&path)) {
                let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
                let target = if file.is_empty() { path.clone() } else { path.parent().expect("a folder").join(file) };
                let said = format!("{}: {link}", path.display());
                assert!(target.exists(), "{said}");
                assert!(anchor.is_empty() || anchors(&read(&target)).contains(&anchor.to_owned()), "{said}");
                // A package comes without the rest of the project.
                assert!(!packages.contains(&folder) || !link.starts_with(".."), "{said}");
            }
        }
    }
}
