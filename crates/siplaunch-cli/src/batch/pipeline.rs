//! One thread reads, one on each core issues, and the caller's writes, in the order of the input.

use std::{
    sync::{
        Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

use anyhow::{Context as _, Result};

use super::{
    chunk::Chunk,
    issue::{AllTexts, Issued, Issuer},
    rows::Rows,
};

/// A chunk, and where its part of the output goes.
type Job = (Chunk, SyncSender<Result<Issued>>);

/// Reads all rows, and passes their parts of the output to `write`, until one of them fails.
pub(super) fn run(mut rows: Rows<'_>, issuer: &Issuer<'_>, mut write: impl FnMut(Issued) -> Result<()>) -> Result<()> {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    // A full channel makes the reader wait, so that memory does not depend on the number of rows.
    let (jobs, waiting) = sync_channel::<Job>(workers);
    let (order, ordered) = sync_channel(2 * workers);
    let waiting = Mutex::new(waiting);
    thread::scope(|scope| {
        let reader = scope.spawn(move || read(&mut rows, &jobs, &order));
        for _ in 0..workers {
            scope.spawn(|| work(&waiting, issuer));
        }
        let mut issued = ordered.into_iter().map(|issued: Receiver<_>| issued.recv().context("a thread has failed")?);
        let written = issued.try_for_each(|issued| write(issued?));
        // The reader may wait to give the next chunk.
        drop(issued);
        reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)).and(written)
    })
}

/// Gives chunks to the workers, and the places of their results to the writer.
fn read(rows: &mut Rows<'_>, jobs: &SyncSender<Job>, order: &SyncSender<Receiver<Result<Issued>>>) -> Result<()> {
    while let Some(chunk) = rows.next()? {
        let (done, issued) = sync_channel(1);
        // An error means that the writer has failed, and says why.
        if order.send(issued).is_err() || jobs.send((chunk, done)).is_err() {
            break;
        }
    }
    Ok(())
}

fn work(waiting: &Mutex<Receiver<Job>>, issuer: &Issuer<'_>) {
    let mut texts = AllTexts::default();
    loop {
        let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((chunk, done)) = job else { return };
        // An error means that the writer has failed, and takes no more.
        let _ = done.send(issuer.issue(chunk, &mut texts));
    }
}
