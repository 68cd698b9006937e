//! Any datagrams and orders to an agent with calls: it does not panic, sends only proper messages, and few.
#![no_main]

use std::time::{Duration, Instant};

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use siplaunch_push::{
    sip::{Agent, Config, Event, Message, Peer, Progress, StartLine},
    wake::{CallId, Rejection},
};

#[derive(Arbitrary, Debug)]
enum Step<'a> {
    /// Any bytes.
    Datagram(&'a [u8]),
    /// An INVITE with any text in place of a header.
    Invite(u8, &'a str),
    /// An answer to the last SUBSCRIBE, with any further headers.
    Answer(u16, &'a str),
    /// A NOTIFY for the last SUBSCRIBE, with any body.
    Notify(u32, &'a str, &'a [u8]),
    Cancel(u8),
    Acknowledge(u8),
    Pass(u16),
    Progress(u8, &'a [u8]),
    Deflect(u8),
    Reject(u8),
    Unsubscribe(u8),
}

struct World {
    agent: Agent,
    now: Instant,
    subscribe: String,
}

fn request(method: &str, number: u8, extra: &str) -> String {
    format!(
        "{method} sip:bob@example.org SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{number}\r\n\
         From: <sip:alice@example.org>;tag={number}\r\nTo: <sip:bob@example.org>\r\nCall-ID: {number}\r\n\
         CSeq: 1 {method}\r\n{extra}\r\n\r\n"
    )
}

impl World {
    fn receive(&mut self, bytes: &[u8]) {
        self.agent.receive(self.now, Peer::Udp(([192, 0, 2, 1], 5060).into()), bytes);
        self.settle();
    }

    fn settle(&mut self) {
        let mut sent = 0;
        while let Some(transmit) = self.agent.poll_transmit() {
            let message = Message::parse(&transmit.bytes).expect("a proper message");
            assert!(message.fault().is_none());
            sent += 1;
            if let StartLine::Request { method: b"SUBSCRIBE", .. } = message.start() {
                self.subscribe = String::from_utf8_lossy(&transmit.bytes).into_owned();
            }
        }
        assert!(sent <= 1000);
        while let Some(event) = self.agent.poll_event() {
            if let Event::Arrived(call, _) = event {
                self.agent.subscribe(self.now, call);
                return self.settle();
            }
        }
    }

    fn header(&self, name: &str) -> &str {
        let rest = self.subscribe.split_once(&format!("\r\n{name}: ")).map_or("", |parts| parts.1);
        rest.split("\r\n").next().unwrap_or_default()
    }

    fn step(&mut self, step: &Step<'_>) {
        let id = |number: &u8| CallId(u64::from(*number));
        match step {
            Step::Datagram(bytes) => self.receive(bytes),
            Step::Invite(number, text) => {
                let extra = format!("P-App-Param: callee=bob;domain=example.org\r\n{text}");
                self.receive(request("INVITE", *number, &extra).as_bytes());
            }
            Step::Answer(code, text) => {
                let copied =
                    ["Via", "From", "To", "Call-ID", "CSeq"].map(|name| format!("{name}: {}\r\n", self.header(name)));
                self.receive(format!("SIP/2.0 {code:03} X\r\n{}{text}\r\n\r\n", copied.concat()).as_bytes());
            }
            Step::Notify(cseq, text, body) => {
                let (to, call_id) = (self.header("From"), self.header("Call-ID"));
                let mut notify = format!(
                    "NOTIFY sip:a SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKn\r\nFrom: <sip:b>;tag=1\r\nTo: {to}\r\n\
                     Call-ID: {call_id}\r\nCSeq: {cseq} NOTIFY\r\nEvent: reg\r\nSubscription-State: active\r\n\
                     Content-Type: application/reginfo+xml\r\n{text}\r\n\r\n"
                )
                .into_bytes();
                notify.extend_from_slice(body);
                self.receive(&notify);
            }
            Step::Cancel(number) => self.receive(request("CANCEL", *number, "").as_bytes()),
            Step::Acknowledge(number) => self.receive(request("ACK", *number, "").as_bytes()),
            Step::Pass(milliseconds) => {
                self.now += Duration::from_millis(u64::from(*milliseconds));
                while self.agent.poll_timeout().is_some_and(|due| due <= self.now) {
                    self.agent.handle_timeout(self.now);
                    self.settle();
                }
            }
            Step::Progress(call, sdp) => self.agent.progress(self.now, id(call), Progress::EarlyMedia(sdp.to_vec())),
            Step::Deflect(call) => self.agent.deflect(self.now, id(call)),
            Step::Reject(call) => self.agent.reject(self.now, id(call), Rejection::Busy),
            Step::Unsubscribe(call) => self.agent.unsubscribe(self.now, id(call)),
        }
        self.settle();
    }
}

fuzz_target!(|steps: Vec<Step<'_>>| {
    let config =
        Config { address: ([192, 0, 2, 9], 5070).into(), max_calls: 8, wait: Duration::from_secs(90), retry_after: 5 };
    let mut world = World { agent: Agent::new(config, [7; 32]), now: Instant::now(), subscribe: String::new() };
    for step in steps.iter().take(200) {
        world.step(step);
    }
    // Whatever came, all is over at last but the calls that wait.
    for call in 1..=u64::MAX.min(300) {
        world.agent.reject(world.now, CallId(call), Rejection::Unavailable);
    }
    world.settle();
    for _ in 0..4 {
        world.step(&Step::Pass(40_000));
    }
    assert!(world.agent.poll_timeout().is_none());
});
