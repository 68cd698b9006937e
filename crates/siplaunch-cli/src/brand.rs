//! The command's brand: from a file, from the environment, or else the published app.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use siplaunch::{Brand, BrandEntries};
use zeroize::Zeroizing;

use crate::{input, stderr};

const BRAND_FILE_HELP: &str = "\
TOML file with the app's values, mode 0600 or 0640:
  scheme = \"acme-phone\"                    (optional)
  key = \"16, 24 or 32 ASCII characters\"    (or key_hex)
  iv = \"16 ASCII characters\"               (or iv_hex)
The entries key_hex and iv_hex are hex digits. Without a file the command takes the same entries from the environment: \
SIPLAUNCH_KEY or SIPLAUNCH_KEY_HEX, SIPLAUNCH_IV or SIPLAUNCH_IV_HEX, SIPLAUNCH_SCHEME. Without those it takes the \
published sip:phone app, whose key is public.";

/// The options of the brand.
#[derive(clap::Args)]
#[command(next_help_heading = "Brand")]
pub(crate) struct BrandArgs {
    /// TOML file with the app's key, IV and scheme
    #[arg(long, value_name = "FILE", env = "SIPLAUNCH_BRAND_FILE", hide_env_values = true, long_help = BRAND_FILE_HELP)]
    brand_file: Option<PathBuf>,
}

impl BrandArgs {
    /// The brand of the options, or else the published app with a note on standard error that its key is public.
    pub(crate) fn load(&self) -> Result<Brand> {
        Ok(self.given()?.unwrap_or_else(|| {
            stderr::say("no brand given, using the published sip:phone app: its key is public");
            Brand::sip_phone()
        }))
    }

    /// The brand of the options or of the environment, if there is one.
    pub(crate) fn given(&self) -> Result<Option<Brand>> {
        if let Some(path) = &self.brand_file {
            let text = input::read_secret_file(path)?;
            return Brand::from_toml(&text).map(Some).with_context(|| format!("brand file {}", path.display()));
        }
        from_environment().context("brand in the environment (SIPLAUNCH_KEY, SIPLAUNCH_IV, SIPLAUNCH_SCHEME)")
    }
}

/// The brand of the environment's entries, if there are any.
fn from_environment() -> Result<Option<Brand>> {
    let scheme = input::read_variable("SIPLAUNCH_SCHEME")?;
    let [key, key_hex, iv, iv_hex] =
        ["SIPLAUNCH_KEY", "SIPLAUNCH_KEY_HEX", "SIPLAUNCH_IV", "SIPLAUNCH_IV_HEX"].map(input::read_variable);
    let (key, key_hex, iv, iv_hex) = (key?, key_hex?, iv?, iv_hex?);
    if [&scheme, &key, &key_hex, &iv, &iv_hex].iter().all(|entry| entry.is_none()) {
        return Ok(None);
    }
    let entries = BrandEntries {
        scheme: text(&scheme),
        key: text(&key),
        key_hex: text(&key_hex),
        iv: text(&iv),
        iv_hex: text(&iv_hex),
    };
    Ok(Some(Brand::from_entries(entries)?))
}

fn text(variable: &Option<Zeroizing<String>>) -> Option<&str> {
    variable.as_ref().map(|text| text.as_str())
}
