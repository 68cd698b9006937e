use std::{collections::VecDeque, time::Instant};

use super::{
    Config, Event, Peer, Transmit,
    answer::{Head, MAX_HEAD},
    call::{Call, State},
    header::Name,
    message::{Malformed, Message, StartLine},
    peers::Peers,
    request::{Fault, Request},
    secret::{Secret, Table, Tag, shrink},
    via::Via,
};
use crate::{timers::Timers, wake::CallId};

/// The methods that the agent takes.
const ALLOW: &str = "Allow: INVITE, ACK, CANCEL, OPTIONS, NOTIFY\r\n";

/// The most timers that one [`Agent::handle_timeout`] serves, so that answers to a burst do not hold up what comes.
const TIMERS_AT_ONCE: usize = 256;

/// The application server: holds calls, subscribes to registrations, answers.
///
/// The owner gives each datagram or message of a stream to [`Agent::receive`], calls [`Agent::handle_timeout`] at
/// [`Agent::poll_timeout`], and after each call takes all of [`Agent::poll_transmit`] and [`Agent::poll_event`].
///
/// ```
/// use std::time::{Duration, Instant};
/// use siplaunch_push::{sip::{Agent, Config, Event, Peer}, wake::Rejection};
///
/// let config = Config {
///     address: "192.0.2.9:5070".parse()?,
///     max_calls: 1000,
///     wait: Duration::from_secs(60),
///     retry_after: 5,
/// };
/// let mut agent = Agent::new(config, [7; 32]); // Random bytes in earnest.
/// let invite = b"INVITE sip:bob@example.org SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n\
///     From: <sip:alice@example.org>;tag=1\r\nTo: <sip:bob@example.org>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n\
///     Max-Forwards: 70\r\nP-App-Param: callee=bob;domain=example.org\r\nContent-Length: 0\r\n\r\n";
/// let proxy = Peer::Udp("192.0.2.1:5060".parse()?);
///
/// agent.receive(Instant::now(), proxy, invite);
/// assert!(agent.poll_transmit().is_some_and(|sent| sent.bytes.starts_with(b"SIP/2.0 100 ")));
/// let Some(Event::Arrived(call, arrival)) = agent.poll_event() else { panic!() };
/// assert_eq!(arrival.callee, "bob");
///
/// agent.reject(Instant::now(), call, Rejection::Unavailable);
/// assert!(agent.poll_transmit().is_some_and(|sent| sent.bytes.starts_with(b"SIP/2.0 480 ")));
/// # Ok::<(), std::net::AddrParseError>(())
/// ```
pub struct Agent {
    pub(super) config: Config,
    pub(super) secret: Secret,
    pub(super) calls: Table<CallId, Box<Call>>,
    pub(super) peers: Peers,
    pub(super) by_transaction: Table<Tag, CallId>,
    /// The keys that copies of the INVITEs of waiting calls share.
    pub(super) by_merge: Table<Tag, ()>,
    /// How many calls wait.
    pub(super) waiting: usize,
    pub(super) last_id: u64,
    pub(super) timers: Timers<Due>,
    transmits: VecDeque<Transmit>,
    events: VecDeque<Event>,
}

/// Whose timer it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    /// The INVITE's transaction.
    Server(CallId),
    /// The SUBSCRIBE's.
    Client(CallId),
}

impl Agent {
    /// An agent. `seed` keys its tables and makes its tags: 32 random bytes.
    #[must_use]
    pub fn new(config: Config, seed: [u8; 32]) -> Self {
        Self {
            config,
            secret: Secret::new(seed),
            calls: Table::default(),
            peers: Peers::default(),
            by_transaction: Table::default(),
            by_merge: Table::default(),
            waiting: 0,
            last_id: 0,
            timers: Timers::default(),
            transmits: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// Takes a datagram, or one message of a stream. The caller has checked that `from` is a trusted proxy.
    ///
    /// What is no SIP is ignored; a request with a fault is answered 400, if it says where to.
    pub fn receive(&mut self, now: Instant, from: Peer, bytes: &[u8]) {
        match Message::parse(bytes) {
            Ok(message) => match message.start() {
                StartLine::Response(code) => self.response(now, from, &message, code),
                StartLine::Request { .. } => self.request(now, from, &message),
            },
            Err(Malformed::ContentLength) => {
                if let Ok(message) = Message::parse_head(bytes) {
                    self.refuse_message(from, &message, "400 Bad Content-Length", "");
                }
            }
            Err(_) => {}
        }
    }

    /// The time at which [`Agent::handle_timeout`] is due.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.timers.next()
    }

    /// Does what is due, or the first part of it: [`Agent::poll_timeout`] then is still in the past.
    pub fn handle_timeout(&mut self, now: Instant) {
        for _ in 0..TIMERS_AT_ONCE {
            match self.timers.pop(now) {
                Some((due, Due::Server(id))) => self.server_timer(now, due, id),
                Some((due, Due::Client(id))) => self.client_timer(now, due, id),
                None => break,
            }
        }
    }

    /// The next bytes to send.
    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        pop(&mut self.transmits)
    }

