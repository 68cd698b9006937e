use std::{
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Notify, watch},
    time::{Instant, sleep_until},
};

use super::{
    connect::Target,
    connection::{Connection, Slot},
    failure::{Failure, Kind},
};

/// The most connections to a push service. A service allows some hundred requests at once on each.
const MAX_CONNECTIONS: usize = 8;

/// The pause after a failure to connect; each further failure doubles it, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// The connections to a push service: one, and more while its limit of requests is reached.
pub(super) struct Pool {
    target: Target,
    /// The push service's name in logs.
    name: &'static str,
    state: Mutex<State>,
    /// A request ended, or a connection came or went.
    freed: Notify,
}

#[derive(Default)]
struct State {
    connections: Vec<Connection>,
    /// The attempt to connect that all waiting requests share.
    attempt: Option<watch::Receiver<Option<Outcome>>>,
    failures: u32,
    not_before: Option<Instant>,
    /// The last failure to connect in the log.
    logged: Option<Kind>,
}

type Outcome = Result<(), Failure>;

impl Pool {
    pub(super) fn new(target: Target, name: &'static str) -> Arc<Self> {
        Arc::new(Self { target, name, state: Mutex::default(), freed: Notify::new() })
    }

    pub(super) fn target(&self) -> &Target {
        &self.target
    }

    /// A place for a request. Fails when an attempt to connect fails and there is no connection.
    pub(super) async fn slot(self: &Arc<Self>) -> Result<Slot, Failure> {
        if let Some(slot) = self.reserve(&mut self.lock()) {
            return Ok(slot);
        }
        loop {
            let mut freed = pin!(self.freed.notified());
            freed.as_mut().enable();
            let attempt = {
                let mut state = self.lock();
                if let Some(slot) = self.reserve(&mut state) {
                    // One notice can stand for many free places: the next one in the queue looks, too.
                    self.freed.notify_one();
                    return Ok(slot);
                }
                self.attempt(&mut state)
            };
            match attempt {
                None => freed.await,
                Some(mut attempt) => tokio::select! {
                    // A failed attempt frees nothing: its failure comes first.
                    biased;
                    outcome = attempt.wait_for(Option::is_some) => {
                        let Ok(outcome) = outcome else { return Err(Failure::new(Kind::Reset, "the daemon ends")) };
                        if let Some(Err(failure)) = &*outcome && self.lock().connections.is_empty() {
                            return Err(failure.clone());
                        }
                    }
                    () = freed => {}
                },
            }
        }
    }

    pub(super) fn freed(&self) {
        self.freed.notify_one();
    }

    /// A connection ended.
    pub(super) fn ended(&self, failure: &Failure) {
        self.lock().connections.retain(|connection| !connection.is_draining());
        self.freed.notify_waiters();
        tracing::debug!(provider = self.name, reason = failure.kind.name(), "provider_connection_ended");
    }

    fn reserve(self: &Arc<Self>, state: &mut State) -> Option<Slot> {
        state.connections.iter().find_map(|connection| connection.reserve(self))
    }

    /// The attempt to connect that runs, or a new one if there may be one more connection now.
    fn attempt(self: &Arc<Self>, state: &mut State) -> Option<watch::Receiver<Option<Outcome>>> {
        state.connections.retain(|connection| !connection.is_draining());
        let is_paused = state.not_before.is_some_and(|time| time > Instant::now());
        if state.attempt.is_none() && (state.connections.is_empty() || !is_paused) {
            if state.connections.len() >= MAX_CONNECTIONS {
                return None;
            }
            let (sender, receiver) = watch::channel(None);
            state.attempt = Some(receiver);
            // A task of its own: a request that is cancelled does not take the attempt of the others with it.
            tokio::spawn(Arc::clone(self).connect(state.not_before, sender));
        }
        state.attempt.clone()
    }

    async fn connect(self: Arc<Self>, not_before: Option<Instant>, sender: watch::Sender<Option<Outcome>>) {
        if let Some(time) = not_before {
            sleep_until(time).await;
        }
        let opened = self.target.open().await;
        let outcome = {
            let mut state = self.lock();
            state.attempt = None;
            match opened {
                Ok(opened) => {
                    state.connections.push(Connection::start(opened, Arc::downgrade(&self)));
                    state.connected(self.name);
                    Ok(())
                }
                Err(failure) => {
                    state.failed(self.name, failure.kind);
                    Err(failure)
                }
            }
        };
        sender.send_replace(Some(outcome));
        self.freed.notify_waiters();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn connected(&mut self, name: &'static str) {
        (self.failures, self.not_before) = (0, None);
        if self.logged.take().is_some() {
            tracing::info!(provider = name, "provider_reachable");
        }
    }

    fn failed(&mut self, name: &'static str, kind: Kind) {
        let pause = FIRST_PAUSE.saturating_mul(1 << self.failures.min(10)).min(LONGEST_PAUSE);
        self.failures += 1;
        self.not_before = Some(Instant::now() + pause);
        if self.logged.replace(kind) != Some(kind) {
            tracing::warn!(provider = name, reason = kind.name(), "provider_unreachable");
        }
    }
}
