//! The launch page's options and its configuration file.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Read as _,
    ops::Range,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, anyhow, bail};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::Deserialize;
use siplaunch::{Page, PageText, Portal};

use crate::link_args::warn_of_query;

const CONFIG_HELP: &str = "\
TOML file with how the page looks and what it says, each entry optional:
  language = \"de\"                          en, de, or another tag with all texts
  direction = \"rtl\"                        of another language: ltr or rtl
  brand_name = \"Acme Phone\"                what customers know the app as
  accent_color = \"#0f766e\"                 the button's
  logo = \"logo.svg\"                        svg, png, jpeg or webp, beside the file
  logo_alt = \"Acme\"                        what the logo says
  android_package = \"com.example.phone\"    for Android's intent link
  android_fallback_url = \"https://…\"       where that goes without the app
  app_store = \"https://…\"                  store buttons
  google_play = \"https://…\"
  new_link_url = \"https://…\"               a button on the page of expired links
  auto_open = false                        mostly blocked by browsers
  [texts]                                  {brand} stands for the brand's name
  title = \"…\"
";

/// The options that make the launch handler answer with a page.
#[derive(clap::Args)]
#[command(next_help_heading = "Launch page")]
pub(crate) struct PageArgs {
    /// Answer with a page that has a button and a QR code, in place of a redirect
    #[arg(long, requires = "base")]
    page: bool,
    /// Where the launch handler is reached, for the QR code: an absolute http or https URL
    #[arg(long, value_name = "URL", requires = "page")]
    base: Option<String>,
    /// TOML file with language, colour, logo, store links and texts
    #[arg(long, value_name = "FILE", requires = "page", long_help = CONFIG_HELP)]
    page_config: Option<PathBuf>,
}

impl PageArgs {
    /// The page that was asked for, its files read anew.
    pub(crate) fn load(&self, param: &str) -> Result<Option<Page>> {
        let Some(base) = self.base.as_deref().filter(|_| self.page) else { return Ok(None) };
        warn_of_query(Portal::with_param(base, param)?);
        let page = match &self.page_config {
            None => Config::default().into_page(base, Path::new("")),
            Some(path) => Config::read(path, base).with_context(|| format!("page configuration {}", path.display())),
        };
        page.map(Some)
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    language: Option<String>,
    direction: Option<Written>,
    brand_name: Option<String>,
    accent_color: Option<String>,
    logo: Option<PathBuf>,
    logo_alt: Option<String>,
    android_package: Option<String>,
    android_fallback_url: Option<String>,
    app_store: Option<String>,
    google_play: Option<String>,
    new_link_url: Option<String>,
    #[serde(default)]
    auto_open: bool,
    #[serde(default)]
    texts: BTreeMap<TextName, String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Written {
    Ltr,
    Rtl,
}

/// The name of a text that there is.
#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(try_from = "String")]
struct TextName(PageText);

impl TryFrom<String> for TextName {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        PageText::parse(&name).map(Self).ok_or("no such text")
    }
}

impl Config {
    fn read(path: &Path, base: &str) -> Result<Page> {
        let text = fs::read_to_string(path)?;
        Self::parse(&text)?.into_page(base, path.parent().unwrap_or(Path::new("")))
    }

    /// Never lets the parser's own message out: it quotes the file, which may be the wrong one.
    fn parse(text: &str) -> Result<Self> {
        toml::from_str(text).map_err(|error| {
            let Range { start, .. } = error.span().unwrap_or_default();
            let line = text[..start].matches('\n').count() + 1;
            anyhow!("line {line}: not an entry that --help lists, not a good value for it, or there twice")
        })
    }

    fn into_page(self, base: &str, folder: &Path) -> Result<Page> {
        let logo =
            self.logo.map(|path| data_uri(&folder.join(&path)).with_context(|| format!("logo {}", path.display())));
        let entries = [
            ("language", self.language),
            ("direction", self.direction.map(|direction| direction.as_str().into())),
            ("brand_name", self.brand_name),
            ("accent_color", self.accent_color),
            ("logo", logo.transpose()?),
            ("logo_alt", self.logo_alt),
            ("android_package", self.android_package),
            ("android_fallback_url", self.android_fallback_url),
            ("app_store", self.app_store),
            ("google_play", self.google_play),
            ("new_link_url", self.new_link_url),
            ("auto_open", Some(self.auto_open.to_string())),
        ];
        let texts = self.texts.iter().map(|(TextName(text), value)| (format!("texts.{}", text.as_str()), value));
        let texts: Vec<_> = texts.collect();
        let entries = entries.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?)));
        let settings: Vec<_> =
            entries.chain(texts.iter().map(|(name, value)| (name.as_str(), value.as_str()))).collect();
        Ok(Page::from_settings(base, &settings)?)
    }
}

impl Written {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

/// The file as a `data:` URI, of the type that its name tells.
fn data_uri(path: &Path) -> Result<String> {
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let media_type = match &*extension {
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        _ => bail!("the name must end in .svg, .png, .jpg, .jpeg or .webp"),
    };
    let mut image = Vec::new();
    File::open(path)?.take(Page::MAX_LOGO_LEN as u64).read_to_end(&mut image)?;
    Ok(format!("data:{media_type};base64,{}", BASE64_STANDARD.encode(image)))
}
