use std::io;

use tokio::sync::watch;

/// The request to stop, which all parts of the server share.
#[derive(Clone)]
pub(crate) struct Stop(watch::Sender<bool>);

impl Stop {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(false))
    }

    pub(crate) fn ask(&self) {
        self.0.send_replace(true);
    }

    /// Waits for the request, and returns at once if it was made before.
    pub(crate) async fn asked(&self) {
        // The only error is that no sender is left, and this is one.
        let _ = self.0.subscribe().wait_for(|asked| *asked).await;
    }
}

/// The request of a signal.
pub(crate) enum Signal {
    Reload,
    /// The signal's name.
    Stop(&'static str),
}

/// The signals that the server acts on.
#[cfg(unix)]
pub(crate) struct Signals {
    hangup: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    pub(crate) fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        Ok(Self {
            hangup: signal(SignalKind::hangup())?,
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    pub(crate) async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.hangup.recv() => Signal::Reload,
            _ = self.terminate.recv() => Signal::Stop("SIGTERM"),
            _ = self.interrupt.recv() => Signal::Stop("SIGINT"),
        }
    }

    pub(crate) async fn next_stop(&mut self) {
        while let Signal::Reload = self.next().await {}
    }
}

#[cfg(not(unix))]
pub(crate) struct Signals;

#[cfg(not(unix))]
impl Signals {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self)
    }

    pub(crate) async fn next(&mut self) -> Signal {
        let _ = tokio::signal::ctrl_c().await;
        Signal::Stop("CTRL_C")
    }

    pub(crate) async fn next_stop(&mut self) {
        let _ = self.next().await;
    }
}
