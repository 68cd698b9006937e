use alloc::{string::String, vec::Vec};
use core::fmt;

use zeroize::Zeroizing;

use super::{Finding, Kind};
use crate::{Credentials, LinkId, OwnedCredentials};

/// What [`explain`] found out. `Debug` shows kind and findings, never the token or the credentials.
#[derive(Clone)]
pub struct Explanation {
    pub(super) kind: Kind,
    pub(super) findings: Vec<Finding>,
    pub(super) token: Option<Zeroizing<String>>,
    pub(super) credentials: Option<OwnedCredentials>,
    pub(super) link_count: usize,
    pub(super) shown: String,
    pub(super) line: Option<usize>,
    pub(super) id: Option<LinkId>,
    pub(super) expires: Option<u64>,
}

impl Explanation {
    /// What the text is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What there is to know about it, in the order in which it was found.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Whether nothing is wrong with it.
    #[must_use]
    pub fn is_good(&self) -> bool {
        !self.findings.iter().any(|finding| finding.is_fault())
    }

    /// The token in canonical form, if there is one once damage is repaired. A secret.
    #[must_use]
    pub fn token(&self) -> Option<&str> {
        self.token.as_ref().map(|token| token.as_str())
    }

    /// How many different links and tokens the text has. One that stands in it more than once, as in both parts of a
    /// mail, counts once.
    #[must_use]
    pub fn link_count(&self) -> usize {
        self.link_count
    }

    /// Which link this is: its text with what it carries left out, as in `https://portal.example/p?c=…`. What a terminal
    /// would not show as it is, is escaped. No secret.
    #[must_use]
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// The line of the pasted text on which the link begins, from 1; nothing if it is in an encoded part of a mail.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.line
    }

    /// The id of a sealed link, if the text is whole.
    #[must_use]
    pub fn id(&self) -> Option<LinkId> {
        self.id
    }

    /// When a sealed link that was opened expires or expired, in seconds since 1970-01-01 00:00 UTC.
    #[must_use]
    pub fn expires(&self) -> Option<u64> {
        self.expires
    }

    /// The credentials in the token or in the sealed link that was opened, if it holds any; without the newline of [`Finding::NewlineAtEnd`]. A secret.
    #[must_use]
    pub fn credentials(&self) -> Option<Credentials<'_>> {
        self.credentials.as_ref().map(OwnedCredentials::as_credentials)
    }

    pub(super) fn add(&mut self, condition: bool, finding: Finding) {
        if condition {
            self.findings.push(finding);
        }
    }
}

impl fmt::Debug for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Explanation")
            .field("kind", &self.kind)
            .field("findings", &self.findings)
            .finish_non_exhaustive()
    }
}
