use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use prometheus_client::metrics::gauge::Gauge;
use tokio::{
    net::{TcpListener, TcpStream},
    runtime::Handle,
    sync::Semaphore,
};

use super::{
    connection::{self, Answer},
    limits::Limits,
    log::{Event, Log},
    stop::Stop,
    workers::Workers,
};

/// The pause after a failed accept, whose usual cause is a lack of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Answers on one listener.
pub(crate) struct Server<A> {
    pub(crate) answer: Arc<A>,
    pub(crate) workers: Arc<Workers>,
    pub(crate) limits: Limits,
    pub(crate) open: Gauge,
    pub(crate) log: Log,
}

impl<A: Answer> Server<A> {
    /// Runs until the server is asked to stop and the last connection has ended.
    pub(crate) async fn run(self, listener: TcpListener, stop: Stop) {
        let max = self.limits.max_connections;
        let slots = Arc::new(Semaphore::new(max as usize));
        tokio::select! {
            () = stop.asked() => {}
            () = self.accept_all(&listener, &slots, &stop) => {}
        }
        drop(listener);
        // Each connection holds a slot, so all slots are free when none is left.
        let _ = slots.acquire_many(max).await;
    }

    async fn accept_all(&self, listener: &TcpListener, slots: &Arc<Semaphore>, stop: &Stop) {
        while let Ok(slot) = Arc::clone(slots).acquire_owned().await {
            let (stream, worker, remote) = self.accept(listener).await;
            let connection =
                connection::serve(Arc::clone(&self.answer), stream, remote.ip(), self.limits.clone(), stop.clone());
            let open = Open::new(&self.open);
            worker.spawn(async move {
                connection.await;
                drop((slot, open));
            });
        }
    }

    async fn accept(&self, listener: &TcpListener) -> (TcpStream, &Handle, SocketAddr) {
        loop {
            let accepted = listener.accept().await;
            match accepted.and_then(|(stream, remote)| Ok((self.workers.adopt(stream)?, remote))) {
                Ok(((stream, worker), remote)) => return (stream, worker, remote),
                Err(error) => self.pause(&error).await,
            }
        }
    }

    async fn pause(&self, error: &io::Error) {
        self.log.write(Event::AcceptFailed { error: error.to_string() });
        tokio::time::sleep(ACCEPT_PAUSE).await;
    }
}

/// Counts a connection for as long as it lives, however it ends.
struct Open(Gauge);

impl Open {
    fn new(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.dec();
    }
}
