use std::{io, num::NonZero, thread};

use tokio::{
    net::TcpStream,
    runtime::{self, Handle},
    sync::watch,
};

/// The threads that answer, one for each core. A connection stays on its thread, so its memory stays in one core's cache.
pub(crate) struct Workers {
    runtimes: Vec<Handle>,
    /// The threads end when it is dropped.
    _running: watch::Sender<()>,
}

impl Workers {
    pub(crate) fn start() -> io::Result<Self> {
        let running = watch::Sender::new(());
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let runtimes = (0..cores).map(|_| start(running.subscribe())).collect::<io::Result<_>>()?;
        Ok(Self { runtimes, _running: running })
    }

    /// Gives a connection to the worker that has the fewest.
    pub(crate) fn adopt(&self, stream: TcpStream) -> io::Result<(TcpStream, &Handle)> {
        let stream = stream.into_std()?;
        let connections = |worker: &&Handle| worker.metrics().num_alive_tasks();
        let worker = self.runtimes.iter().min_by_key(connections).expect("a machine has a core");
        let _context = worker.enter();
        Ok((TcpStream::from_std(stream)?, worker))
    }
}

fn start(mut running: watch::Receiver<()>) -> io::Result<Handle> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    // The wait ends with an error, because nothing is ever sent.
    let work = move || drop(runtime.block_on(running.changed()));
    thread::Builder::new().name("worker".into()).spawn(work)?;
    Ok(handle)
}
