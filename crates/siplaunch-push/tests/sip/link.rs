//! Calls over a link that loses, doubles and reorders datagrams, both ways.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
    time::{Duration, Instant},
};

use proptest::prelude::*;
use siplaunch_push::{
    sip::{Agent, Event, Progress},
    wake::{CallId, Rejection},
};

use crate::harness::{answer, config, follow, header, invite, notify, proxy, registered, status};

const CALLS: u32 = 20;

/// How a call is to end.
fn expected(number: u32) -> &'static str {
    ["300 Multiple Choices", "480 Temporarily Unavailable", "487 Request Terminated"][number as usize % 3]
}

/// A generator of numbers: the property's seed decides what the link does.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Item {
    ToAgent(String),
    ToProxy(String),
    /// The proxy sends again what has no answer.
    Retransmit(String, Duration),
    /// The caller of this call gives up, or its callee registers.
    Turn(u32),
}

/// A proxy with its transactions, an agent, and the link between them.
struct Link {
    agent: Agent,
    now: Instant,
    start: Instant,
    dice: Dice,
    queue: BinaryHeap<Reverse<(Instant, u64, Item)>>,
    serial: u64,
    /// The proxy's requests without a final answer, by branch and method: whether a provisional answer came.
    open: BTreeMap<String, bool>,
    /// The final answers to INVITEs, by number of the call.
    ended: BTreeMap<u32, String>,
    /// The SUBSCRIBE of each Call-ID, and the call.
    subscribes: BTreeMap<String, String>,
    arrived: BTreeMap<CallId, u32>,
    cancelled: usize,
}

impl Link {
    fn new(seed: u64) -> Self {
        let start = Instant::now();
        Self {
            agent: Agent::new(config(), [7; 32]),
            now: start,
            start,
            dice: Dice(seed | 1),
            queue: BinaryHeap::new(),
            serial: 0,
            open: BTreeMap::new(),
            ended: BTreeMap::new(),
            subscribes: BTreeMap::new(),
            arrived: BTreeMap::new(),
            cancelled: 0,
        }
    }

    fn later(&mut self, after: Duration, item: Item) {
        self.serial += 1;
        self.queue.push(Reverse((self.now + after, self.serial, item)));
    }

    /// Sends over the link: one of ten is lost, one of ten comes twice, and each takes up to 100 ms.
    fn travel(&mut self, item: &Item) {
        let copies = match self.dice.roll(10) {
            0 => 0,
            1 => 2,
            _ => 1,
        };
        for _ in 0..copies {
            let after = Duration::from_millis(1 + self.dice.roll(100));
            self.later(after, item.clone());
        }
    }

    /// The proxy sends a request, and again until an answer.
    fn request(&mut self, message: String) {
        self.open.insert(key(&message), false);
        self.travel(&Item::ToAgent(message.clone()));
        self.later(Duration::from_millis(500), Item::Retransmit(message, Duration::from_millis(500)));
    }

    fn retransmit(&mut self, message: String, interval: Duration) {
        // An INVITE is not sent again after a provisional answer.
        let Some(provisional) = self.open.get(&key(&message)) else { return };
        if status(&message) == "INVITE" && *provisional {
            return;
        }
        self.travel(&Item::ToAgent(message.clone()));
        let next = (interval * 2).min(Duration::from_secs(4));
        self.later(next, Item::Retransmit(message, next));
    }

    /// The proxy takes a message.
    fn at_proxy(&mut self, message: &str) {
        if status(message) == "SUBSCRIBE" {
            let first = self.subscribes.insert(header(message, "Call-ID").to_owned(), message.to_owned()).is_none();
            let state = if header(message, "Expires") == "0" { "terminated" } else { "active" };
            self.travel(&Item::ToAgent(answer(message, "200 OK", "Expires: 60\r\nContact: <sip:192.0.2.1>\r\n")));
            if first {
                self.request(notify(message, 1, state, ""));
            }
            return;
        }
        let method = header(message, "CSeq").split(' ').nth(1).unwrap_or_default().to_owned();
        if status(message).starts_with('1') {
            if let Some(provisional) = self.open.get_mut(&key(message)) {
                *provisional = true;
            }
            return;
        }
        self.open.remove(&key(message));
        if method == "INVITE" {
            let number = header(message, "From").rsplit_once("tag=a").unwrap().1.parse().unwrap();
            self.travel(&Item::ToAgent(follow("ACK", &invite(number))));
            let first = self.ended.entry(number).or_insert_with(|| status(message).to_owned());
            assert_eq!(first, status(message));
        }
    }

