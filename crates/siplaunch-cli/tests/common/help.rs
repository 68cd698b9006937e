//! The subcommands and options that the command's help lists.

use std::process::Command;

use super::siplaunch::BINARY;

fn help(args: &[&str]) -> String {
    let help = Command::new(BINARY).args(args).arg("--help").output().expect("siplaunch");
    String::from_utf8(help.stdout).expect("UTF-8")
}

/// The names of the subcommands, from the help that clap makes.
pub(crate) fn subcommands() -> Vec<String> {
    let help = help(&[]);
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names: Vec<_> = list
        .filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' ')))
        .filter_map(|line| line.split(' ').next().map(str::to_owned))
        .collect();
    assert!(names.len() > 10, "{help}");
    names
}

/// The subcommand's options that need a value.
pub(crate) fn options_with_values(subcommand: &str) -> Vec<String> {
    let help = help(&[subcommand]);
    let options = help.lines().filter_map(|line| line.trim_start().strip_prefix("--")?.split_once(" <"));
    options.map(|(name, _)| format!("--{name}")).filter(|option| !option.contains(' ')).collect()
}
