use alloc::{string::String, vec::Vec};
use core::{cmp::Reverse, fmt};

use zeroize::Zeroizing;

use super::{Finding, Kind};
use crate::{Credentials, LinkId, OwnedCredentials};

/// The result of [`explain`](crate::explain()). `Debug` shows kind and findings, never the token or the credentials.
#[derive(Clone, Default)]
pub struct Explanation {
    pub(super) kind: Kind,
    pub(super) findings: Vec<Finding>,
    /// The text of the link's payload, repaired if possible.
    pub(super) payload: Zeroizing<String>,
    pub(super) token: Option<Zeroizing<String>>,
    pub(super) credentials: Option<OwnedCredentials>,
    pub(super) link_count: usize,
    pub(super) shown: String,
    pub(super) line: Option<usize>,
    pub(super) id: Option<LinkId>,
    pub(super) expires: Option<u64>,
}

impl Explanation {
    /// The kind of the link.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The findings, in the order in which they were made.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Whether the link has no fault.
    #[must_use]
    pub fn is_good(&self) -> bool {
        !self.findings.iter().any(|finding| finding.is_fault())
    }

    /// The token in canonical form, its damage repaired, if there is one. A secret.
    #[must_use]
    pub fn token(&self) -> Option<&str> {
        self.token.as_ref().map(|token| token.as_str())
    }

    /// The number of different links and tokens in the text. A link in both parts of a mail counts once.
    #[must_use]
    pub fn link_count(&self) -> usize {
        self.link_count
    }

    /// The text of the link without its payload, as in `https://portal.example/p?c=…`. Characters that a terminal does
    /// not show are escaped. No secret.
    #[must_use]
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// The line of the pasted text on which the link begins, from 1; none if it is in an encoded part of a mail.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.line
    }

    /// The id of a sealed link, if its sealed token is whole.
    #[must_use]
    pub fn id(&self) -> Option<LinkId> {
        self.id
    }

    /// The expiry of an opened sealed link, in seconds since 1970-01-01 00:00 UTC.
    #[must_use]
    pub fn expires(&self) -> Option<u64> {
        self.expires
    }

    /// The credentials in the token or in the opened sealed token; without the newline of [`Finding::NewlineAtEnd`]. A
    /// secret.
    #[must_use]
    pub fn credentials(&self) -> Option<Credentials<'_>> {
        self.credentials.as_ref().map(OwnedCredentials::as_credentials)
    }

    /// Whether its token was decoded, or its sealed token opened.
    pub(super) fn opens(&self) -> bool {
        self.credentials.is_some()
    }

    /// Whether it has a payload that is not cut or changed beyond repair.
    pub(super) fn is_whole(&self) -> bool {
        let of_another_app = self.findings.contains(&Finding::OtherScheme);
        self.opens() || !of_another_app && (self.token.is_some() || self.id.is_some())
    }

    /// Whether it is a launch link with the parameter, or an app link of the brand.
    pub(super) fn is_carrier(&self) -> bool {
        self.is_whole() || !self.payload.is_empty() && !self.findings.contains(&Finding::OtherScheme)
    }

    /// The likelihood that somebody meant this reading: more is likelier.
    pub(super) fn found(&self) -> u8 {
        u8::from(self.opens()) + u8::from(self.is_whole()) + u8::from(self.is_carrier())
    }

    /// The same; of two equal ones the one with fewer faults is likelier.
    pub(super) fn worth(&self) -> (u8, Reverse<usize>) {
        (self.found(), Reverse(self.findings.iter().filter(|finding| finding.is_fault()).count()))
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
