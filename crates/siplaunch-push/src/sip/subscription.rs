//! The subscription to a callee's registrations, RFC 6665 and RFC 3680.

use std::{
    io::Write,
    time::{Duration, Instant},
};

use super::{
    Agent, Event, Peer,
    agent::Due,
    call::{Call, LIFETIME, T1, T2},
    header::Name,
    message::Message,
    name_addr::NameAddr,
    request::{self, Request},
    scan::{find_outside, number, trim},
    via::Via,
};
use crate::{Reginfo, Registration, timers::Moment, wake::CallId};

/// The most SUBSCRIBE requests that ask for a longer time, because the proxy said 423.
const MAX_LONGER: u32 = 3;

/// A call's subscription.
#[derive(Default)]
pub(super) struct Subscription {
    stage: Stage,
    /// The `CSeq` of the last SUBSCRIBE.
    cseq: u32,
    /// The lowest `CSeq` that the next NOTIFY can have.
    next_notify: u32,
    /// The `Expires` header, in seconds.
    expires: u32,
    /// The SUBSCRIBE that waits for its answer.
    asking: Option<Box<Asking>>,
    /// When the SUBSCRIBE is sent again, or the subscription renewed.
    due: Option<Moment>,
    /// What is registered, if anything is.
    registration: Option<Box<Registration>>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Idle,
    Subscribing,
    Active,
    /// To be ended as soon as the proxy has answered.
    Leaving,
    Over,
}

/// A non-INVITE client transaction, RFC 3261 section 17.1.2.
struct Asking {
    bytes: Box<[u8]>,
    /// The interval after which it is sent again: timer E.
    interval: Duration,
    /// When the agent gives up: timer F.
    end: Instant,
    /// Whether a provisional answer came.
    proceeding: bool,
}

impl Subscription {
    /// None yet, for a call that waits this long.
    pub(super) fn new(wait: Duration) -> Self {
        let expires = u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX);
        Self { expires, ..Self::default() }
    }

    /// Whether a SUBSCRIBE waits for its answer.
    pub(super) fn is_asking(&self) -> bool {
        self.asking.is_some()
    }
}

impl Agent {
    /// Subscribes to the callee's registrations, once for each call.
    pub fn subscribe(&mut self, now: Instant, call: CallId) {
        let Some(waiting) = self.calls.get_mut(&call) else { return };
        if waiting.subscription.stage == Stage::Idle {
            waiting.subscription.stage = Stage::Subscribing;
            let expires = waiting.subscription.expires;
            self.ask(now, call, expires);
        }
    }

    /// Ends the subscription, if there is one.
    pub fn unsubscribe(&mut self, now: Instant, call: CallId) {
        let Some(held) = self.calls.get_mut(&call) else { return };
        let subscription = &mut held.subscription;
        let stage = std::mem::replace(&mut subscription.stage, Stage::Over);
        if matches!(stage, Stage::Subscribing | Stage::Active) {
            subscription.stage = Stage::Leaving;
            self.leave(now, call);
        }
    }

