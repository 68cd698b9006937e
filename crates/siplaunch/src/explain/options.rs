use core::fmt;

use crate::{Brand, KeyRing, LinkId, Portal};

/// The inputs of [`explain`](crate::explain) beside the pasted text.
#[derive(Clone, Copy)]
pub struct ExplainOptions<'a> {
    pub(super) brand: &'a Brand,
    pub(super) param: &'a str,
    pub(super) keys: Option<&'a KeyRing>,
    pub(super) context: &'a [u8],
    pub(super) revoked: &'a [LinkId],
    pub(super) now: u64,
    pub(super) link: usize,
}

impl<'a> ExplainOptions<'a> {
    /// For the links of a brand, now, by the system's clock. The parameter is [`Portal::DEFAULT_PARAM`], sealed links
    /// are not opened, and the first link is explained.
    #[cfg(feature = "std")]
    #[must_use]
    pub fn new(brand: &'a Brand) -> Self {
        Self::at(brand, crate::now())
    }

    /// The same at a time in seconds since 1970-01-01 00:00 UTC.
    #[must_use]
    pub const fn at(brand: &'a Brand, now: u64) -> Self {
        Self { brand, param: Portal::DEFAULT_PARAM, keys: None, context: b"", revoked: &[], now, link: 0 }
    }

    /// The same options with another parameter that carries the payload of launch links.
    #[must_use]
    pub const fn with_param(self, param: &'a str) -> Self {
        Self { param, ..self }
    }

    /// The same options with a key ring that opens sealed links, and the context of their sealing.
    #[must_use]
    pub const fn with_key_ring(self, keys: &'a KeyRing, context: &'a [u8]) -> Self {
        Self { keys: Some(keys), context, ..self }
    }

    /// The same options with the sealed links that the portal does not let in any more.
    #[must_use]
    pub const fn with_revoked(self, revoked: &'a [LinkId]) -> Self {
        Self { revoked, ..self }
    }

    /// The same options for another of the links in the text, counted from 0.
    #[must_use]
    pub const fn with_link(self, link: usize) -> Self {
        Self { link, ..self }
    }
}

impl fmt::Debug for ExplainOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExplainOptions")
            .field("brand", self.brand)
            .field("param", &self.param)
            .field("now", &self.now)
            .field("link", &self.link)
            .finish_non_exhaustive()
    }
}
