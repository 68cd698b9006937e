use std::time::Duration;

use anyhow::Result;
use siplaunch::{Claim, ClaimPolicy, ClaimRecord, Launch, LinkId};

/// The longest time that a store may take for an answer. Customers wait for it.
pub(crate) const MAX_TIME: Duration = Duration::from_millis(1800);

/// The fix of a store that is not there, for errors.
pub(crate) const NO_STORE: &str = "the claim store is not made yet, or its data are lost: make it with `siplaunch \
claims init`; links that were used before are new again in it";

/// The question of a request to the store.
#[derive(Clone, Copy)]
pub(crate) enum Ask {
    /// A tap on a one-time link, with the values of the statement after the id.
    Claim { id: LinkId, values: [u64; 5] },
    /// A sealed link that needs no claim: is it revoked?
    Look { id: LinkId },
}

impl Ask {
    /// The question that a request has before its answer, if any. The form page of a one-time link has none.
    pub(crate) fn of(launch: &Launch, policy: ClaimPolicy) -> Option<Self> {
        let opened = launch.opened()?;
        let id = opened.id;
        match (launch.needs_claim(), opened.is_one_time) {
            (true, _) => Some(Self::Claim { id, values: policy.values(opened.expires, siplaunch::now()) }),
            (false, false) => Some(Self::Look { id }),
            (false, true) => None,
        }
    }
}

/// The store's answer.
#[derive(Clone, Copy)]
pub(crate) struct Answer {
    pub(crate) claim: Claim,
    /// The taps with this one, if it opens the app.
    pub(crate) taps: Option<u64>,
}

impl Answer {
    /// The store does not know.
    pub(crate) const UNAVAILABLE: Self = Self { claim: Claim::Unavailable, taps: None };

    /// The answer for a tap, by the claim statement's number.
    pub(crate) fn claimed(taps: i64) -> Self {
        Self { claim: Claim::from_taps(taps), taps: taps.try_into().ok().filter(|&taps| taps > 0) }
    }

    /// The answer for a tap that the claim statement refused, by the link's row.
    pub(crate) fn refused(record: Option<ClaimRecord>) -> Self {
        Self { claim: if is_revoked(record) { Claim::Revoked } else { Claim::Used }, taps: None }
    }

    /// The answer for a link that needs no claim, by its row.
    pub(crate) fn looked(record: Option<ClaimRecord>) -> Self {
        Self { claim: if is_revoked(record) { Claim::Revoked } else { Claim::First }, taps: None }
    }
}

fn is_revoked(record: Option<ClaimRecord>) -> bool {
    record.is_some_and(|record| record.revoked_at.is_some())
}

/// A link in a store.
pub(crate) type Entry = (LinkId, ClaimRecord);

/// A claim store. Its errors repeat neither ids nor passwords.
pub(crate) trait Store: Send {
    /// Makes an empty store, unless there is one.
    fn create(&mut self) -> Result<()>;

    /// Prepares a server's work with the store: fails where it could claim nothing.
    fn start(&mut self) -> Result<()>;

    /// Answers in the order of the questions. All claims are durable when it returns, or it fails.
    fn answer(&mut self, asks: &[Ask]) -> Result<Vec<Answer>>;

    /// Finds a link.
    fn find(&mut self, id: LinkId) -> Result<Option<ClaimRecord>>;

    /// Passes on all links in the order of their ids.
    fn list(&mut self, each: &mut dyn FnMut(Entry) -> Result<()>) -> Result<()>;

    /// Revokes a link, claimed or not.
    fn revoke(&mut self, id: LinkId, now: u64) -> Result<()>;

    /// Forgets a link, and returns whether the store had it.
    fn forget(&mut self, id: LinkId) -> Result<bool>;

    /// Deletes the links whose time to be kept is over at this time, and returns their number.
    fn purge(&mut self, now: u64) -> Result<u64>;
}
