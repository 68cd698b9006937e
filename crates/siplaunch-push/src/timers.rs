use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    num::NonZeroU64,
    time::{Duration, Instant},
};

/// A time of one [`Timers`], in half of an [`Instant`]'s bytes: each waiting call has several.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(NonZeroU64);

/// When something is due. An entry that is no longer wanted stays until its time, and whoever gets it ignores it.
pub(crate) struct Timers<T> {
    /// The time from which moments count, in nanoseconds and from 1 on: the first one that was asked for.
    start: Option<Instant>,
    heap: BinaryHeap<Reverse<(Moment, T)>>,
}

impl<T: Ord> Default for Timers<T> {
    fn default() -> Self {
        Self { start: None, heap: BinaryHeap::new() }
    }
}

impl<T: Ord> Timers<T> {
    /// The moment `after` a time. Moments are exact for 584 years after the first time, and none is before it.
    pub(crate) fn moment(&mut self, now: Instant, after: Duration) -> Moment {
        let start = *self.start.get_or_insert(now);
        let nanoseconds = now.saturating_duration_since(start).saturating_add(after).as_nanos();
        Moment(NonZeroU64::MIN.saturating_add(u64::try_from(nanoseconds).unwrap_or(u64::MAX)))
    }

    /// The time of a moment.
    pub(crate) fn time(&self, moment: Moment) -> Option<Instant> {
        self.start?.checked_add(Duration::from_nanos(moment.0.get() - 1))
    }

    /// Whether a moment has come.
    pub(crate) fn is_past(&self, moment: Moment, now: Instant) -> bool {
        self.time(moment).is_some_and(|time| time <= now)
    }

    pub(crate) fn push(&mut self, due: Moment, what: T) {
        self.heap.push(Reverse((due, what)));
    }

    /// The time of the next entry.
    pub(crate) fn next(&self) -> Option<Instant> {
        self.heap.peek().and_then(|Reverse((due, _))| self.time(*due))
    }

    /// The next entry that is due.
    pub(crate) fn pop(&mut self, now: Instant) -> Option<(Moment, T)> {
        if self.next()? > now {
            return None;
        }
        let Reverse(entry) = self.heap.pop()?;
        // Memory goes back after a burst. The copy is at most a quarter of what was there.
        if self.heap.capacity() > 4096 && self.heap.len() < self.heap.capacity() / 8 {
            self.heap.shrink_to(self.heap.len() * 2);
        }
        Some(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_exact_and_in_the_order_of_their_times() {
        let mut timers = Timers::default();
        let now = Instant::now();
        let afters = [0, 1, 999_999_999, 1_000_000_000, 86_400_000_000_001, u64::from(u32::MAX) * 1_000_000_000];
        let moments = afters.map(|after| timers.moment(now, Duration::from_nanos(after)));
        assert!(moments.is_sorted_by(|a, b| a < b));
        for (after, moment) in afters.into_iter().zip(moments) {
            assert_eq!(timers.time(moment), Some(now + Duration::from_nanos(after)));
            timers.push(moment, after);
        }
        assert!(timers.pop(now).is_some_and(|(moment, after)| moment == moments[0] && after == 0));
        assert!(timers.pop(now).is_none(), "not due yet");
        assert_eq!(timers.next(), Some(now + Duration::from_nanos(1)));
    }
}
