//! The tables of docs/page.md come from the core. `make docs` runs this with `SIPLAUNCH_WRITE_DOCS` set.
#![cfg(test)]
#![cfg(feature = "alloc")]

use std::{env, fs};

use siplaunch::{Language, Page, PageSetting, PageText};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/page.md");

#[test]
fn the_documented_settings_are_current() {
    let committed = fs::read_to_string(PATH).expect("docs/page.md");
    let current = with_table(&committed, "settings", &settings());
    let current = with_table(&current, "texts", &texts());
    if env::var_os("SIPLAUNCH_WRITE_DOCS").is_some() {
        return fs::write(PATH, &current).expect("written");
    }
    assert!(committed == current, "docs/page.md does not have the core's settings: run \"make docs\" and commit it");
}

fn settings() -> String {
    let table = "| setting | value | meaning |\n| --- | --- | --- |\n".to_owned();
    let table = Page::settings().filter(|setting| text(setting).is_none()).fold(table, |table, setting| {
        let PageSetting { name, kind, help, .. } = setting;
        table + &format!("| `{name}` | {} | {help} |\n", kind.as_str())
    });
    let (text, image) = (Page::MAX_TEXT_LEN, Page::MAX_LOGO_LEN);
    table + &format!("\nA text has at most {text} bytes, and the `data:` URI of an image has at most {image} bytes.\n")
}

fn texts() -> String {
    let table = "| text | meaning | default in English |\n| --- | --- | --- |\n".to_owned();
    let texts = Page::settings().filter_map(|setting| Some((text(&setting)?, setting.help)));
    texts.fold(table, |table, (text, help)| {
        table + &format!("| `{}` | {help} | {} |\n", text.as_str(), text.default_in(Language::English))
    })
}

/// The text that a setting replaces.
fn text(setting: &PageSetting) -> Option<PageText> {
    PageText::parse(setting.name.strip_prefix("texts.")?)
}

/// The document with another table between the two comments of a name.
fn with_table(document: &str, name: &str, table: &str) -> String {
    let (begin, end) = (format!("<!-- {name} -->\n\n"), format!("\n<!-- end of {name} -->\n"));
    let (before, rest) = document.split_once(&begin).expect("the comment before a table");
    let (_, after) = rest.split_once(&end).expect("the comment after a table");
    [before, &begin, table, &end, after].concat()
}
