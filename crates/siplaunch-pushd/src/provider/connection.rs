use std::{
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use h2::{Ping, PingPong, Reason, client::SendRequest};
use http::{HeaderValue, Request, header::RETRY_AFTER};
use hyper::body::Bytes;
use tokio::{sync::Notify, time::timeout};

use super::{
    connect::{Opened, end_of},
    failure::{Failure, Kind},
    pool::Pool,
};

/// The time between two PINGs: shorter than the memory of firewalls and NAT routers.
const PING_INTERVAL: Duration = Duration::from_secs(30);

/// The time in which a living service answers a PING.
const PING_TIMEOUT: Duration = Duration::from_secs(2);

/// A push that waited so long in vain casts doubt on its connection.
const DOUBTFUL_AFTER: Duration = Duration::from_secs(2);

/// More than the body of any answer, in bytes. The rest is not read.
const MAX_BODY: usize = 8 * 1024;

/// A connection of a pool.
pub(super) struct Connection {
    sender: SendRequest<Bytes>,
    state: Arc<State>,
}

struct State {
    /// Requests without an answer yet.
    in_flight: AtomicUsize,
    /// No request is started any more: the service said GOAWAY, or the stream numbers are used up.
    draining: AtomicBool,
    /// Nothing came in time: a PING shows whether the service is alive.
    doubtful: AtomicBool,
    doubt: Notify,
}

impl Connection {
    /// A connection that runs until its end, and then leaves the pool.
    pub(super) fn start(opened: Opened, pool: Weak<Pool>) -> Self {
        let Opened { sender, connection, pings } = opened;
        let state = Arc::new(State {
            in_flight: AtomicUsize::new(0),
            draining: AtomicBool::new(false),
            doubtful: AtomicBool::new(false),
            doubt: Notify::new(),
        });
        let this = Self { sender, state: Arc::clone(&state) };
        tokio::spawn(async move {
            let failure = tokio::select! {
                end = connection => end_of(end),
                failure = watch(pings, &state, &pool) => failure,
            };
            state.draining.store(true, Ordering::Relaxed);
            if let Some(pool) = pool.upgrade() {
                pool.ended(&failure);
            }
        });
        this
    }

    pub(super) fn is_draining(&self) -> bool {
        self.state.draining.load(Ordering::Relaxed)
    }

    /// A place for one more request, if the service allows it.
    pub(super) fn reserve(&self, pool: &Arc<Pool>) -> Option<Slot> {
        let in_flight = self.state.in_flight.load(Ordering::Relaxed);
        let is_usable = !self.is_draining() && !self.state.doubtful.load(Ordering::Relaxed);
        if !is_usable || in_flight >= self.sender.current_max_send_streams() {
            return None;
        }
        self.state.in_flight.fetch_add(1, Ordering::Relaxed);
        let (sender, state) = (self.sender.clone(), Arc::clone(&self.state));
        Some(Slot { sender, state, pool: Arc::clone(pool), since: Instant::now(), answered: false })
    }
}

/// Sends PINGs; ends when one is not answered.
async fn watch(mut pings: PingPong, state: &State, pool: &Weak<Pool>) -> Failure {
    loop {
        // The time-out is the usual end of the wait.
        let _ = timeout(PING_INTERVAL, state.doubt.notified()).await;
        match timeout(PING_TIMEOUT, pings.ping(Ping::opaque())).await {
            Ok(Ok(_)) if state.doubtful.swap(false, Ordering::Relaxed) => {
                if let Some(pool) = pool.upgrade() {
                    pool.freed();
                }
            }
            Ok(Ok(_)) => {}
            Ok(Err(error)) => return Failure::of_h2(&error),
            Err(_) => return Failure::timeout(),
        }
    }
}

/// An answer with what matters of it.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) retry_after: Option<HeaderValue>,
    pub(super) body: Vec<u8>,
}

/// A request that got no answer.
pub(super) enum Unanswered {
    /// The service did not process it: it can be sent again at once.
    Unprocessed(Failure),
    /// The service may have processed it.
    Unknown(Failure),
}

/// A place for a request on a connection.
pub(super) struct Slot {
    sender: SendRequest<Bytes>,
    state: Arc<State>,
    pool: Arc<Pool>,
    since: Instant,
    answered: bool,
}

impl Slot {
    pub(super) async fn send(mut self, request: Request<()>, body: Bytes) -> Result<Reply, Unanswered> {
        let (response, mut stream) = self.sender.send_request(request, body.is_empty()).map_err(|error| {
            self.state.draining.store(true, Ordering::Relaxed);
            Unanswered::Unprocessed(Failure::of_h2(&error))
        })?;
        if !body.is_empty() {
            // An error here is also that of the response, which knows whether the service processed the request.
            let _ = stream.send_data(body, true);
        }
        let response = response.await.map_err(|error| self.unanswered(&error))?;
        let status = response.status().as_u16();
        let retry_after = response.headers().get(RETRY_AFTER).cloned();
        let mut incoming = response.into_body();
        let mut body = Vec::new();
        while let Some(data) = incoming.data().await {
            let data = data.map_err(|error| self.unanswered(&error))?;
            if body.len() + data.len() > MAX_BODY {
                break;
            }
            body.extend_from_slice(&data);
            let _ = incoming.flow_control().release_capacity(data.len());
        }
        self.answered = true;
        Ok(Reply { status, retry_after, body })
    }

    fn unanswered(&self, error: &h2::Error) -> Unanswered {
        let failure = Failure::of_h2(error);
        // h2 gives a GOAWAY of the service only to streams above the last one that the service processed.
        let is_unprocessed =
            error.is_remote() && (error.is_go_away() || error.reason() == Some(Reason::REFUSED_STREAM));
        if failure.kind == Kind::GoAway {
            self.state.draining.store(true, Ordering::Relaxed);
        }
        if is_unprocessed { Unanswered::Unprocessed(failure) } else { Unanswered::Unknown(failure) }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.state.in_flight.fetch_sub(1, Ordering::Relaxed);
        if !self.answered && self.since.elapsed() >= DOUBTFUL_AFTER {
            self.state.doubtful.store(true, Ordering::Relaxed);
            self.state.doubt.notify_one();
        }
        self.pool.freed();
    }
}
