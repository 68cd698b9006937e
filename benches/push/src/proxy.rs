//! A SIP proxy with a registrar, as the application server sees it: calls, subscriptions, registrations.

use std::{
    collections::{BTreeMap, VecDeque},
    io::ErrorKind,
    net::{SocketAddr, UdpSocket},
    ops::Range,
    time::{Duration, Instant},
};

/// When the callee of a call registers.
#[derive(Clone, Copy)]
pub enum Registers {
    /// Never: the call waits.
    Never,
    /// This long after the subscription.
    After(Duration),
}

/// The proxy. It has one socket, and each call its own callee.
pub struct Proxy {
    socket: UdpSocket,
    here: SocketAddr,
    /// Makes branches, tags and Call-IDs of this run.
    run: u32,
    registers: Registers,
    /// NOTIFY requests that are due, the first one first.
    registrations: VecDeque<(Instant, String)>,
    notifies: u64,
    counts: BTreeMap<String, u64>,
}

const REGISTERED: &str = "<?xml version=\"1.0\"?>\n<reginfo xmlns=\"urn:ietf:params:xml:ns:reginfo\" version=\"1\" \
    state=\"full\"><registration aor=\"sip:bob@127.0.0.1\" id=\"1\" state=\"active\"><contact id=\"2\" \
    state=\"active\" event=\"registered\" expires=\"60\" callid=\"1\" cseq=\"1\"><uri>sip:bob@127.0.0.1:7000</uri>\
    </contact></registration></reginfo>";

impl Proxy {
    /// A proxy for the application server at an address.
    ///
    /// # Errors
    ///
    /// No socket can be opened.
    pub fn new(application_server: SocketAddr, registers: Registers) -> std::io::Result<Self> {
        let socket = UdpSocket::bind("127.0.0.1:0")?;
        socket.connect(application_server)?;
        Ok(Self {
            here: socket.local_addr()?,
            socket,
            run: std::process::id(),
            registers,
            registrations: VecDeque::new(),
            notifies: 0,
            counts: BTreeMap::new(),
        })
    }

    /// What came: answers by their status and method, requests by their method.
    #[must_use]
    pub fn counts(&self) -> &BTreeMap<String, u64> {
        &self.counts
    }

    /// Sends these calls, `rate` a second.
    ///
    /// # Errors
    ///
    /// The socket failed.
    pub fn run(&mut self, calls: Range<u64>, rate: u32) -> std::io::Result<()> {
        let (start, first) = (Instant::now(), calls.start);
        for call in calls {
            self.send(&self.invite(call))?;
            let due = start + Duration::from_secs_f64((call + 1 - first) as f64 / f64::from(rate));
            self.serve_until(due)?;
        }
        Ok(())
    }

    /// Answers for some time.
    ///
    /// # Errors
    ///
    /// The socket failed.
    pub fn serve(&mut self, time: Duration) -> std::io::Result<()> {
        self.serve_until(Instant::now() + time)
    }

