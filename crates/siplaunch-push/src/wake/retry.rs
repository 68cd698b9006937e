use std::time::{Duration, Instant};

/// The delay before the second attempt; it doubles for each further one.
const FIRST_DELAY: Duration = Duration::from_millis(250);
/// The longest delay of our own. A provider may ask for more.
const LONGEST_DELAY: Duration = Duration::from_secs(4);
/// The time that an attempt needs: none starts later before the deadline.
const ATTEMPT: Duration = Duration::from_millis(200);

/// When the attempt after the `attempts`th one starts, if it can still end before the deadline.
pub(super) fn next(now: Instant, attempts: u8, after: Option<Duration>, deadline: Instant) -> Option<Instant> {
    let doubled = FIRST_DELAY * (1 << u32::from(attempts.saturating_sub(1)).min(4));
    let at = now.checked_add(after.unwrap_or_default().max(doubled.min(LONGEST_DELAY)))?;
    (at.checked_add(ATTEMPT)? <= deadline).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_four_seconds() {
        let now = Instant::now();
        let deadline = now + Duration::from_secs(60);
        let delays = [1, 2, 3, 4, 5, 6, 255].map(|n| (next(now, n, None, deadline).unwrap() - now).as_millis());
        assert_eq!(delays, [250, 500, 1000, 2000, 4000, 4000, 4000]);
    }

    #[test]
    fn the_provider_can_ask_for_more_but_not_for_less() {
        let now = Instant::now();
        let deadline = now + Duration::from_secs(60);
        let delay = |after| next(now, 2, Some(Duration::from_millis(after)), deadline).map(|at| (at - now).as_millis());
        assert_eq!(delay(7_000), Some(7_000));
        assert_eq!(delay(0), Some(500));
        assert_eq!(delay(u64::MAX), None);
    }

    #[test]
    fn no_attempt_starts_that_cannot_end_before_the_deadline() {
        let now = Instant::now();
        let ends = |after| next(now, 1, None, now + Duration::from_millis(after));
        assert_eq!(ends(449), None);
        assert_eq!(ends(450), Some(now + Duration::from_millis(250)));
    }
}