    /// Sends the SUBSCRIBE that ends the subscription, if its dialog is there and nothing else waits for an answer.
    fn leave(&mut self, now: Instant, id: CallId) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        let subscription = &mut call.subscription;
        if subscription.stage == Stage::Leaving && call.dialog.is_open() && !subscription.is_asking() {
            subscription.stage = Stage::Over;
            self.ask(now, id, 0);
        }
    }

    /// Sends a SUBSCRIBE.
    fn ask(&mut self, now: Instant, id: CallId, expires: u32) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        call.subscription.cseq += 1;
        let proxy = *call.proxy;
        let Some(call) = self.calls.get(&id) else { return };
        let bytes: Box<[u8]> = self.write_subscribe(id, call, expires).as_slice().into();
        self.send(proxy, &bytes);
        let end = now + LIFETIME;
        let again = if proxy.is_udp() { T1 } else { LIFETIME };
        if let Some(call) = self.calls.get_mut(&id) {
            call.subscription.asking = Some(Box::new(Asking { bytes, interval: T1, end, proceeding: false }));
        }
        self.set_client_timer(now, id, again);
    }

    fn write_subscribe(&self, id: CallId, call: &Call, expires: u32) -> Vec<u8> {
        let mut out = Vec::with_capacity(512);
        call.dialog.write_opening(&mut out);
        let transport = if call.proxy.is_udp() { "UDP" } else { "TCP" };
        let (branch, call_id) = (self.branch(id, call), self.subscription_id(id, *call.proxy));
        let (address, cseq, contact) = (self.config.address, call.subscription.cseq, self.contact(&call.proxy));
        let (domain, tag) = (domain(call.dialog.callee()), self.subscription_tag(id));
        // Writing to a vector cannot fail.
        let _ = write!(
            out,
            "Via: SIP/2.0/{transport} {address};branch={branch};rport\r\n\
             Max-Forwards: 70\r\n\
             From: <sip:push@{domain}>;tag={tag}\r\n\
             Call-ID: {call_id}\r\n\
             CSeq: {cseq} SUBSCRIBE\r\n\
             Contact: <{contact}>\r\n\
             Event: reg\r\n\
             Accept: application/reginfo+xml\r\n\
             Expires: {expires}\r\n\
             Content-Length: 0\r\n\r\n"
        );
        out
    }

    /// The agent's URI for the proxy.
    pub(super) fn contact(&self, proxy: &Peer) -> String {
        let transport = if proxy.is_udp() { "" } else { ";transport=tcp" };
        format!("sip:push@{}{transport}", self.config.address)
    }

    /// The branch of the last SUBSCRIBE. It names the call, so that an answer needs no table.
    fn branch(&self, id: CallId, call: &Call) -> String {
        let cseq = call.subscription.cseq;
        let digest = self.secret.digest("branch", &[&id.0.to_be_bytes(), &cseq.to_be_bytes()]);
        format!("z9hG4bK{:x}-{digest}", id.0)
    }

    /// The Call-ID of a subscription. It names the call and proves the proxy's host, so that a NOTIFY after the call's end
    /// needs no memory.
    fn subscription_id(&self, id: CallId, proxy: Peer) -> String {
        let digest = self.secret.digest("subscription", &[&id.0.to_be_bytes(), proxy.ip().to_string().as_bytes()]);
        format!("{:x}-{digest}", id.0)
    }

    fn subscription_tag(&self, id: CallId) -> String {
        self.secret.tag("subscriber", &[&id.0.to_be_bytes()]).to_string()
    }

    /// Takes a response: only one to the last SUBSCRIBE of a call, from its proxy's host, has an effect.
    pub(super) fn response(&mut self, now: Instant, from: Peer, message: &Message<'_>, code: u16) {
        let Some(via) = message.first(Name::Via).and_then(Via::parse) else { return };
        let Some(id) = via.branch.strip_prefix(b"z9hG4bK").and_then(named_call) else { return };
        let Some(call) = self.calls.get(&id) else { return };
        let cseq = message.only(Name::CSeq).and_then(request::cseq);
        if self.branch(id, call).as_bytes() != via.branch
            || call.proxy.ip() != from.ip()
            || cseq != Some((call.subscription.cseq, b"SUBSCRIBE"))
        {
            return;
        }
        let Some(call) = self.calls.get_mut(&id) else { return };
        let Some(asking) = &mut call.subscription.asking else { return };
        if code < 200 {
            asking.proceeding = true;
            return;
        }
        call.subscription.asking = None;
        call.subscription.due = None;
        match code {
            200..300 => self.accepted(now, id, message),
            423 => self.ask_longer(now, id, message),
            _ => self.subscription_failed(id),
        }
        self.leave(now, id);
        self.forget_if_over(id);
    }

    /// The proxy accepted a SUBSCRIBE.
    fn accepted(&mut self, now: Instant, id: CallId, message: &Message<'_>) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        if let Some(to) = message.only(Name::To).and_then(NameAddr::parse)
            && !call.dialog.is_open()
        {
            // RFC 3261 section 12.1.2: the nearest proxy of the way back is last.
            let mut routes: Vec<_> = message.all(Name::RecordRoute).flat_map(list).collect();
            routes.reverse();
            call.dialog.open(contact(message), to.tag, &routes);
        }
        let granted = message.first(Name::Expires).and_then(number).unwrap_or(call.subscription.expires);
        if matches!(call.subscription.stage, Stage::Subscribing | Stage::Active) && granted < call.subscription.expires
        {
            let renew = Duration::from_millis(u64::from(granted.max(1)) * 750);
            self.set_client_timer(now, id, renew);
        }
        self.active(id);
    }

    /// Reports the subscription, the first time.
    fn active(&mut self, id: CallId) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        if call.subscription.stage == Stage::Subscribing {
            call.subscription.stage = Stage::Active;
            if call.waits() {
                self.emit(Event::Subscribed(id));
            }
        }
    }

    /// The proxy wants a longer subscription.
    fn ask_longer(&mut self, now: Instant, id: CallId, message: &Message<'_>) {
        let longer = message.first(Name::MinExpires).and_then(number);
        let Some(call) = self.calls.get_mut(&id) else { return };
        let longer =
            longer.filter(|longer| *longer > call.subscription.expires && call.subscription.cseq <= MAX_LONGER);
        match longer {
            Some(expires) if call.subscription.stage == Stage::Subscribing => {
                call.subscription.expires = expires;
                self.ask(now, id, expires);
            }
            _ => self.subscription_failed(id),
        }
    }

    fn subscription_failed(&mut self, id: CallId) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        let stage = std::mem::replace(&mut call.subscription.stage, Stage::Over);
        call.subscription.due = None;
        if matches!(stage, Stage::Subscribing | Stage::Active) && call.waits() {
            self.emit(Event::SubscriptionFailed(id));
        }
    }

    fn set_client_timer(&mut self, now: Instant, id: CallId, after: Duration) {
        let due = self.timers.moment(now, after);
        if let Some(call) = self.calls.get_mut(&id) {
            call.subscription.due = Some(due);
            self.timers.push(due, Due::Client(id));
        }
    }

    pub(super) fn client_timer(&mut self, now: Instant, due: Moment, id: CallId) {
        let Some(call) = self.calls.get_mut(&id).filter(|call| call.subscription.due == Some(due)) else { return };
        let (proxy, expires) = (*call.proxy, call.subscription.expires);
        let Some(asking) = &mut call.subscription.asking else {
            // The time that the proxy granted nears its end.
            call.subscription.due = None;
            if call.waits() {
                self.ask(now, id, expires);
            }
            return;
        };
        if now >= asking.end {
            call.subscription.asking = None;
            self.subscription_failed(id);
            return self.forget_if_over(id);
        }
        asking.interval = if asking.proceeding { T2 } else { T2.min(asking.interval * 2) };
        let again = asking.interval.min(asking.end - now);
        let bytes = asking.bytes.to_vec();
        self.send(proxy, &bytes);
        self.set_client_timer(now, id, again);
    }

    /// Takes a NOTIFY.
    pub(super) fn notify(&mut self, now: Instant, from: Peer, request: &Request<'_>) {
        let message = request.message;
        let subscription = named_call(request.call_id).filter(|id| {
            self.subscription_id(*id, from).as_bytes() == request.call_id
                && self.subscription_tag(*id).as_bytes() == request.to.tag
        });
        let Some(id) = subscription else {
            return self.refuse(from, request, "481 Subscription Does Not Exist", "");
        };
        if !message.first(Name::Event).is_some_and(|event| is(event, b"reg")) {
            return self.refuse(from, request, "489 Bad Event", "Allow-Events: reg\r\n");
        }
        let Some(state) = message.first(Name::SubscriptionState) else {
            return self.refuse(from, request, "400 Missing Subscription-State", "");
        };
        let Some(call) = self.calls.get_mut(&id) else { return self.refuse(from, request, "200 OK", "") };
        if request.cseq < call.subscription.next_notify {
            // A copy, or one that a later NOTIFY overtook.
            return self.refuse(from, request, "200 OK", "");
        }
        let reginfo = match read_body(message, call.dialog.callee()) {
            Ok(reginfo) => reginfo,
            Err((status, extra)) => return self.refuse(from, request, status, extra),
        };
        call.subscription.next_notify = request.cseq + 1;
        if !call.dialog.is_open() {
            let routes: Vec<_> = message.all(Name::RecordRoute).flat_map(list).collect();
            call.dialog.open(contact(message), request.from.tag, &routes);
        }
        self.refuse(from, request, "200 OK", "");
        self.active(id);
        self.registered(id, reginfo);
        if is(state, b"terminated") {
            self.subscription_failed(id);
        }
        self.leave(now, id);
    }

    /// Brings a waiting call's registration up to date, and reports it.
    fn registered(&mut self, id: CallId, reginfo: Reginfo) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        if call.subscription.stage != Stage::Active || !call.waits() {
            return;
        }
        let mut registration = call.subscription.registration.take().unwrap_or_default();
        reginfo.apply(&mut registration);
        let current = Registration::clone(&registration);
        call.subscription.registration = Some(registration).filter(|registration| !registration.contacts.is_empty());
        self.emit(Event::Registration(id, current));
    }
}

