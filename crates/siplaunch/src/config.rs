//! Brand files and key files, in TOML.

use alloc::{string::String, vec, vec::Vec};
use core::fmt;

use zeroize::Zeroizing;

use crate::{
    Brand, BrandParts, Error, KeyRing, Scheme, SealingKey,
    toml::{self, Entry},
};

type Text = Zeroizing<String>;

/// The fault of a file. `Display` says the line, if it is known, and repeats nothing of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileError {
    /// The line, counted from 1, that is not TOML or no entry of such a file.
    pub line: Option<usize>,
    /// The error.
    pub error: Error,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        write!(f, "{}", self.error)
    }
}

impl core::error::Error for FileError {}

impl From<Error> for FileError {
    fn from(error: Error) -> Self {
        Self { line: None, error }
    }
}

impl From<FileError> for Error {
    fn from(file: FileError) -> Self {
        file.error
    }
}

/// The entries of a brand file, as text: key and IV in ASCII or as hex digits.
#[derive(Clone, Copy, Default)]
pub struct BrandEntries<'a> {
    /// The URL scheme, if it is not `sipphone`.
    pub scheme: Option<&'a str>,
    /// The key, if it is ASCII.
    pub key: Option<&'a str>,
    /// The key in hex digits of either case.
    pub key_hex: Option<&'a str>,
    /// The IV, if it is ASCII.
    pub iv: Option<&'a str>,
    /// The IV in hex digits of either case.
    pub iv_hex: Option<&'a str>,
}

impl fmt::Debug for BrandEntries<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BrandEntries").field("scheme", &self.scheme).finish_non_exhaustive()
    }
}

/// Brands from brand files.
impl Brand {
    /// Makes a brand of the entries of a brand file.
    ///
    /// # Errors
    /// [`Error::BrandEntries`] if one is missing, double or not in hex digits, and those of [`Brand::new`].
    pub fn from_entries(entries: BrandEntries<'_>) -> Result<Self, Error> {
        let key = bytes(entries.key, entries.key_hex)?;
        let iv = bytes(entries.iv, entries.iv_hex)?;
        let scheme = entries.scheme.unwrap_or(Scheme::SIP_PHONE.as_str());
        Self::new(BrandParts { key: &key, iv: &iv, scheme })
    }

    /// Reads a brand file: TOML with `key` (ASCII) or `key_hex`, `iv` or `iv_hex`, and, for another scheme than
    /// `sipphone`, `scheme`.
    ///
    /// # Errors
    /// [`Error::BrandEntries`] with the line, and those of [`Brand::new`].
    ///
    /// ```
    /// use siplaunch::Brand;
    ///
    /// let brand = Brand::from_toml("scheme = \"acme\"\nkey = \"0123456789abcdef\"\niv = \"fedcba9876543210\"")?;
    /// assert_eq!(brand.scheme().as_str(), "acme");
    /// assert_eq!(Brand::from_toml("key = 5").unwrap_err().line, Some(1));
    /// # Ok::<(), siplaunch::FileError>(())
    /// ```
    pub fn from_toml(text: &str) -> Result<Self, FileError> {
        let [mut scheme, mut key, mut key_hex, mut iv, mut iv_hex] = [const { None }; 5];
        read(text, Error::BrandEntries, |names, entry| {
            let slot = match names {
                ["scheme"] => &mut scheme,
                ["key"] => &mut key,
                ["key_hex"] => &mut key_hex,
                ["iv"] => &mut iv,
                ["iv_hex"] => &mut iv_hex,
                _ => return None,
            };
            put(slot, entry.into_string()?)
        })?;
        Ok(Self::from_entries(BrandEntries {
            scheme: as_text(&scheme),
            key: as_text(&key),
            key_hex: as_text(&key_hex),
            iv: as_text(&iv),
            iv_hex: as_text(&iv_hex),
        })?)
    }
}

fn as_text(slot: &Option<Text>) -> Option<&str> {
    slot.as_ref().map(|text| text.as_str())
}

/// Refuses a second value.
fn put<T>(slot: &mut Option<T>, value: T) -> Option<()> {
    slot.replace(value).is_none().then_some(())
}

/// Key rings from key files.
impl KeyRing {
    /// Reads a key file, as `siplaunch keygen` makes it: TOML with `current = ID`, and under `[keys]` one to four lines
    /// `ID = "64 hex digits"`.
    ///
    /// # Errors
    /// [`Error::KeyEntries`] with the line, and those of [`KeyRing::new`].
    ///
    /// ```
    /// use siplaunch::{Error, KeyRing};
    ///
    /// let hex = "5e".repeat(32);
    /// assert!(KeyRing::from_toml(&format!("current = 0\n[keys]\n0 = \"{hex}\"")).is_ok());
    /// let error = KeyRing::from_toml(&format!("current = 1\n[keys]\n0 = \"{hex}\"")).unwrap_err();
    /// assert_eq!(error.error, Error::CurrentKey);
    /// ```
    pub fn from_toml(text: &str) -> Result<Self, FileError> {
        let (mut current, mut table, mut keys) = (None, None, Vec::<(Text, Text)>::new());
        read(text, Error::KeyEntries, |names, entry| match names {
            ["current"] => put(&mut current, entry.to_u8()?),
            ["keys"] => matches!(entry, Entry::Table).then(|| put(&mut table, ()))?,
            ["keys", id] => {
                let is_new = keys.iter().all(|(other, _)| other.as_str() != *id);
                keys.push((String::from(*id).into(), entry.into_string()?));
                is_new.then_some(())
            }
            _ => None,
        })?;
        let current = current.ok_or(FileError { line: Some(1), error: Error::KeyEntries })?;
        let key = |(id, hex): &(Text, Text)| {
            Ok((id.parse().map_err(|_| Error::SealingKey)?, unhex(hex).ok_or(Error::SealingKey)?))
        };
        let keys = keys.iter().map(key).collect::<Result<Vec<(u8, Zeroizing<Vec<u8>>)>, Error>>()?;
        let keys: Vec<SealingKey<'_>> = keys.iter().map(|(id, key)| SealingKey { id: *id, key }).collect();
        Ok(Self::new(&keys, current)?)
    }
}

fn read(text: &str, error: Error, take: impl FnMut(&[&str], Entry) -> Option<()>) -> Result<(), FileError> {
    toml::read(text, take).map_err(|line| FileError { line: Some(line), error })
}

fn bytes(text: Option<&str>, hex: Option<&str>) -> Result<Zeroizing<Vec<u8>>, Error> {
    match (text, hex) {
        (Some(text), None) if text.is_ascii() => Ok(text.as_bytes().to_vec().into()),
        (None, Some(hex)) => unhex(hex).ok_or(Error::BrandEntries),
        _ => Err(Error::BrandEntries),
    }
}

fn unhex(hex: &str) -> Option<Zeroizing<Vec<u8>>> {
    // A single wrong digit leaves all the others decoded.
    let mut bytes = Zeroizing::new(vec![0; hex.len() / 2]);
    base16ct::mixed::decode(hex, &mut bytes).ok()?;
    Some(bytes)
}