    fn serve_until(&mut self, end: Instant) -> std::io::Result<()> {
        let mut buffer = vec![0; 65536];
        loop {
            let now = Instant::now();
            while self.registrations.front().is_some_and(|(due, _)| *due <= now) {
                let Some((_, notify)) = self.registrations.pop_front() else { break };
                self.send(&notify)?;
            }
            if now >= end {
                return Ok(());
            }
            let until = self.registrations.front().map_or(end, |(due, _)| end.min(*due));
            let time = until.saturating_duration_since(now).max(Duration::from_micros(50));
            self.socket.set_read_timeout(Some(time))?;
            match self.socket.recv(&mut buffer) {
                Ok(length) => self.receive(&String::from_utf8_lossy(&buffer[..length]))?,
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn send(&self, message: &str) -> std::io::Result<()> {
        self.socket.send(message.as_bytes()).map(drop)
    }

    fn receive(&mut self, message: &str) -> std::io::Result<()> {
        let first = message.lines().next().unwrap_or_default();
        let method = header(message, "CSeq").split(' ').nth(1).unwrap_or_default();
        let status = first.strip_prefix("SIP/2.0 ").and_then(|rest| rest.get(..3));
        let kind = status.map_or_else(|| method.to_owned(), |status| format!("{status} {method}"));
        *self.counts.entry(kind).or_default() += 1;
        match (status, method) {
            (None, "SUBSCRIBE") => self.subscription(message),
            (Some(status), "INVITE") if status >= "300" => self.send(&self.ack(message)),
            _ => Ok(()),
        }
    }

    fn subscription(&mut self, subscribe: &str) -> std::io::Result<()> {
        let [from, call_id, cseq, expires] = ["From", "Call-ID", "CSeq", "Expires"].map(|name| header(subscribe, name));
        let vias: Vec<_> = subscribe.lines().filter(|line| line.starts_with("Via:")).collect();
        let to = header(subscribe, "To");
        let to = if to.contains(";tag=") { to.to_owned() } else { format!("{to};tag=proxy") };
        self.send(&format!(
            "SIP/2.0 200 OK\r\n{}\r\nFrom: {from}\r\nTo: {to}\r\nCall-ID: {call_id}\r\nCSeq: {cseq}\r\n\
            Contact: <sip:{}>\r\nExpires: {expires}\r\nContent-Length: 0\r\n\r\n",
            vias.join("\r\n"),
            self.here,
        ))?;
        let ends = expires == "0";
        let state = if ends { "terminated;reason=timeout" } else { "active;expires=60" };
        let notify = self.notify(subscribe, &to, 1, state, "");
        self.send(&notify)?;
        if let (false, Registers::After(time)) = (ends, self.registers) {
            let notify = self.notify(subscribe, &to, 2, state, REGISTERED);
            self.registrations.push_back((Instant::now() + time, notify));
        }
        Ok(())
    }

    fn notify(&mut self, subscribe: &str, from: &str, cseq: u32, state: &str, body: &str) -> String {
        self.notifies += 1;
        let (here, run, number, length) = (self.here, self.run, self.notifies, body.len());
        let target = header(subscribe, "Contact").trim_matches(['<', '>']);
        let [to, call_id] = ["From", "Call-ID"].map(|name| header(subscribe, name));
        // A final NOTIFY follows those of the subscription's beginning.
        let cseq = if state.starts_with("terminated") { 3 } else { cseq };
        format!(
            "NOTIFY {target} SIP/2.0\r\nVia: SIP/2.0/UDP {here};branch=z9hG4bKn{run:x}.{number:x}\r\nTo: {to}\r\n\
            From: {from}\r\nCSeq: {cseq} NOTIFY\r\nCall-ID: {call_id}\r\nMax-Forwards: 70\r\nEvent: reg\r\n\
            Contact: <sip:{here}>\r\nSubscription-State: {state}\r\nContent-Type: application/reginfo+xml\r\n\
            Content-Length: {length}\r\n\r\n{body}"
        )
    }

    /// The head of a request for a call, up to the To header.
    fn request(&self, method: &str, call: u64) -> String {
        let (here, run) = (self.here, self.run);
        format!(
            "{method} sip:bob{call}@127.0.0.1 SIP/2.0\r\nRecord-Route: <sip:{here};lr>\r\n\
            Via: SIP/2.0/UDP {here};branch=z9hG4bK{run:x}.{call:x}.0\r\n\
            Via: SIP/2.0/UDP 127.0.0.1:6000;received=127.0.0.1;rport=6000;branch=z9hG4bK-{run}-{call}-0\r\n\
            From: \"Alice Example\" <sip:alice@127.0.0.1>;tag={run}c{call}\r\n\
            Call-ID: {run}-{call}@127.0.0.1\r\nCSeq: 1 {method}\r\nMax-Forwards: 69\r\n"
        )
    }

    fn invite(&self, call: u64) -> String {
        let sdp = "v=0\r\no=alice 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
            m=audio 6002 RTP/AVP 8 0 101\r\na=rtpmap:101 telephone-event/8000\r\n";
        format!(
            "{}To: <sip:bob{call}@127.0.0.1>\r\nContact: <sip:alice@127.0.0.1:6000>\r\n\
            P-App-Param: caller=alice;callee=bob{call};domain=127.0.0.1;expiration=170\r\n\
            Content-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{sdp}",
            self.request("INVITE", call),
            sdp.len(),
        )
    }

    fn ack(&self, answer: &str) -> String {
        let call_id = header(answer, "Call-ID");
        let call = call_id.split(['-', '@']).nth(1).and_then(|call| call.parse().ok()).unwrap_or_default();
        format!("{}To: {}\r\nContent-Length: 0\r\n\r\n", self.request("ACK", call), header(answer, "To"))
    }
}

/// The value of the first header of a name, in the form that the daemon writes.
fn header<'a>(message: &'a str, name: &str) -> &'a str {
    let value = |line: &'a str| line.strip_prefix(name)?.strip_prefix(':').map(str::trim);
    message.lines().find_map(value).unwrap_or_default()
}
