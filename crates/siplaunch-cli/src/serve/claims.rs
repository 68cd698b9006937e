use std::{
    io,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::Result;
use siplaunch::{Claim, ClaimPolicy, LinkId};
use tokio::{sync::oneshot, time::timeout};

use super::{
    log::{Event, Log},
    metrics::Metrics,
};
use crate::{
    claims::{Answer, Ask, Store},
    handler_args::Inspected,
};

/// The longest wait of a customer for the store, a bit more than a store takes.
const PATIENCE: Duration = Duration::from_secs(2);

/// The most questions that the store gets at once. One commit is for all of them.
const MAX_ASKS: usize = 1000;

const PURGE_TIME: Duration = Duration::from_secs(3600);

/// The claim store of a server. A thread owns it, so that it takes all waiting questions in one go.
pub(crate) struct Claims {
    policy: ClaimPolicy,
    waiting: Sender<Waiting>,
    health: Arc<Health>,
}

/// A question, and the way back for its answer, which drops with the request.
struct Waiting {
    ask: Ask,
    answer: oneshot::Sender<Answer>,
}

impl Claims {
    /// Starts the thread, and fails where the store could claim nothing.
    pub(crate) fn start(mut store: Box<dyn Store>, policy: ClaimPolicy, metrics: Metrics, log: Log) -> Result<Self> {
        store.start()?;
        let (waiting, asks) = mpsc::channel();
        let health = Arc::new(Health { metrics, log, trouble: Mutex::default() });
        let worker = Worker { store, asks, health: Arc::clone(&health) };
        spawn(worker)?;
        Ok(Self { policy, waiting, health })
    }

    /// The store's word for a request, if it asks for one. Logs and counts the taps.
    pub(crate) async fn claim(&self, inspected: &Inspected) -> Option<Claim> {
        let ask = inspected.ask(self.policy)?;
        let start = Instant::now();
        let answer = self.ask(ask).await.unwrap_or(Answer::UNAVAILABLE);
        if let Ask::Claim { id, .. } = ask {
            self.health.see_claim(id, answer, start.elapsed());
        }
        Some(answer.claim)
    }

    async fn ask(&self, ask: Ask) -> Option<Answer> {
        let (answer, answered) = oneshot::channel();
        self.waiting.send(Waiting { ask, answer }).ok()?;
        match timeout(PATIENCE, answered).await {
            Ok(answer) => answer.ok(),
            Err(_) => {
                self.health.see_trouble("the claim store did not answer in time");
                None
            }
        }
    }
}

fn spawn(mut worker: Worker) -> io::Result<()> {
    thread::Builder::new().name("claims".into()).spawn(move || worker.run()).map(drop)
}

struct Worker {
    store: Box<dyn Store>,
    asks: Receiver<Waiting>,
    health: Arc<Health>,
}

impl Worker {
    /// Works until the server drops its end.
    fn run(&mut self) {
        let mut purge_at = Instant::now();
        loop {
            match self.asks.recv_timeout(purge_at.saturating_duration_since(Instant::now())) {
                Ok(first) => self.answer(first),
                Err(RecvTimeoutError::Timeout) => {
                    let purged = self.store.purge(siplaunch::now());
                    self.health.see(&purged);
                    purge_at = Instant::now() + PURGE_TIME;
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn answer(&mut self, first: Waiting) {
        let waiting = [first].into_iter().chain(self.asks.try_iter().take(MAX_ASKS - 1));
        // The requests of the others are over.
        let waiting: Vec<_> = waiting.filter(|waiting| !waiting.answer.is_closed()).collect();
        let asks: Vec<_> = waiting.iter().map(|waiting| waiting.ask).collect();
        let answers = self.store.answer(&asks);
        self.health.see(&answers);
        for (waiting, answer) in waiting.into_iter().zip(answers.unwrap_or_default()) {
            // An error means that the request is over.
            let _ = waiting.answer.send(answer);
        }
    }
}

/// The log and metrics of the store. A lasting trouble is one line.
struct Health {
    metrics: Metrics,
    log: Log,
    trouble: Mutex<Option<String>>,
}

impl Health {
    fn see_claim(&self, id: LinkId, Answer { claim, taps }: Answer, time: Duration) {
        self.metrics.count_claim(claim, time);
        self.log.write(Event::Claim { id: id.to_string(), claim: claim.as_str(), taps });
    }

    fn see<T>(&self, done: &Result<T>) {
        match done {
            Ok(_) => {
                if self.set(None).is_some() {
                    self.log.write(Event::ClaimStoreBack);
                }
            }
            Err(error) => self.see_trouble(&format!("{error:#}")),
        }
    }

    fn see_trouble(&self, error: &str) {
        self.metrics.claim_store_errors.inc();
        if self.set(Some(error.into())).as_deref() != Some(error) {
            self.log.write(Event::ClaimStoreFailed { error: error.into() });
        }
    }

    fn set(&self, trouble: Option<String>) -> Option<String> {
        std::mem::replace(&mut *self.trouble.lock().unwrap_or_else(PoisonError::into_inner), trouble)
    }
}
