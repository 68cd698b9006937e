use std::io;

use anyhow::{Context as _, Result};
use serde::Serialize;
use siplaunch::{Claim, ClaimPolicy, ClaimRecord, LinkId};

use super::Store;
use crate::expiry::time;

/// The states of links in a claim store.
pub(crate) struct Statuses {
    store: Box<dyn Store>,
    policy: ClaimPolicy,
}

impl Statuses {
    pub(crate) const fn new(store: Box<dyn Store>, policy: ClaimPolicy) -> Self {
        Self { store, policy }
    }

    pub(crate) fn of(&mut self, id: LinkId) -> Result<Status> {
        let record = self.store.find(id).context("claim store")?;
        Ok(Status::new(record, self.policy, siplaunch::now()))
    }
}

/// The state of a link in the claim store.
#[derive(Serialize)]
pub(crate) struct Status {
    /// The claim of a tap that would come now.
    claim: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    claimed_at: Option<u64>,
    taps: u64,
    taps_left: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at: Option<u64>,
    #[serde(skip)]
    is_fault: bool,
}

impl Status {
    pub(crate) fn new(record: Option<ClaimRecord>, policy: ClaimPolicy, now: u64) -> Self {
        let Some(record) = record else {
            let (claim, taps_left) = (Claim::First.as_str(), policy.taps());
            return Self { claim, claimed_at: None, taps: 0, taps_left, revoked_at: None, is_fault: false };
        };
        let ClaimRecord { claimed_at, taps, revoked_at } = record;
        let taps_left = policy.taps_left(record, now);
        let claim = match (revoked_at, taps_left) {
            (Some(_), _) => Claim::Revoked,
            (None, 0) => Claim::Used,
            (None, _) => Claim::Again,
        };
        let claimed_at = (claimed_at > 0).then_some(claimed_at);
        let is_fault = claim != Claim::Again;
        Self { claim: claim.as_str(), claimed_at, taps, taps_left, revoked_at, is_fault }
    }

    /// Whether the link opens no app any more.
    pub(crate) const fn is_fault(&self) -> bool {
        self.is_fault
    }

    /// One line in words.
    pub(crate) fn line(&self) -> String {
        let used = match self.claimed_at {
            None => "nobody has tapped the link".to_owned(),
            Some(since) => {
                let Self { taps, taps_left, .. } = self;
                format!("used since {}, taps: {taps}, left: {taps_left}", time(since))
            }
        };
        match self.revoked_at {
            Some(since) => format!("revoked since {}; {used}", time(since)),
            None => used,
        }
    }

    pub(crate) fn print(&self, out: &mut impl io::Write) -> io::Result<()> {
        writeln!(out, "{} {}", if self.is_fault { "fault:   " } else { "claim:   " }, self.line())
    }
}
