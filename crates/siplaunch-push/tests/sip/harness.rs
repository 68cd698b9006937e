use std::time::{Duration, Instant};

use siplaunch_push::{
    sip::{Agent, Config, Event, Peer},
    wake::CallId,
};

/// An agent, a virtual clock, and what the agent sent.
pub(crate) struct World {
    pub(crate) agent: Agent,
    pub(crate) start: Instant,
    pub(crate) now: Instant,
}

pub(crate) fn proxy() -> Peer {
    Peer::Udp("192.0.2.1:5060".parse().unwrap())
}

pub(crate) fn proxy_tcp() -> Peer {
    Peer::Tcp("192.0.2.1:40001".parse().unwrap(), Some(7))
}

pub(crate) fn config() -> Config {
    Config {
        address: "192.0.2.9:5070".parse().unwrap(),
        max_calls: 1000,
        wait: Duration::from_secs(60),
        retry_after: 5,
    }
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(config())
    }

    pub(crate) fn with(config: Config) -> Self {
        let now = Instant::now();
        Self { agent: Agent::new(config, [7; 32]), start: now, now }
    }

    /// Gives the agent a message from the proxy, and returns what it sends at once.
    pub(crate) fn receive(&mut self, message: impl AsRef<[u8]>) -> Vec<String> {
        self.receive_from(proxy(), message)
    }

    pub(crate) fn receive_from(&mut self, from: Peer, message: impl AsRef<[u8]>) -> Vec<String> {
        self.agent.receive(self.now, from, message.as_ref());
        self.sent()
    }

    /// What the agent sends.
    pub(crate) fn sent(&mut self) -> Vec<String> {
        std::iter::from_fn(|| self.agent.poll_transmit()).map(|sent| String::from_utf8(sent.bytes).unwrap()).collect()
    }

    /// Lets time pass, and returns what the agent sends, each with the milliseconds since the beginning.
    pub(crate) fn pass(&mut self, milliseconds: u64) -> Vec<(u128, String)> {
        let until = self.now + Duration::from_millis(milliseconds);
        let mut sent = Vec::new();
        while let Some(due) = self.agent.poll_timeout().filter(|due| *due <= until) {
            self.now = self.now.max(due);
            self.agent.handle_timeout(self.now);
            let at = (self.now - self.start).as_millis();
            sent.extend(self.sent().into_iter().map(|message| (at, message)));
        }
        self.now = until;
        sent
    }

    /// The agent's events, in short.
    pub(crate) fn events(&mut self) -> Vec<String> {
        std::iter::from_fn(|| self.agent.poll_event()).map(|event| describe(&event)).collect()
    }

    /// A call arrives.
    pub(crate) fn call(&mut self, invite: &str) -> CallId {
        self.call_from(proxy(), invite)
    }

    pub(crate) fn call_from(&mut self, from: Peer, invite: &str) -> CallId {
        let sent = self.receive_from(from, invite);
        assert!(sent.len() == 1 && sent[0].starts_with("SIP/2.0 100 Trying\r\n"), "{sent:?}");
        match self.agent.poll_event() {
            Some(Event::Arrived(id, _)) => id,
            _ => panic!("no call"),
        }
    }
}

fn describe(event: &Event) -> String {
    match event {
        Event::Arrived(..) => "arrived".to_owned(),
        Event::Subscribed(_) => "subscribed".to_owned(),
        Event::Registration(_, registration) => {
            let contacts: Vec<_> = registration.contacts.iter().map(|contact| contact.uri.as_str()).collect();
            format!("registered {contacts:?}")
        }
        Event::SubscriptionFailed(_) => "subscription failed".to_owned(),
        Event::Cancelled(_) => "cancelled".to_owned(),
    }
}

