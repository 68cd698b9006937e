//! The launch page's configuration file, whose settings are those of the core's table.

use std::{
    fs::{self, File},
    io::Read as _,
    path::Path,
};

use anyhow::{Context as _, Error, Result, anyhow, bail};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use siplaunch::{BadSetting, Page, SettingKind};
use toml::de::{DeTable, DeValue};

/// Makes the page of a configuration file. Errors name the line and never quote the file, which may be the wrong one.
pub(crate) fn read(path: &Path, base: &str) -> Result<Page> {
    let text = fs::read_to_string(path)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let table = DeTable::parse(&text).map_err(|error| {
        let at = error.span().unwrap_or_default().start;
        anyhow!("line {}: not TOML, or a setting that is there already", line(&text, at))
    })?;
    let mut entries = Entries { text: &text, folder, entries: Vec::new() };
    entries.add_table("", table.get_ref())?;
    entries.page(base)
}

/// The entries of a file.
struct Entries<'a> {
    text: &'a str,
    folder: &'a Path,
    entries: Vec<Entry>,
}

/// An entry as the core takes it, and its line.
struct Entry {
    name: &'static str,
    value: String,
    line: usize,
}

impl Entries<'_> {
    fn add_table(&mut self, prefix: &str, table: &DeTable<'_>) -> Result<()> {
        for (key, value) in table {
            let (name, line) = (format!("{prefix}{}", key.get_ref()), line(self.text, key.span().start));
            match value.get_ref() {
                DeValue::Table(table) if has_settings(&name) => self.add_table(&format!("{name}."), table)?,
                value => self.add(&name, value, line).with_context(|| format!("line {line}"))?,
            }
        }
        Ok(())
    }

    fn add(&mut self, name: &str, value: &DeValue<'_>, line: usize) -> Result<()> {
        let setting = Page::settings().find(|setting| setting.name == name);
        let Some(setting) = setting else { bail!("the page has no such setting: --help lists all") };
        let value = match (setting.kind, value) {
            (SettingKind::Flag, DeValue::Boolean(flag)) => flag.to_string(),
            (SettingKind::Flag, _) => bail!("{}: expected true or false, without quotes", setting.name),
            (SettingKind::Image, DeValue::String(file)) => {
                data_uri(&self.folder.join(&**file)).context(setting.name)?
            }
            (_, DeValue::String(text)) => text.to_string(),
            _ => bail!("{}: expected a text in quotes", setting.name),
        };
        self.entries.push(Entry { name: setting.name, value, line });
        Ok(())
    }

    fn page(&self, base: &str) -> Result<Page> {
        let settings: Vec<_> = self.entries.iter().map(|entry| (entry.name, entry.value.as_str())).collect();
        Page::from_settings(base, &settings).map_err(|bad| self.located(bad))
    }

    fn located(&self, bad: BadSetting) -> Error {
        match self.entries.iter().find(|entry| entry.name == bad.name) {
            Some(entry) => Error::new(bad).context(format!("line {}", entry.line)),
            None => bad.into(),
        }
    }
}

/// Whether settings are in a table of this name, as the texts are.
fn has_settings(table: &str) -> bool {
    Page::settings().any(|setting| setting.name.strip_prefix(table).is_some_and(|rest| rest.starts_with('.')))
}

fn line(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|&byte| byte == b'\n').count() + 1
}

/// The file as a `data:` URI. Its name says the type.
fn data_uri(path: &Path) -> Result<String> {
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let media_type = match &*extension {
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        _ => bail!("the file's name must end in .svg, .png, .jpg, .jpeg or .webp"),
    };
    let mut image = Vec::new();
    File::open(path)?.take(Page::MAX_LOGO_LEN as u64).read_to_end(&mut image)?;
    Ok(format!("data:{media_type};base64,{}", BASE64_STANDARD.encode(image)))
}