    /// The next event.
    pub fn poll_event(&mut self) -> Option<Event> {
        pop(&mut self.events)
    }

    fn request(&mut self, now: Instant, from: Peer, message: &Message<'_>) {
        let request = match Request::check(message) {
            Ok(request) => request,
            Err(fault) => return self.refuse_message(from, message, fault.status(), ""),
        };
        match request.method {
            b"ACK" => self.ack(now, &request),
            b"CANCEL" => self.cancel(now, from, &request),
            b"INVITE" => self.invite(now, from, &request),
            _ if self.refuse_extensions(from, &request) => {}
            b"NOTIFY" => self.notify(now, from, &request),
            b"OPTIONS" => {
                let extra = format!("{ALLOW}Accept: application/sdp, application/reginfo+xml\r\n");
                self.refuse(from, &request, "200 OK", &extra);
            }
            _ => self.refuse(from, &request, "405 Method Not Allowed", ALLOW),
        }
    }

    /// Refuses a request that demands an extension: the agent has none.
    pub(super) fn refuse_extensions(&mut self, from: Peer, request: &Request<'_>) -> bool {
        let mut extensions = Vec::new();
        for value in request.message.all(Name::Require) {
            super::answer::push(&mut extensions, "Unsupported", value);
        }
        if extensions.is_empty() {
            return false;
        }
        self.refuse(from, request, "420 Bad Extension", &String::from_utf8_lossy(&extensions));
        true
    }

    /// Answers a request without keeping anything: a retransmission gets the same answer.
    pub(super) fn refuse(&mut self, from: Peer, request: &Request<'_>, status: &str, extra: &str) {
        self.refuse_message(from, request.message, status, extra);
    }

    fn refuse_message(&mut self, from: Peer, message: &Message<'_>, status: &str, extra: &str) {
        if matches!(message.start(), StartLine::Request { method: b"ACK", .. } | StartLine::Response(_)) {
            return;
        }
        let Some(via) = message.first(Name::Via).and_then(Via::parse) else { return };
        let call_id = message.first(Name::CallId).unwrap_or_default();
        let tag = self.secret.tag("stateless", &[call_id, via.branch]);
        if let Some(head) = Head::new(message, &via, from.address(), tag) {
            self.send(from.answer_to(&via), &head.answer(status, extra, b""));
        }
    }

    /// The head of the answers to an INVITE or its CANCEL, and where they go. `None` if it is too long to be kept.
    pub(super) fn head(&self, from: Peer, request: &Request<'_>) -> Option<(Peer, Head)> {
        let transaction = request.transaction(&self.secret, b"INVITE");
        let tag = self.secret.tag("call", &[transaction.to_string().as_bytes()]);
        let head =
            Head::new(request.message, &request.via, from.address(), tag).filter(|head| head.len() <= MAX_HEAD)?;
        Some((from.answer_to(&request.via), head))
    }

    pub(super) fn send(&mut self, to: Peer, bytes: &[u8]) {
        self.transmits.push_back(Transmit { to, bytes: bytes.to_vec() });
    }

    pub(super) fn emit(&mut self, event: Event) {
        self.events.push_back(event);
    }

    /// Forgets a call whose transaction has ended, unless a SUBSCRIBE still waits for its answer.
    pub(super) fn forget_if_over(&mut self, id: CallId) {
        let Some(call) = self.calls.get(&id) else { return };
        if call.state == State::Ended && !call.subscription.is_asking() {
            self.peers.release(&call.proxy);
            self.calls.remove(&id);
            shrink(&mut self.calls);
        }
    }
}

impl Fault {
    fn status(self) -> &'static str {
        match self {
            Self::Via => "400 Bad Via",
            Self::Version => "505 Version Not Supported",
            Self::RequestUri => "400 Bad Request-URI",
            Self::From => "400 Bad From",
            Self::To => "400 Bad To",
            Self::CallId => "400 Bad Call-ID",
            Self::CSeq => "400 Bad CSeq",
            Self::MaxForwards => "400 Bad Max-Forwards",
        }
    }
}

fn pop<T>(queue: &mut VecDeque<T>) -> Option<T> {
    let item = queue.pop_front();
    if queue.is_empty() && queue.capacity() > 1024 {
        queue.shrink_to(64);
    }
    item
}
