//! The file of sealing keys.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Write as _},
    ops::Range,
    path::Path,
};

use anyhow::{Context as _, Result, anyhow, bail};
use serde::Deserialize;
use siplaunch::{Error, KeyRing, SealingKey};
use tempfile::NamedTempFile;
use zeroize::Zeroizing;

use crate::input;

/// A key file: `current = ID`, and under `[keys]` one to four lines `ID = "64 hex digits"`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyFile {
    current: u8,
    keys: BTreeMap<String, Zeroizing<String>>,
}

impl KeyFile {
    /// Reads a key file. Warns on standard error when others may read it.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = input::read_secret_file(path)?;
        // Never lets the parser's own message out: it quotes the file.
        let parsed = toml::from_str(&text).map_err(|error| {
            let Range { start, .. } = error.span().unwrap_or_default();
            let line = text[..start].matches('\n').count() + 1;
            anyhow!("line {line}: expected current = ID, then [keys] with one to four lines ID = \"64 hex digits\"")
        });
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

    /// The keys, checked.
    pub(crate) fn key_ring(&self) -> Result<KeyRing, Error> {
        let keys = self.keys.iter().map(|(id, hex)| {
            let key = base16ct::mixed::decode_vec(hex.as_bytes()).map_err(|_| Error::SealingKey)?;
            Ok((id.parse().map_err(|_| Error::SealingKey)?, Zeroizing::new(key)))
        });
        let keys: Vec<(u8, Zeroizing<Vec<u8>>)> = keys.collect::<Result<_, Error>>()?;
        let keys: Vec<SealingKey<'_>> = keys.iter().map(|(id, key)| SealingKey { id: *id, key }).collect();
        KeyRing::new(&keys, self.current)
    }

    /// Writes the file, readable by its owner only, whole or not at all; over one that is there only when told so.
    pub(crate) fn write(&self, path: &Path, replace: bool) -> Result<()> {
        let mut text = Zeroizing::new(format!("current = {}\n\n[keys]\n", self.current));
        for (id, hex) in &self.keys {
            for piece in [id, " = \"", hex, "\"\n"] {
                text.push_str(piece);
            }
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let write = || {
            let mut file = NamedTempFile::new_in(folder)?;
            file.write_all(text.as_bytes())?;
            file.as_file().sync_all()?;
            if replace {
                keep_owner(path, file.as_file())?;
                file.persist(path)?;
            } else {
                file.persist_noclobber(path)?;
            }
            File::open(folder)?.sync_all()
        };
        write().with_context(|| format!("key file {}", path.display()))
    }
}

/// Who could read the old file can read the new one, but nobody beyond owner and group.
#[cfg(unix)]
fn keep_owner(old: &Path, new: &File) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};

    let old = old.metadata()?;
    fchown(new, Some(old.uid()), Some(old.gid()))?;
    new.set_permissions(fs::Permissions::from_mode(old.mode() & 0o640))
}

#[cfg(not(unix))]
fn keep_owner(_old: &Path, _new: &File) -> io::Result<()> {
    Ok(())
}

fn random_key() -> Result<Zeroizing<String>> {
    let mut key = Zeroizing::new([0; KeyRing::KEY_LEN]);
    getrandom::fill(&mut *key).map_err(|error| anyhow!("random bytes of the system: {error}"))?;
    Ok(base16ct::lower::encode_string(&*key).into())
}
