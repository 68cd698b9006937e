use core::fmt;

use crate::{Error, kept::Kept, siv::Siv};

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
/// expired. A key ring never changes and can be shared between threads. Its keys are kept and wiped as those of a
/// [`Brand`](crate::Brand) are.
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
    keys: Kept<Keys>,
    current: u8,
}

/// By id.
#[derive(Clone)]
struct Keys([Option<Siv>; KeyRing::MAX_KEYS]);

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
        let ring = Self { keys: Kept::new(|| Keys::new(keys))?, current };
        ring.key(current).ok_or(Error::CurrentKey)?;
        Ok(ring)
    }

    pub(crate) fn key(&self, id: u8) -> Option<&Siv> {
        self.keys.0.get(usize::from(id))?.as_ref()
    }

    pub(crate) fn current(&self) -> (u8, &Siv) {
        (self.current, self.key(self.current).expect("checked when the ring was made"))
    }
}

impl Keys {
    fn new(keys: &[SealingKey<'_>]) -> Result<Self, Error> {
        let mut by_id = Self([const { None }; KeyRing::MAX_KEYS]);
        for SealingKey { id, key } in keys {
            match by_id.0.get_mut(usize::from(*id)) {
                Some(slot @ None) => *slot = Some(Siv::new((*key).try_into().map_err(|_| Error::SealingKey)?)),
                _ => return Err(Error::SealingKey),
            }
        }
        Ok(by_id)
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyRing").field("current", &self.current).finish_non_exhaustive()
    }
}
