//! The pages of a command and of its subcommands.

use std::io;

use clap::Command;
use clap_mangen::Man;

use crate::{
    roff::{keep_indented, lines},
    sections::{Facts, after_options},
};

/// A release of the programs.
pub struct Release {
    /// Its version.
    pub version: &'static str,
    /// Its date, as YYYY-MM-DD.
    pub date: String,
}

/// A manual.
pub(crate) struct Manual<'a> {
    /// The section of its pages: `1` for commands, `8` for daemons.
    pub(crate) section: &'a str,
    pub(crate) release: &'a Release,
    pub(crate) facts: fn(&Command) -> Facts,
}

impl Manual<'_> {
    /// The pages of a command and its subcommands, each with the name of its file.
    pub(crate) fn pages(&self, command: Command) -> Vec<(String, String)> {
        let mut command = command.disable_help_subcommand(true);
        command.build();
        let mut pages = Vec::new();
        self.add(&command, &mut pages);
        pages
    }

    fn add(&self, command: &Command, pages: &mut Vec<(String, String)>) {
        pages.push((format!("{}.{}", name(command), self.section), self.page(command)));
        command.get_subcommands().for_each(|subcommand| self.add(subcommand, pages));
    }

    fn page(&self, command: &Command) -> String {
        let man = Man::new(described(command).override_usage(usage(command)))
            .title(name(command).to_uppercase())
            .section(self.section)
            .date(&self.release.date)
            .source(format!("siplaunch {}", self.release.version))
            // Longer, it would run into the longest titles.
            .manual("siplaunch");
        [
            part(|out| man.render_title(out)).as_str(),
            // No word is hyphenated, also after groff's EE, and words keep their distance.
            ".nh\n.nr HY 0\n.ad l\n",
            &part(|out| man.render_name_section(out)),
            &synopsis(&part(|out| man.render_synopsis_section(out))),
            &part(|out| man.render_description_section(out)),
            &subcommands(command, &man),
            &options(command, &man),
            &after_options(command, &(self.facts)(command)),
        ]
        .concat()
    }
}

/// The name of a command's page, without its section.
pub(crate) fn name(command: &Command) -> &str {
    command.get_display_name().unwrap_or_else(|| command.get_name())
}

/// A part of the page, as `clap_mangen` writes it.
fn part(render: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> String {
    let mut text = Vec::new();
    render(&mut text).expect("memory takes all");
    lines(&String::from_utf8(text).expect("UTF-8"))
}

/// The command with a full stop after the first sentence of its description.
fn described(command: &Command) -> Command {
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let long = command.get_long_about().map(ToString::to_string).unwrap_or_else(|| about.clone());
    let rest = long.strip_prefix(&about);
    let described = rest.map_or_else(|| long.clone(), |rest| format!("{about}.{rest}"));
    command.clone().long_about(described)
}

/// The usage of the help, which names the values that `clap_mangen`'s leaves out.
fn usage(command: &Command) -> String {
    command.clone().render_usage().to_string().replace("Usage: ", "")
}

/// The synopsis with options and values as in the list of options, and never on two lines.
fn synopsis(section: &str) -> String {
    let (before, usage) = section.split_once(r"\fR").unwrap_or((section, ""));
    let fonts = usage.split_whitespace().map(|word| match word {
        option if option.starts_with(r"\-") => format!("\n\\fB{option}\\fR"),
        value if value.starts_with('<') => format!("\\ \\fI{value}\\fR"),
        other => format!("\n{other}"),
    });
    format!("{before}\\fR{}\n", fonts.collect::<String>())
}

fn subcommands(command: &Command, man: &Man) -> String {
    let render = || part(|out| man.render_subcommands_section(out)).replace("SUBCOMMANDS", "COMMANDS");
    if command.has_subcommands() { render() } else { String::new() }
}

/// The options, with the help's headings as subsections.
fn options(command: &Command, man: &Man) -> String {
    let mut options = part(|out| man.render_options_section(out));
    for heading in command.get_arguments().filter_map(clap::Arg::get_help_heading) {
        let upper = heading.to_uppercase();
        for section in [format!(".SH {upper}\n"), format!(".SH \"{upper}\"\n")] {
            options = options.replace(&section, &format!(".SS \"{}\"\n", heading.replace('-', r"\-")));
        }
    }
    let options = keep_indented(&options);
    // clap_mangen puts distance between possible values, and none before the environment's variable.
    let options = options
        .replace(".br\n.sp\n.br\n", ".sp\n")
        .replace(".RS 14\n", ".RS 9\n.PD 0\n")
        .replace(".RE\n", ".PD\n.RE\n");
    options.replace(".RS\nMay also", ".sp\nMay also").replace("variable.\n.PD\n.RE\n", "variable.\n")
}