/// An INVITE as Kamailio relays it. `number` tells calls apart.
pub(crate) fn invite(number: u32) -> String {
    format!(
        "INVITE sip:bob@example.org SIP/2.0\r\n\
         Record-Route: <sip:192.0.2.1;lr=on>\r\n\
         Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{number}.1\r\n\
         Via: SIP/2.0/UDP 198.51.100.7:5062;received=198.51.100.8;branch=z9hG4bK{number}\r\n\
         From: \"Alice\" <sip:alice@example.org>;tag=a{number}\r\n\
         To: <sip:bob@example.org>\r\n\
         Call-ID: call-{number}@198.51.100.7\r\n\
         CSeq: 1 INVITE\r\n\
         Contact: <sip:alice@198.51.100.7:5062>\r\n\
         Max-Forwards: 69\r\n\
         P-App-Param: caller=4311;callee=bob;domain=example.org;expiration=6\r\n\
         Content-Length: 0\r\n\r\n"
    )
}

/// The ACK, or CANCEL, that a proxy sends for an INVITE.
pub(crate) fn follow(method: &str, invite: &str) -> String {
    let mut vias = 0;
    let lines = invite.split("\r\n").filter(|line| {
        vias += usize::from(line.starts_with("Via"));
        !(line.starts_with("P-App") || line.starts_with("Via") && vias > 1)
    });
    let text = lines.collect::<Vec<_>>().join("\r\n");
    text.replacen("INVITE", method, 1).replacen("1 INVITE", &format!("1 {method}"), 1)
}

/// The value of a message's first header of this name.
pub(crate) fn header<'a>(message: &'a str, name: &str) -> &'a str {
    let start = format!("\r\n{name}: ");
    let value = message.split_once(&start).unwrap_or_else(|| panic!("no {name}: {message}")).1;
    value.split("\r\n").next().unwrap()
}

/// The first line's code and reason, or method.
pub(crate) fn status(message: &str) -> &str {
    let line = message.split("\r\n").next().unwrap();
    line.strip_prefix("SIP/2.0 ").unwrap_or_else(|| line.split(' ').next().unwrap())
}

pub(crate) fn statuses(messages: &[String]) -> Vec<&str> {
    messages.iter().map(|message| status(message)).collect()
}

/// The proxy's answer to a SUBSCRIBE.
pub(crate) fn answer(subscribe: &str, status: &str, extra: &str) -> String {
    let copied = ["Via", "From", "Call-ID", "CSeq"].map(|name| format!("{name}: {}\r\n", header(subscribe, name)));
    let to = header(subscribe, "To");
    let tag = if to.contains(";tag=") { "" } else { ";tag=notifier" };
    format!("SIP/2.0 {status}\r\n{}To: {to}{tag}\r\n{extra}Content-Length: 0\r\n\r\n", copied.concat())
}

/// A NOTIFY for a SUBSCRIBE.
pub(crate) fn notify(subscribe: &str, cseq: u32, state: &str, body: &str) -> String {
    let (to, call_id) = (header(subscribe, "From"), header(subscribe, "Call-ID"));
    let kind = if body.is_empty() { "" } else { "Content-Type: application/reginfo+xml\r\n" };
    format!(
        "NOTIFY sip:push@192.0.2.9:5070 SIP/2.0\r\n\
         Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKnotify{cseq}\r\n\
         From: <sip:bob@example.org>;tag=notifier\r\n\
         To: {to}\r\n\
         Call-ID: {call_id}\r\n\
         CSeq: {cseq} NOTIFY\r\n\
         Contact: <sip:192.0.2.1:5060>\r\n\
         Max-Forwards: 70\r\n\
         Event: reg\r\n\
         Subscription-State: {state}\r\n\
         {kind}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// A registration document with one contact.
pub(crate) fn registered(state: &str, contact: &str, contact_state: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><reginfo xmlns="urn:ietf:params:xml:ns:reginfo" version="0" state="{state}">
<registration aor="sip:bob@example.org" id="r" state="active">
<contact id="{contact}" state="{contact_state}" event="created" callid="x" cseq="1"><uri>{contact}</uri></contact>
</registration></reginfo>"#
    )
}
