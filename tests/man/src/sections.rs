//! The sections after the options.

use clap::Command;

use crate::roff::{examples, list, section};

/// What a page says beside the command's own definition.
pub(crate) struct Facts {
    pub(crate) statuses: Terms,
    pub(crate) environment: Terms,
    pub(crate) files: Terms,
    pub(crate) security: Vec<&'static str>,
    pub(crate) see_also: Vec<String>,
}

/// Terms and their meanings.
pub(crate) type Terms = Vec<(String, String)>;

/// The sections after the options: from the text that ends the command's help, and from the facts.
pub(crate) fn after_options(command: &Command, facts: &Facts) -> String {
    let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let (mut shown, mut notes) = (String::new(), Vec::new());
    for paragraph in help.split("\n\n") {
        match paragraph.split_once('\n') {
            Some((title, commands)) if title.starts_with("Example") => shown = spaced(commands),
            _ => notes.extend(paragraph.lines().take_while(|line| !line.starts_with("Exit status"))),
        }
        notes.push("");
    }
    [
        list("EXIT STATUS", &facts.statuses),
        list("ENVIRONMENT", &facts.environment),
        list("FILES", &facts.files),
        examples("EXAMPLES", &shown),
        section("NOTES", notes.join("\n").trim()),
        section("SECURITY", &facts.security.join("\n\n")),
        section("SEE ALSO", &facts.see_also.join(",\n")),
    ]
    .concat()
}

/// The commands at the left margin, an empty line before each.
fn spaced(commands: &str) -> String {
    let mut text = String::new();
    for line in commands.lines().map(|line| line.strip_prefix("  ").unwrap_or(line)) {
        let goes_on = text.is_empty() || text.ends_with("\\\n") || text.ends_with("|\n") || line.starts_with(' ');
        text += if goes_on { "" } else { "\n" };
        text += line;
        text += "\n";
    }
    text.trim_end().to_owned()
}

/// Terms that do not depend on the command.
pub(crate) fn terms(terms: &[(&str, &str)]) -> Terms {
    terms.iter().map(|(term, meaning)| ((*term).to_owned(), (*meaning).to_owned())).collect()
}

/// Whether the command has an option of this name.
pub(crate) fn has(command: &Command, option: &str) -> bool {
    command.get_arguments().any(|arg| arg.get_long() == Some(option))
}

/// The pages of the commands above.
pub(crate) fn parents(name: &str, program: &str, section: &str) -> Vec<String> {
    let ends = name.match_indices('-').map(|(at, _)| &name[..at]);
    ends.filter(|parent| parent.starts_with(program)).map(|parent| format!("{parent}({section})")).collect()
}