    /// The caller gives up, if a provisional answer came, or the callee registers, or the time is over.
    fn turn(&mut self, number: u32) {
        let id = self.arrived.iter().find(|(_, arrived)| **arrived == number).map(|(id, _)| *id);
        match expected(number) {
            "487 Request Terminated" => {
                if self.open.get(&key(&invite(number))) == Some(&true) {
                    self.request(follow("CANCEL", &invite(number)));
                } else if !self.ended.contains_key(&number) {
                    self.later(Duration::from_millis(500), Item::Turn(number));
                }
            }
            "300 Multiple Choices" => {
                let call_id = self
                    .subscribes
                    .iter()
                    .find(|(call_id, _)| id.is_some_and(|id| call_id.starts_with(&format!("{:x}-", id.0))));
                match call_id.map(|(_, subscribe)| subscribe.clone()) {
                    Some(subscribe) => {
                        self.request(notify(
                            &subscribe,
                            2,
                            "active",
                            &registered("full", "sip:bob@192.0.2.7", "active"),
                        ));
                    }
                    None => self.later(Duration::from_millis(500), Item::Turn(number)),
                }
            }
            _ => match id {
                Some(id) => self.agent.reject(self.now, id, Rejection::Unavailable),
                None => self.later(Duration::from_millis(500), Item::Turn(number)),
            },
        }
    }

    /// What the owner of the agent does.
    fn settle(&mut self) {
        while let Some(event) = self.agent.poll_event() {
            match event {
                Event::Arrived(id, arrival) => {
                    let number = arrival.sip_call_id.strip_prefix("call-").unwrap().split('@').next().unwrap();
                    assert!(self.arrived.insert(id, number.parse().unwrap()).is_none());
                    self.agent.progress(self.now, id, Progress::Ringing);
                    self.agent.subscribe(self.now, id);
                }
                Event::Registration(id, registration) if !registration.contacts.is_empty() => {
                    self.agent.deflect(self.now, id);
                    self.agent.unsubscribe(self.now, id);
                }
                Event::Cancelled(id) => {
                    self.cancelled += 1;
                    self.agent.unsubscribe(self.now, id);
                }
                Event::SubscriptionFailed(_) => panic!("a subscription failed"),
                Event::Registration(..) | Event::Subscribed(_) => {}
            }
        }
        while let Some(sent) = self.agent.poll_transmit() {
            assert_eq!(sent.to, proxy());
            self.travel(&Item::ToProxy(String::from_utf8(sent.bytes).unwrap()));
        }
    }

    fn run(&mut self, length: Duration) {
        let end = self.start + length;
        loop {
            let next = self.queue.peek().map(|Reverse((at, ..))| *at);
            let due = self.agent.poll_timeout();
            let Some(at) = [next, due].into_iter().flatten().min().filter(|at| *at <= end) else { return };
            self.now = self.now.max(at);
            if due.is_some_and(|due| due <= self.now) {
                self.agent.handle_timeout(self.now);
            } else if let Some(Reverse((_, _, item))) = self.queue.pop() {
                match item {
                    Item::ToAgent(message) => self.agent.receive(self.now, proxy(), message.as_bytes()),
                    Item::ToProxy(message) => self.at_proxy(&message),
                    Item::Retransmit(message, interval) => self.retransmit(message, interval),
                    Item::Turn(number) => self.turn(number),
                }
            }
            self.settle();
        }
    }
}

/// The transaction of a request or its answer.
fn key(message: &str) -> String {
    let branch = header(message, "Via").split_once("branch=").unwrap().1.split(';').next().unwrap();
    let method = header(message, "CSeq").split(' ').nth(1).unwrap();
    format!("{branch} {method} {}", header(message, "Call-ID"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_call_is_lost(seed in any::<u64>()) {
        let mut link = Link::new(seed);
        for number in 0..CALLS {
            link.request(invite(number));
            link.later(Duration::from_millis(2000), Item::Turn(number));
        }
        link.run(Duration::from_secs(120));
        prop_assert_eq!(link.arrived.len(), CALLS as usize, "each call arrives once");
        for number in 0..CALLS {
            prop_assert_eq!(link.ended.get(&number).map(String::as_str), Some(expected(number)), "call {}", number);
        }
        prop_assert!(link.open.is_empty(), "{:?}", link.open);
        prop_assert_eq!(link.cancelled, (0..CALLS).filter(|number| number % 3 == 2).count());
        prop_assert!(link.agent.poll_timeout().is_none());
    }
}
