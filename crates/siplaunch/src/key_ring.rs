use core::fmt;

use zeroize::Zeroize as _;

use crate::Error;

/// One key of a [`KeyRing`], with the id that links carry.
#[derive(Clone, Copy)]
pub struct SealingKey<'a> {
    /// 0 to 3.
    pub id: u8,
    /// 32 random bytes.
    pub key: &'a [u8],
}

impl fmt::Debug for SealingKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealingKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// One to four keys for sealed links, by id. One of them, the current one, seals; all of them open.
///
/// To change keys: add a new one, make it current, and take the old one out when the last link that it sealed has
/// expired. A key ring never changes, can be shared between threads, and is wiped when dropped.
///
/// ```
/// use siplaunch::{Error, KeyRing, SealingKey};
///
/// let keys = KeyRing::new(&[SealingKey { id: 0, key: &[7; 32] }], 0)?;
/// assert_eq!(KeyRing::new(&[SealingKey { id: 0, key: &[7; 32] }], 1).err(), Some(Error::CurrentKey));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone)]
pub struct KeyRing {
    keys: [Option<[u8; Self::KEY_LEN]>; Self::MAX_KEYS],
    current: u8,
}

impl KeyRing {
    /// The number of bytes in a key, 32.
    pub const KEY_LEN: usize = 32;

    /// The most keys in a ring, 4.
    pub const MAX_KEYS: usize = 4;

    /// Makes a ring of keys and says which one seals.
    ///
    /// # Errors
    /// [`Error::SealingKey`] for a key that is not 32 bytes long, an id that is not 0 to 3, or an id given twice;
    /// [`Error::CurrentKey`] if the current id has no key.
    pub fn new(keys: &[SealingKey<'_>], current: u8) -> Result<Self, Error> {
        let mut ring = Self { keys: [None; Self::MAX_KEYS], current };
        for SealingKey { id, key } in keys {
            match ring.keys.get_mut(usize::from(*id)) {
                Some(slot @ None) => *slot = Some((*key).try_into().map_err(|_| Error::SealingKey)?),
                _ => return Err(Error::SealingKey),
            }
        }
        ring.key(current).ok_or(Error::CurrentKey)?;
        Ok(ring)
    }

    pub(crate) fn key(&self, id: u8) -> Option<&[u8; Self::KEY_LEN]> {
        self.keys.get(usize::from(id))?.as_ref()
    }

    pub(crate) fn current(&self) -> Option<(u8, &[u8; Self::KEY_LEN])> {
        Some((self.current, self.key(self.current)?))
    }
}

impl Drop for KeyRing {
    fn drop(&mut self) {
        self.keys.zeroize();
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyRing").field("current", &self.current).finish_non_exhaustive()
    }
}
