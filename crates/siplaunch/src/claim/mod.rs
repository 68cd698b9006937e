//! Claims of one-time links: the rules, and the statements that keep them in a store.

mod policy;
mod store;

pub use self::{
    policy::{ClaimPolicy, ClaimRecord},
    store::{ClaimStatement, ClaimStoreKind},
};

/// The outcome of a claim, which a tap on a one-time link makes.
///
/// ```
/// use siplaunch::Claim;
///
/// assert_eq!(Claim::from_taps(1), Claim::First);
/// assert_eq!(Claim::from_taps(0), Claim::Used);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Claim {
    /// The first tap: it opens the app, and the grace begins.
    First,
    /// A further tap within the grace: it opens the app again.
    Again,
    /// The link is used up: its grace is over, or it had all its taps.
    Used,
    /// The portal does not let the link in any more.
    Revoked,
    /// The claim store did not answer, or cannot be trusted: no app is opened, and the customer may tap again.
    Unavailable,
}

impl Claim {
    /// All of them.
    pub const ALL: &[Self] = &[Self::First, Self::Again, Self::Used, Self::Revoked, Self::Unavailable];

    /// The claim that a store's number says: the taps so far with this one, 0 for a link that is used up, -1 for a revoked
    /// one, and any other number for a store that cannot be trusted.
    #[must_use]
    pub const fn from_taps(taps: i64) -> Self {
        match taps {
            1 => Self::First,
            2.. => Self::Again,
            0 => Self::Used,
            -1 => Self::Revoked,
            _ => Self::Unavailable,
        }
    }

    /// One word in lower-case letters, which never changes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Again => "again",
            Self::Used => "used",
            Self::Revoked => "revoked",
            Self::Unavailable => "unavailable",
        }
    }

    /// The claim of a word, see [`Claim::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|claim| claim.as_str() == word)
    }
}
