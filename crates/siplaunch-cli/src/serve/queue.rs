use std::{
    mem,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Lines on their way to a reader that may be slow, so that no thread but one waits for it.
#[derive(Default)]
pub(crate) struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    waiting: Vec<u8>,
    dropped: u64,
    writing: bool,
}

impl Queue {
    /// Adds a line, or drops it and returns false if more than `room` bytes would then wait.
    pub(crate) fn push(&self, line: &[u8], room: usize) -> bool {
        let mut state = self.lock();
        if state.waiting.len() + line.len() > room {
            state.dropped += 1;
            return false;
        }
        // The writer waits only while the queue is empty.
        if state.waiting.is_empty() {
            self.changed.notify_all();
        }
        state.waiting.extend_from_slice(line);
        true
    }

    /// Waits for lines, replaces the written ones with them, and returns how many lines were dropped before them.
    pub(crate) fn take(&self, written: &mut Vec<u8>) -> u64 {
        written.clear();
        let mut state = self.lock();
        state.writing = false;
        self.changed.notify_all();
        let wait = self.changed.wait_while(state, |state| state.waiting.is_empty());
        state = wait.unwrap_or_else(PoisonError::into_inner);
        state.writing = true;
        mem::swap(&mut state.waiting, written);
        mem::take(&mut state.dropped)
    }

    /// Waits until all lines are written, but no longer than this.
    pub(crate) fn flush(&self, time: Duration) {
        let is_open = |state: &mut State| state.writing || !state.waiting.is_empty();
        drop(self.changed.wait_timeout_while(self.lock(), time, is_open));
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn lines_that_do_not_fit_are_dropped_and_counted_once() {
        let (queue, mut lines) = (Queue::default(), Vec::new());
        assert_eq!([8, 8, 7, 8].map(|room| queue.push(b"abcd", room)), [true, true, false, false]);
        assert!(queue.push(b"e", 9));
        assert_eq!((queue.take(&mut lines), &lines[..]), (2, &b"abcdabcde"[..]));
        assert!(queue.push(b"f", 1));
        assert_eq!((queue.take(&mut lines), &lines[..]), (0, &b"f"[..]));
    }

    #[test]
    fn a_flush_waits_for_the_writer_and_not_for_ever() {
        let hour = Duration::from_secs(3600);
        let queue = Queue::default();
        queue.flush(hour);
        queue.push(b"a", 1);
        queue.flush(Duration::from_millis(1));
        thread::scope(|scope| {
            let writer = scope.spawn(|| [(); 2].map(|()| queue.take(&mut Vec::new())));
            queue.flush(hour);
            queue.push(b"b", 1);
            assert_eq!(writer.join().unwrap(), [0, 0]);
        });
        queue.flush(Duration::from_millis(1));
    }
}
