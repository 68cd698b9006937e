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

/// Reads a key ring. Warns on standard error if its file's mode is too open.
pub(crate) fn read_key_ring(path: &Path) -> Result<KeyRing> {
    let text = input::read_secret_file(path)?;
    KeyRing::from_toml(&text).with_context(|| format!("key file {}", path.display()))
}

/// The content of a key file, to change it.
#[derive(Deserialize)]
pub(crate) struct KeyFile {
    current: u8,
    keys: BTreeMap<String, Zeroizing<String>>,
}

impl KeyFile {
    /// Reads a key file and checks it.
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

    /// One new key, of id 0.
    pub(crate) fn generate() -> Result<Self> {
        Ok(Self { current: 0, keys: BTreeMap::from([("0".into(), random_key()?)]) })
    }

    /// Adds a new key with the lowest free id, makes it the current one, and returns the id.
    pub(crate) fn add(&mut self) -> Result<u8> {
        let mut ids = (0..=u8::MAX).take(KeyRing::MAX_KEYS);
        let Some(id) = ids.find(|id| !self.keys.contains_key(&id.to_string())) else {
            bail!("all {} ids are in use: --remove a key whose links have all expired", KeyRing::MAX_KEYS);
        };
        self.keys.insert(id.to_string(), random_key()?);
        self.current = id;
        Ok(id)
    }

    /// Removes a key.
    pub(crate) fn remove(&mut self, id: u8) -> Result<()> {
        if id == self.current {
            bail!("key {id} is the current one: --add another first");
        }
        self.keys.remove(&id.to_string()).map(drop).with_context(|| format!("there is no key {id}"))
    }

    /// Writes a new file, or replaces the one that was read.
    pub(crate) fn write(&self, path: &Path, over: Over) -> Result<()> {
        let mut text = Zeroizing::new(format!("current = {}\n\n[keys]\n", self.current));
        for (id, hex) in &self.keys {
            for piece in [id, " = \"", hex, "\"\n"] {
                text.push_str(piece);
            }
        }
        // Never write a file that cannot be read again.
        KeyRing::from_toml(&text)?;
        output::write_file(path, text.as_bytes(), over).with_context(|| format!("key file {}", path.display()))
    }
}

fn random_key() -> Result<Zeroizing<String>> {
    let mut key = Zeroizing::new([0; KeyRing::KEY_LEN]);
    getrandom::fill(&mut *key).map_err(|error| anyhow!("random bytes of the system: {error}"))?;
    Ok(base16ct::lower::encode_string(&*key).into())
}