/// Reads a NOTIFY's body, or says how to refuse it.
fn read_body(message: &Message<'_>, callee: &str) -> Result<Reginfo, (&'static str, &'static str)> {
    let body = message.body();
    let kind = message.first(Name::ContentType).unwrap_or_default();
    if !body.is_empty() && !is(kind, b"application/reginfo+xml") {
        return Err(("415 Unsupported Media Type", "Accept: application/reginfo+xml\r\n"));
    }
    let user = callee.strip_prefix("sip:").and_then(|address| address.rsplit_once('@')).unwrap_or_default();
    Reginfo::parse(body, user.0, user.1).map_err(|_| ("400 Bad Registration Document", ""))
}

/// The URI of the proxy's Contact header.
fn contact<'a>(message: &'a Message<'_>) -> Option<&'a [u8]> {
    message.first(Name::Contact).and_then(NameAddr::parse).map(|contact| contact.uri)
}

fn domain(callee: &str) -> &str {
    callee.rsplit_once('@').map_or("", |(_, domain)| domain)
}

/// The call that a Call-ID or branch of this agent names: hexadecimal digits before the hyphen.
fn named_call(text: &[u8]) -> Option<CallId> {
    let digits = &text[..text.iter().position(|byte| *byte == b'-')?];
    let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
    u64::from_str_radix(digits, 16).ok().map(CallId)
}

/// Whether a header's value is this token, without its parameters.
fn is(value: &[u8], token: &[u8]) -> bool {
    trim(value.split(|byte| *byte == b';').next().unwrap_or_default()).eq_ignore_ascii_case(token)
}

/// The elements of a header's value.
fn list(mut value: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let end = find_outside(value, b',').unwrap_or(value.len());
        let element = trim(&value[..end]);
        value = value.get(end + 1..).unwrap_or_default();
        (!element.is_empty()).then_some(element)
    })
}
