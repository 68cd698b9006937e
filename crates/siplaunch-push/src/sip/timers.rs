use std::{cmp::Reverse, collections::BinaryHeap, time::Instant};

/// When something is due. An entry that is no longer wanted stays until its time, and whoever gets it ignores it.
pub(super) struct Timers<T> {
    heap: BinaryHeap<Reverse<(Instant, T)>>,
}

impl<T: Ord> Timers<T> {
    pub(super) fn new() -> Self {
        Self { heap: BinaryHeap::new() }
    }

    pub(super) fn push(&mut self, due: Instant, what: T) {
        self.heap.push(Reverse((due, what)));
    }

    pub(super) fn next(&self) -> Option<Instant> {
        self.heap.peek().map(|Reverse((due, _))| *due)
    }

    /// The next entry that is due.
    pub(super) fn pop(&mut self, now: Instant) -> Option<(Instant, T)> {
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
