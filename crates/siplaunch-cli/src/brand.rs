//! Where the command's brand comes from: a file, the environment, or else the published app.

use std::{env, ops::Range, path::PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};
use serde::Deserialize;
use siplaunch::{Brand, BrandParts, Scheme};
use zeroize::Zeroizing;

use crate::input;

const BRAND_FILE_HELP: &str = "\
TOML file with the app's values, mode 0600 or 0640:
  scheme = \"sipphone\"                             optional
  key = \"16, 24 or 32 ASCII characters\"           or key_hex = \"hex digits\"
  iv = \"16 ASCII characters\"                      or iv_hex = \"hex digits\"
Without it the same entries are taken from the environment: SIPLAUNCH_KEY or SIPLAUNCH_KEY_HEX, SIPLAUNCH_IV or \
SIPLAUNCH_IV_HEX, SIPLAUNCH_SCHEME. Without those the published sip:phone app is meant, whose key is public.";

/// The options that say which brand.
#[derive(clap::Args)]
#[command(next_help_heading = "Brand")]
pub(crate) struct BrandArgs {
    /// TOML file with the app's key, iv and scheme
    #[arg(long, value_name = "FILE", env = "SIPLAUNCH_BRAND_FILE", long_help = BRAND_FILE_HELP)]
    brand_file: Option<PathBuf>,
}

impl BrandArgs {
    /// The brand that was asked for, or else the published app. Says so on standard error, because its key is public.
    pub(crate) fn load(&self) -> Result<Brand> {
        Ok(self.given()?.unwrap_or_else(|| {
            eprintln!("siplaunch: no brand given, using the published sip:phone app: its key is public");
            Brand::sip_phone()
        }))
    }

    /// The brand that was asked for, if one was.
    pub(crate) fn given(&self) -> Result<Option<Brand>> {
        if let Some(path) = &self.brand_file {
            let text = input::read_secret_file(path)?;
            return Entries::parse(&text)
                .and_then(Entries::into_brand)
                .map(Some)
                .with_context(|| format!("brand file {}", path.display()));
        }
        let entries = Entries::from_environment()?;
        if entries.is_empty() {
            return Ok(None);
        }
        entries
            .into_brand()
            .map(Some)
            .context("brand in the environment (SIPLAUNCH_KEY, SIPLAUNCH_IV, SIPLAUNCH_SCHEME)")
    }
}

/// The entries of a brand file; the environment has the same, in capitals after `SIPLAUNCH_`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entries {
    scheme: Option<String>,
    key: Option<Zeroizing<String>>,
    key_hex: Option<Zeroizing<String>>,
    iv: Option<Zeroizing<String>>,
    iv_hex: Option<Zeroizing<String>>,
}

impl Entries {
    /// Never lets the parser's own message out: it quotes the file.
    fn parse(text: &str) -> Result<Self> {
        toml::from_str(text).map_err(|error| {
            let Range { start, .. } = error.span().unwrap_or_default();
            let line = text[..start].matches('\n').count() + 1;
            anyhow!("line {line}: expected key or key_hex, iv or iv_hex, and scheme, each at most once, in quotes")
        })
    }

    fn from_environment() -> Result<Self> {
        Ok(Self {
            scheme: variable("SIPLAUNCH_SCHEME")?,
            key: variable("SIPLAUNCH_KEY")?.map(Zeroizing::new),
            key_hex: variable("SIPLAUNCH_KEY_HEX")?.map(Zeroizing::new),
            iv: variable("SIPLAUNCH_IV")?.map(Zeroizing::new),
            iv_hex: variable("SIPLAUNCH_IV_HEX")?.map(Zeroizing::new),
        })
    }

    fn is_empty(&self) -> bool {
        self.scheme.is_none() && [&self.key, &self.key_hex, &self.iv, &self.iv_hex].iter().all(|entry| entry.is_none())
    }

    fn into_brand(self) -> Result<Brand> {
        let key = either("key", self.key, self.key_hex)?;
        let iv = either("iv", self.iv, self.iv_hex)?;
        let scheme = self.scheme.as_deref().unwrap_or(Scheme::SIP_PHONE.as_str());
        Ok(Brand::new(BrandParts { key: &key, iv: &iv, scheme })?)
    }
}

fn either(name: &str, text: Option<Zeroizing<String>>, hex: Option<Zeroizing<String>>) -> Result<Zeroizing<Vec<u8>>> {
    match (text, hex) {
        (Some(text), None) if text.is_ascii() => Ok(text.as_bytes().to_vec().into()),
        (Some(_), None) => bail!("{name} is not ASCII: use {name}_hex for other bytes"),
        (None, Some(hex)) => match base16ct::mixed::decode_vec(hex.as_bytes()) {
            Ok(bytes) => Ok(bytes.into()),
            Err(_) => bail!("{name}_hex is not pairs of hex digits"),
        },
        _ => bail!("exactly one of {name} and {name}_hex is needed"),
    }
}

fn variable(name: &str) -> Result<Option<String>> {
    match env::var(name) {
        Ok(value) => Ok(Some(value)),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => bail!("{name} is not UTF-8"),
    }
}
