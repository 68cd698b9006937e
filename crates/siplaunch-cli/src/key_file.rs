//! The file of sealing keys.

use std::{collections::BTreeMap, io, path::Path};

use anyhow::{Context as _, Result, anyhow, bail};
use serde::Deserialize;
use siplaunch::{Error, KeyRing};
use zeroize::Zeroizing;

use crate::{
    input,
    output::{self, Over},
};

/// Reads a key ring. Warns on standard error when others may read its file.
pub(crate) fn read_key_ring(path: &Path) -> Result<KeyRing> {
    let text = input::read_secret_file(path)?;
    KeyRing::from_toml(&text).with_context(|| format!("key file {}", path.display()))
}

/// A key file to be changed.
#[derive(Deserialize)]
pub(crate) struct KeyFile {
    current: u8,
    keys: BTreeMap<String, Zeroizing<String>>,
}

impl KeyFile {
    /// Reads a good key file.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = input::read_secret_file(path).map_err(|error| match error.downcast_ref::<io::Error>() {
            Some(cause) if cause.kind() == io::ErrorKind::NotFound => {
                error.context("there is no key file: use keygen without --add and --remove to make one")
            }
            _ => error,
        })?;
        let checked = KeyRing::from_toml(&text).map_err(anyhow::Error::from);
        // The parser's own message quotes the file.
        let parsed = checked.and_then(|_| toml::from_str(&text).map_err(|_| Error::KeyEntries.into()));
        parsed.with_context(|| format!("key file {}", path.display()))
    }

    /// A file with one new key, of id 0.
    pub(crate) fn generate() -> Result<Self> {
        Ok(Self { current: 0, keys: BTreeMap::from([("0".into(), random_key()?)]) })
    }

    /// Adds a new key under the lowest free id, makes it the current one, and returns the id.
    pub(crate) fn add(&mut self) -> Result<u8> {
        let Some(id) = (0..4).find(|id: &u8| !self.keys.contains_key(&id.to_string())) else {
            bail!("all four ids are taken: take out the key whose links have all expired");
        };
        self.keys.insert(id.to_string(), random_key()?);
        self.current = id;
        Ok(id)
    }

    /// Takes a key out.
    pub(crate) fn remove(&mut self, id: u8) -> Result<()> {
        if id == self.current {
            bail!("key {id} is the current one: add another first");
        }
        self.keys.remove(&id.to_string()).map(drop).with_context(|| format!("there is no key {id}"))
    }

    /// Writes the file: a new one, or over the one that it was read from.
    pub(crate) fn write(&self, path: &Path, over: Over) -> Result<()> {
        let mut text = Zeroizing::new(format!("current = {}\n\n[keys]\n", self.current));
        for (id, hex) in &self.keys {
            for piece in [id, " = \"", hex, "\"\n"] {
                text.push_str(piece);
            }
        }
        // What cannot be read again is not written.
        KeyRing::from_toml(&text)?;
        output::write_file(path, text.as_bytes(), over).with_context(|| format!("key file {}", path.display()))
    }
}

fn random_key() -> Result<Zeroizing<String>> {
    let mut key = Zeroizing::new([0; KeyRing::KEY_LEN]);
    getrandom::fill(&mut *key).map_err(|error| anyhow!("random bytes of the system: {error}"))?;
    Ok(base16ct::lower::encode_string(&*key).into())
}
