#[cfg(feature = "alloc")]
use alloc::vec::Vec;
use core::fmt;

use crate::percent::hex_byte;

/// The id of a sealed link: 16 bytes that are no secret. For revocation and single use.
///
/// `Display` and [`LinkId::parse`] use 32 lower-case hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(pub(crate) [u8; 16]);

impl LinkId {
    /// The 16 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Reads a list of ids, one a line, such as a file of revoked links. Empty lines are skipped, `#` begins a comment,
    /// and white space around an id is ignored.
    ///
    /// # Errors
    /// The number, from 1, of the first line with anything but an id.
    ///
    /// ```
    /// use siplaunch::LinkId;
    ///
    /// let ids = LinkId::parse_list("# lost phones\n\n19ee22d6a6d75c2f6ed2b589905f95d0 # Acme\n").expect("good lines");
    /// assert_eq!(ids.len(), 1);
    /// assert_eq!(LinkId::parse_list("# lost phones\n19ee"), Err(2));
    /// ```
    #[cfg(feature = "alloc")]
    pub fn parse_list(text: &str) -> Result<Vec<Self>, usize> {
        let mut ids = Vec::new();
        for (line, number) in text.lines().zip(1_usize..) {
            let id = line.split('#').next().unwrap_or_default().trim();
            if !id.is_empty() {
                ids.push(Self::parse(id).ok_or(number)?);
            }
        }
        Ok(ids)
    }

    /// Reads 32 hex digits, of either case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return None };
        let mut bytes = [0; 16];
        if pairs.len() != bytes.len() {
            return None;
        }
        for (byte, &[high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = hex_byte(high, low)?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for LinkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
