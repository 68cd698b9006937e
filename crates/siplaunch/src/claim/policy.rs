use crate::Error;

const DAY: u64 = 86_400;
/// The difference of two servers' clocks, in seconds, that still counts as the same time.
const MAX_SKEW: u64 = 60;

/// The rule by which a one-time link is used up: after its first tap it works for a grace, and for so many taps in all.
///
/// People tap twice, install the app first, and come back; a browser drops the first answer of a double tap. A strict
/// single use would lock them out, hence the grace.
///
/// ```
/// use siplaunch::{ClaimPolicy, Error};
///
/// assert_eq!(ClaimPolicy::default(), ClaimPolicy::new(600, 5)?);
/// assert_eq!(ClaimPolicy::new(30, 5).err(), Some(Error::ClaimPolicy));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimPolicy {
    grace: u64,
    taps: u64,
}

impl ClaimPolicy {
    /// The grace unless another one is set, 600 seconds.
    pub const DEFAULT_GRACE: u64 = 600;
    /// The shortest grace, 60 seconds: a double tap on a slow server must still open the app.
    pub const MIN_GRACE: u64 = 60;
    /// The longest grace, 86,400 seconds: a day.
    pub const MAX_GRACE: u64 = DAY;
    /// The taps unless others are set, 5.
    pub const DEFAULT_TAPS: u64 = 5;
    /// The most taps, 100.
    pub const MAX_TAPS: u64 = 100;

    /// A grace in seconds, and the number of taps in all, with the first.
    ///
    /// # Errors
    /// [`Error::ClaimPolicy`] if the grace is not [`ClaimPolicy::MIN_GRACE`] to [`ClaimPolicy::MAX_GRACE`], or the taps are
    /// not 1 to [`ClaimPolicy::MAX_TAPS`].
    pub const fn new(grace: u64, taps: u64) -> Result<Self, Error> {
        let good = grace >= Self::MIN_GRACE && grace <= Self::MAX_GRACE && taps >= 1 && taps <= Self::MAX_TAPS;
        if good { Ok(Self { grace, taps }) } else { Err(Error::ClaimPolicy) }
    }

    /// The grace in seconds.
    #[must_use]
    pub const fn grace(self) -> u64 {
        self.grace
    }

    /// The number of taps in all.
    #[must_use]
    pub const fn taps(self) -> u64 {
        self.taps
    }

    /// The values for [`ClaimStatement::Claim`](crate::ClaimStatement::Claim), in the order of its placeholders after the
    /// link's id: now, the time until which the claim is kept, the taps, and the two times between which the first tap must
    /// be. All are Unix times in seconds but the third.
    ///
    /// `expires` is the link's expiry. The claim is kept a day longer, so that no clock makes the link new again. A first
    /// tap more than a minute in the future ends the grace, for a clock was then set back.
    ///
    /// ```
    /// use siplaunch::ClaimPolicy;
    ///
    /// let values = ClaimPolicy::default().values(1_800_000_000, 1_790_000_000);
    /// assert_eq!(values, [1_790_000_000, 1_800_086_400, 5, 1_789_999_400, 1_790_000_060]);
    /// ```
    #[must_use]
    pub const fn values(self, expires: u64, now: u64) -> [u64; 5] {
        let last = if expires > now { expires } else { now };
        let after = now.saturating_sub(self.grace);
        [now, last.saturating_add(DAY), self.taps, after, now.saturating_add(MAX_SKEW)]
    }

    /// The values for [`ClaimStatement::Revoke`](crate::ClaimStatement::Revoke) after the link's id, in the order of its
    /// placeholders. All are Unix times in seconds. The store keeps the link as long as any link can live, and a day.
    ///
    /// ```
    /// assert_eq!(siplaunch::ClaimPolicy::revocation_values(1_790_000_000), [4_295_053_695, 1_790_000_000, 1_790_000_000]);
    /// ```
    #[must_use]
    pub const fn revocation_values(now: u64) -> [u64; 3] {
        [(u32::MAX as u64).saturating_add(DAY), now, now]
    }

    /// The taps that still open the app with a link, from its row in the claim store; 0 for one that is used up or revoked.
    ///
    /// ```
    /// use siplaunch::{ClaimPolicy, ClaimRecord};
    ///
    /// let record = ClaimRecord { claimed_at: 1_790_000_000, taps: 2, revoked_at: None };
    /// assert_eq!(ClaimPolicy::default().taps_left(record, 1_790_000_599), 3);
    /// assert_eq!(ClaimPolicy::default().taps_left(record, 1_790_000_600), 0);
    /// ```
    #[must_use]
    pub const fn taps_left(self, record: ClaimRecord, now: u64) -> u64 {
        let [_, _, taps, after, before] = self.values(0, now);
        let in_grace = record.claimed_at > after && record.claimed_at < before;
        if in_grace && record.revoked_at.is_none() { taps.saturating_sub(record.taps) } else { 0 }
    }
}

impl Default for ClaimPolicy {
    fn default() -> Self {
        Self { grace: Self::DEFAULT_GRACE, taps: Self::DEFAULT_TAPS }
    }
}

/// A link's row in a claim store, see [`ClaimStatement::Find`](crate::ClaimStatement::Find).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimRecord {
    /// The time of the first tap, in seconds since 1970-01-01 00:00 UTC; 0 for a revoked link that nobody tapped.
    pub claimed_at: u64,
    /// The taps that opened the app.
    pub taps: u64,
    /// The time of the revocation, in seconds since 1970-01-01 00:00 UTC.
    pub revoked_at: Option<u64>,
}
