//! The launch page's options.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use siplaunch::{Page, PageSetting, Portal, SettingKind};

use crate::{link_args::warn_of_query, page_config};

const CONFIG_HELP: &str = "\
TOML file with settings of the page, all of them optional, such as:
  brand_name = \"Acme Phone\"
  logo = \"logo.svg\"
  auto_open = true
  [texts]
  title = \"Set up {brand}\"
Texts are in the table [texts], and {brand} in them becomes the brand name.

Settings:";

/// The options that make the launch handler answer with a page.
#[derive(clap::Args)]
#[command(next_help_heading = "Launch page")]
pub(crate) struct PageArgs {
    /// Answer with a page that has a button and a QR code, in place of a redirect
    #[arg(long, requires = "base")]
    page: bool,
    /// Address of the launch handler, for the QR code: an absolute http or https URL
    #[arg(long, value_name = "URL", requires = "page")]
    base: Option<String>,
    /// TOML file with language, colour, logo, store links and texts
    #[arg(long, value_name = "FILE", requires = "page", long_help = config_help())]
    page_config: Option<PathBuf>,
}

impl PageArgs {
    /// The page, if the options ask for one, its files read anew.
    pub(crate) fn load(&self, param: &str) -> Result<Option<Page>> {
        let Some(base) = self.base.as_deref().filter(|_| self.page) else { return Ok(None) };
        warn_of_query(Portal::with_param(base, param)?);
        let page = match &self.page_config {
            None => Page::from_settings(base, &[])?,
            Some(path) => {
                page_config::read(path, base).with_context(|| format!("page configuration {}", path.display()))?
            }
        };
        Ok(Some(page))
    }
}

/// The help of the configuration file, with each setting of the core's table.
fn config_help() -> String {
    Page::settings().fold(CONFIG_HELP.to_owned(), |help, PageSetting { name, kind, help: meaning, .. }| {
        let form = match kind {
            SettingKind::Image => "file beside this one: svg, png, jpeg or webp",
            kind => kind.as_str(),
        };
        help + &format!("\n  {name} ({form})\n    {meaning}")
    })
}
