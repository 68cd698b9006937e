use core::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::{
    Error, Scheme,
    cipher::{BLOCK, Cipher},
    kept::Kept,
};

// Handbook B.1.1.1: "the standard values of the sip:phone app".
const SIP_PHONE_KEY: &[u8; 16] = b"iBmTdavJ8joPW3HO";
const SIP_PHONE_IV: &[u8; BLOCK] = b"tww21lQe6cmywrp3";

/// The parts of a [`Brand`], by name so that key and IV cannot change places.
#[derive(Clone, Copy)]
pub struct BrandParts<'a> {
    /// The AES key: 16, 24 or 32 bytes.
    pub key: &'a [u8],
    /// The AES-CBC initialization vector: 16 bytes.
    pub iv: &'a [u8],
    /// The URL scheme that the app build registers, such as `sipphone`.
    pub scheme: &'a str,
}

impl fmt::Debug for BrandParts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BrandParts").field("scheme", &self.scheme).finish_non_exhaustive()
    }
}

/// One build of the app: its AES key, its initialization vector and its URL scheme.
///
/// The key schedule is computed once, when the brand is made. With feature `alloc` all clones share it, wherever they are
/// moved to, and the last one that is dropped wipes it; without, it is a part of the brand, so that moving the brand
/// leaves a copy behind: make it where it stays. A brand never changes, can be shared between threads, and is best made
/// once and kept.
///
/// ```
/// use siplaunch::{Brand, BrandParts};
///
/// let acme = Brand::new(BrandParts { key: &[0x17; 32], iv: &[0x42; 16], scheme: "acme-phone" })?;
/// assert!(!acme.uses_published_key());
/// assert!(Brand::sip_phone().uses_published_key());
/// # Ok::<(), siplaunch::Error>(())
/// ```
#[derive(Clone)]
pub struct Brand {
    pub(crate) cipher: Cipher,
    pub(crate) iv: Kept<Zeroizing<[u8; BLOCK]>>,
    scheme: Scheme,
    published: bool,
}

impl Brand {
    /// Makes a brand of the values that its app was built with.
    ///
    /// # Errors
    /// [`Error::KeyLength`], [`Error::IvLength`] or [`Error::Scheme`].
    pub fn new(parts: BrandParts<'_>) -> Result<Self, Error> {
        Ok(Self {
            cipher: Cipher::new(parts.key)?,
            iv: Kept::new(|| parts.iv.try_into().map(Zeroizing::new).map_err(|_| Error::IvLength))?,
            scheme: Scheme::new(parts.scheme)?,
            published: parts.key.ct_eq(SIP_PHONE_KEY).into(),
        })
    }

    /// The sip:phone app as published, scheme `sipphone`.
    ///
    /// **Its key is public**: anybody who sees a token of this brand can read the password in it.
    #[must_use]
    pub fn sip_phone() -> Self {
        Self::new(BrandParts { key: SIP_PHONE_KEY, iv: SIP_PHONE_IV, scheme: Scheme::SIP_PHONE.as_str() })
            .expect("the published values are good")
    }

    /// The URL scheme of this app build.
    #[must_use]
    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// Whether the key is the one printed in the handbook, which hides nothing from anybody.
    #[must_use]
    pub fn uses_published_key(&self) -> bool {
        self.published
    }
}

impl fmt::Debug for Brand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Brand").field("scheme", &self.scheme.as_str()).finish_non_exhaustive()
    }
}

/// The warning about a regular file with secrets whose Unix permissions are too open: others than its owner and its group
/// may read it, or others than its owner may write it. For brand files and key files; put the path and the mode before it.
///
/// The file type bits of `mode` have no effect.
///
/// ```
/// assert_eq!(siplaunch::mode_warning(0o640), None);
/// assert!(siplaunch::mode_warning(0o644).is_some() && siplaunch::mode_warning(0o660).is_some());
/// ```
#[must_use]
pub const fn mode_warning(mode: u32) -> Option<&'static str> {
    if mode & 0o777 & !0o640 == 0 { None } else { Some("too open for a file with secrets: chmod 0600 or 0640") }
}
