//! The parts of the hand-written pages that come from elsewhere: the header, and the settings of the launch page.

use ::siplaunch::{Language, Page, PageSetting, PageText, SettingKind};
use clap_mangen::roff::{Roff, bold, roman};

use crate::{page::Release, roff::lines};

/// The page of the launch page's settings, with those that the core has.
#[must_use]
pub fn with_settings(page: &str) -> String {
    let page = with_part(page, "settings", &settings());
    with_part(&page, "texts", &texts())
}

/// The page with the release in its header.
#[must_use]
pub fn with_release(page: &str, release: &Release) -> String {
    let (header, rest) = page.split_once('\n').expect("a header");
    let title: Vec<_> = header.split(' ').take(3).collect();
    format!("{} {} \"siplaunch {}\" siplaunch\n{rest}", title.join(" "), release.date, release.version)
}

fn settings() -> String {
    let mut roff = Roff::new();
    for PageSetting { name, kind, help, .. } in Page::settings().filter(|setting| text(setting).is_none()) {
        let form = match kind {
            SettingKind::Image => "file: svg, png, jpeg or webp",
            kind => kind.as_str(),
        };
        roff.control("TP", []).text([bold(name), roman(format!(" ({form})"))]).text([roman(help)]);
    }
    lines(&roff.render())
}

fn texts() -> String {
    let mut roff = Roff::new();
    for (text, help) in Page::settings().filter_map(|setting| Some((text(&setting)?, setting.help))) {
        roff.control("TP", []).text([bold(text.as_str())]).text([roman(help)]);
        roff.control("br", []).text([roman(format!("In English: {}", text.default_in(Language::English)))]);
    }
    lines(&roff.render())
}

/// The text that a setting replaces.
fn text(setting: &PageSetting) -> Option<PageText> {
    PageText::parse(setting.name.strip_prefix("texts.")?)
}

/// The page with another text between the two comments of a name.
fn with_part(page: &str, name: &str, part: &str) -> String {
    let (begin, end) = (format!(".\\\" {name}\n"), format!(".\\\" end of {name}\n"));
    let (before, rest) = page.split_once(&begin).expect("the comment before the part");
    let (_, after) = rest.split_once(&end).expect("the comment after the part");
    [before, &begin, part, &end, after].concat()
}
