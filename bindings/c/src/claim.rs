use std::ffi::c_char;

use siplaunch::{Claim, ClaimPolicy, ClaimRecord, ClaimStatement, ClaimStoreKind};

use crate::{
    call::{lend, text, time, value},
    status::siplaunch_status,
};

/// A claim store's number for a link that is used up: its grace is over, or it had all its taps.
pub const SIPLAUNCH_CLAIM_USED: i64 = 0;
/// A claim store's number for a link that the portal does not let in any more.
pub const SIPLAUNCH_CLAIM_REVOKED: i64 = -1;
/// The number in place of a claim store's that does not answer: no app is opened, and the customer may tap again.
pub const SIPLAUNCH_CLAIM_UNAVAILABLE: i64 = -2;

const _: () = assert!(
    matches!(Claim::from_taps(SIPLAUNCH_CLAIM_USED), Claim::Used)
        && matches!(Claim::from_taps(SIPLAUNCH_CLAIM_REVOKED), Claim::Revoked)
        && matches!(Claim::from_taps(SIPLAUNCH_CLAIM_UNAVAILABLE), Claim::Unavailable)
);

/// Lends a statement of a claim store, a database in which a portal keeps the claims of one-time links: not
/// NUL-terminated, never freed, and empty where the store needs none.
///
/// kind is "sqlite" (3.35 or later), "mysql" (MariaDB too), "postgresql" or "redis". In SQL, the placeholders are "?". In
/// Redis, a statement is a Lua script, KEYS are "{siplaunch}:claims" and "{siplaunch}:claims:ID", and ARGV the values
/// after the id. Times are in seconds since 1970-01-01 00:00 UTC. name is one of these:
///
/// - "create" makes an empty store, unless there is one.
/// - "claim" claims a link. Values: its id, then those of siplaunch_claim_values(). The result has the number for
///   siplaunch_launch_answer_claimed(). No row means a link that is used up or revoked: "find" says which. Make the claim
///   durable before the answer: commit it.
/// - "taps" has that number for "mysql", on the same connection; 0 means a link that is used up or revoked.
/// - "find" finds a link. Value: its id. The row has claimed_at (0 for a revoked link that nobody tapped), taps, and
///   revoked_at or NULL.
/// - "list" lists the next 1,000 links after an id. Value: that id, or at first an empty one. A row has the id, and then
///   as that of "find".
/// - "revoke" revokes a link, claimed or not. Values: its id, the time until which the store keeps it, now, and now again.
/// - "forget" forgets a link. Value: its id.
/// - "purge" deletes the links whose time to be kept is over. Value: now.
///
/// Fails with SIPLAUNCH_STATUS_CLAIM_STATEMENT if there is no such kind or name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_claim_statement(
    kind: *const c_char,
    kind_len: usize,
    name: *const c_char,
    name_len: usize,
    statement: *mut *const c_char,
    statement_len: *mut usize,
) -> siplaunch_status {
    let find = || {
        // SAFETY: pointers and lengths as the caller gave them.
        let (kind, name) = unsafe { (text(kind, kind_len)?, text(name, name_len)?) };
        let kind = ClaimStoreKind::parse(kind).ok_or(siplaunch_status::ClaimStatement)?;
        let name = ClaimStatement::parse(name).ok_or(siplaunch_status::ClaimStatement)?;
        Ok(Some(kind.statement(name)))
    };
    // SAFETY: places as the caller gave them.
    unsafe { lend(statement, statement_len, find) }
}

/// Writes the five values of a claim, for the placeholders of the statement "claim" after the link's id: now, the time
/// until which the store keeps the claim, taps, and the two times between which the first tap must be.
///
/// grace is the time in seconds for which a link works after its first tap: 60 to 86,400; use 600 unless you know better.
/// taps is the number of taps in all that open the app: 1 to 100; use 5. expires is the link's expiry. now is in seconds since
/// 1970-01-01 00:00 UTC; 0 means the system's clock.
///
/// Fails with SIPLAUNCH_STATUS_CLAIM_POLICY.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_claim_values(
    grace: u64,
    taps: u64,
    expires: u64,
    now: u64,
    values: *mut u64,
) -> siplaunch_status {
    // SAFETY: a place for five values as the caller gave it.
    unsafe { value(values.cast::<[u64; 5]>(), || Ok(ClaimPolicy::new(grace, taps)?.values(expires, time(now)))) }
}

/// Tells how many taps still open the app with a link, from its row in the claim store; 0 for one that is used up or
/// revoked. grace, taps and now are as for siplaunch_claim_values(). claimed_at, tapped and revoked_at are the row's three
/// values; revoked_at is 0 for NULL.
///
/// Fails with SIPLAUNCH_STATUS_CLAIM_POLICY.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn siplaunch_claim_taps_left(
    grace: u64,
    taps: u64,
    claimed_at: u64,
    tapped: u64,
    revoked_at: u64,
    now: u64,
    left: *mut u64,
) -> siplaunch_status {
    let record = ClaimRecord { claimed_at, taps: tapped, revoked_at: (revoked_at != 0).then_some(revoked_at) };
    // SAFETY: a place as the caller gave it.
    unsafe { value(left, || Ok(ClaimPolicy::new(grace, taps)?.taps_left(record, time(now)))) }
}
