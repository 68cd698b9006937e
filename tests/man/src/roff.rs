//! Text in the language of manual pages.

use clap_mangen::roff::{Roff, bold, roman};

/// The longest line that `mandoc -T lint` accepts without a word.
const MAX_LINE: usize = 80;

/// The lines of a part of a page, as [`Roff`] renders it, but made for terminals.
///
/// `Roff` defines a string for the apostrophe in each part, where `\(aq` is enough. It writes paragraphs into one line.
/// It leaves `\\`, which is no backslash inside a macro, and `~` and `^`, which some programs show as accents.
pub(crate) fn lines(rendered: &str) -> String {
    let is_definition = |line: &&str| line.starts_with(".ie ") || line.starts_with(".el ");
    let mut page = String::new();
    let mut is_kept = false;
    for line in rendered.lines().skip_while(is_definition) {
        let is_control = line.starts_with('.');
        match line {
            ".EX" => is_kept = true,
            ".EE" => is_kept = false,
            _ => {}
        }
        match line.trim_end() {
            "" if !is_kept => page += ".sp\n",
            line if is_control => page += &format!("{line}\n"),
            line if is_kept => page += &format!("{}\n", escaped(line)),
            line => page += &filled(&with_fonts(&escaped(line))),
        }
    }
    page
}

fn escaped(line: &str) -> String {
    let line = line.replace(r"\*(Aq", r"\(aq").replace(r"\\", r"\e").replace('~', r"\(ti").replace('^', r"\(ha");
    let code = |c: char| if c.is_ascii() { c.to_string() } else { format!(r"\[u{:04X}]", u32::from(c)) };
    line.chars().map(code).collect()
}

/// The line with bold text where it was between backticks, and with bold names of pages.
fn with_fonts(line: &str) -> String {
    let font = |(n, text): (usize, &str)| if n % 2 == 1 { format!(r"\fB{text}\fR") } else { text.to_owned() };
    let line: String = line.split('`').enumerate().map(font).collect();
    let words: Vec<_> = line.split(' ').map(|word| page_reference(word).unwrap_or_else(|| word.to_owned())).collect();
    words.join(" ")
}

/// A word such as `siplaunch-keys(5).` with its name in bold.
fn page_reference(word: &str) -> Option<String> {
    let (name, rest) = word.split_once('(')?;
    let is_section = rest.starts_with(['1', '5', '8']) && rest[1..].starts_with(')');
    (is_section && name.starts_with("siplaunch")).then(|| format!(r"\fB{name}\fR({rest}"))
}

/// A line of text as lines of [`MAX_LINE`] at most, each sentence on a line of its own.
fn filled(line: &str) -> String {
    // A line that begins with spaces stays as it is: see `keep_indented`.
    if line.starts_with(' ') {
        return format!("{line}\n");
    }
    let (mut text, mut len) = (String::new(), 0);
    for word in line.split(' ') {
        // A word that begins so would be a request at the beginning of a line.
        let may_begin = !word.starts_with(['.', '\'']);
        let ends_sentence = text.ends_with(['.', '!', '?']) && word.starts_with(char::is_uppercase);
        if len > 0 && may_begin && (ends_sentence || len + 1 + word.len() > MAX_LINE) {
            text += "\n";
            len = 0;
        }
        if len > 0 {
            text += " ";
            len += 1;
        }
        text += word;
        len += word.len();
    }
    text + "\n"
}

/// The text with lines that begin with spaces kept as they are.
pub(crate) fn keep_indented(page: &str) -> String {
    let mut kept = String::new();
    let mut is_inside = false;
    for line in page.lines() {
        let is_indented = line.starts_with("  ");
        match (is_inside, is_indented) {
            (false, true) => kept += ".nf\n",
            (true, false) => kept += ".fi\n",
            _ => {}
        }
        is_inside = is_indented;
        kept += &format!("{line}\n");
    }
    kept
}

/// A section with paragraphs, which empty lines separate, and with numbered steps. Without text there is no section, as
/// in [`list`] and [`examples`].
pub(crate) fn section(title: &str, text: &str) -> String {
    let mut roff = Roff::new();
    if !text.is_empty() {
        roff.control("SH", [title]);
    }
    for line in text.lines() {
        match line.trim_start().split_once(". ") {
            Some((number, step)) if number.bytes().all(|b| b.is_ascii_digit()) => {
                roff.control("IP", [&format!("{number}."), "4"]).text([roman(step)]);
            }
            _ if line.is_empty() => _ = roff.control("PP", []),
            _ => _ = roff.text([roman(line)]),
        }
    }
    lines(&roff.render())
}

/// A section with a list of terms and their meanings.
pub(crate) fn list(title: &str, terms: &[(String, String)]) -> String {
    let mut roff = Roff::new();
    if !terms.is_empty() {
        roff.control("SH", [title]);
    }
    for (term, meaning) in terms {
        roff.control("TP", []).text([bold(term.as_str())]).text([roman(meaning.as_str())]);
    }
    lines(&roff.render())
}

/// A section with commands as they are.
pub(crate) fn examples(title: &str, commands: &str) -> String {
    let mut roff = Roff::new();
    if !commands.is_empty() {
        roff.control("SH", [title]).control("EX", []).text([roman(commands)]).control("EE", []);
    }
    lines(&roff.render())
}
