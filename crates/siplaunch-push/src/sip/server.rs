//! Calls: the INVITE's server transaction, RFC 3261 section 17.2.1, and the orders that answer it.

use std::time::{Duration, Instant};

use percent_encoding::percent_decode;

use super::{
    Agent, Arrival, Event, Peer, Progress,
    agent::Due,
    answer::{Head, push},
    call::{Answer, Call, LIFETIME, REMINDER, State, T1, T2, T4},
    dialog::Dialog,
    header::Name,
    request::Request,
    scan::trim,
    secret::shrink,
    subscription::Subscription,
    uri,
    via::unfold,
};
use crate::{
    AppParam,
    timers::Moment,
    wake::{CallId, Rejection},
};

/// The most calls that have ended and wait for their ACK, at least.
const MAX_ENDED: usize = 32_768;

impl Agent {
    /// Sends a provisional answer. A call that has its final answer stays as it is.
    pub fn progress(&mut self, _now: Instant, call: CallId, progress: Progress) {
        let Some(waiting) = self.calls.get_mut(&call).filter(|call| call.waits()) else { return };
        waiting.answer = match progress {
            Progress::Ringing => Answer::Ringing,
            Progress::EarlyMedia(sdp) => Answer::EarlyMedia(sdp.into()),
        };
        self.answer(call);
    }

    /// Sends the call back to the proxy: 300 with the callee as Contact.
    pub fn deflect(&mut self, now: Instant, call: CallId) {
        self.finish(now, call, Answer::Deflected);
    }

    /// Rejects the call: 480 for `Unavailable`, 500 for `SubscriptionFailed`, 503 with `Retry-After` for `Busy`.
    pub fn reject(&mut self, now: Instant, call: CallId, why: Rejection) {
        self.finish(now, call, Answer::Rejected(why));
    }

    fn retry_after(&self) -> String {
        format!("Retry-After: {}\r\n", self.config.retry_after)
    }

    pub(super) fn invite(&mut self, now: Instant, from: Peer, request: &Request<'_>) {
        let transaction = request.transaction(&self.secret, b"INVITE");
        if let Some(&id) = self.by_transaction.get(&transaction) {
            // A retransmission. After the ACK it is an old copy.
            if self.calls.get(&id).is_some_and(|call| call.state != State::Confirmed) {
                self.answer(id);
            }
        } else if !request.to.tag.is_empty() {
            self.refuse(from, request, "481 Call Does Not Exist", "");
        } else if !self.refuse_extensions(from, request) {
            self.new_call(now, from, request);
        }
    }

    fn new_call(&mut self, now: Instant, from: Peer, request: &Request<'_>) {
        if request.max_forwards == Some(0) {
            return self.refuse(from, request, "483 Too Many Hops", "");
        }
        let mut value = Vec::new();
        unfold(request.message.first(Name::PAppParam).unwrap_or_default(), &mut value);
        let value = String::from_utf8_lossy(&value);
        let param = match AppParam::parse(&value) {
            Ok(param) => param,
            Err(error) => {
                let warning = format!("Warning: 399 {} \"{error}\"\r\n", self.config.address);
                return self.refuse(from, request, "400 Bad P-App-Param", &warning);
            }
        };
        if self.by_merge.contains_key(&request.merge(&self.secret)) {
            return self.refuse(from, request, "482 Loop Detected", "");
        }
        if self.is_full() {
            let retry_after = self.retry_after();
            return self.refuse(from, request, "503 Service Unavailable", &retry_after);
        }
        match self.head(from, request) {
            Some((proxy, head)) => self.hold(now, proxy, head, request, &param),
            None => self.refuse(from, request, "513 Message Too Large", ""),
        }
    }

    fn is_full(&self) -> bool {
        let ended = self.calls.len() - self.waiting;
        self.waiting >= self.config.max_calls || ended >= self.config.max_calls.max(MAX_ENDED)
    }

    /// Answers 100, and keeps the call.
    fn hold(&mut self, now: Instant, proxy: Peer, head: Head, request: &Request<'_>, param: &AppParam<'_>) {
        let arrival = self.arrival(request, param);
        let mut extra = Vec::new();
        if let Some(timestamp) = request.message.first(Name::Timestamp) {
            push(&mut extra, "Timestamp", timestamp);
        }
        let call = Box::new(Call {
            transaction: request.transaction(&self.secret, b"INVITE"),
            merge: request.merge(&self.secret),
            proxy: self.peers.share(proxy),
            head,
            answer: Answer::Trying(String::from_utf8_lossy(&extra).into()),
            state: State::Proceeding,
            due: None,
            dialog: Dialog::new(&format!("sip:{}@{}", param.callee, param.domain)),
            subscription: Subscription::new(arrival.wait),
        });
        self.last_id += 1;
        let id = CallId(self.last_id);
        self.by_transaction.insert(call.transaction, id);
        self.by_merge.insert(call.merge, ());
        self.calls.insert(id, call);
        self.waiting += 1;
        self.answer(id);
        if arrival.wait > REMINDER {
            let due = self.timers.moment(now, REMINDER);
            self.set_server_timer(id, due);
        }
        self.emit(Event::Arrived(id, Box::new(arrival)));
    }

    fn arrival(&self, request: &Request<'_>, param: &AppParam<'_>) -> Arrival {
        let is_sdp = request.message.first(Name::ContentType).is_some_and(|value| {
            let kind = value.split(|byte| *byte == b';').next().unwrap_or_default();
            trim(kind).eq_ignore_ascii_case(b"application/sdp")
        });
        let caller = match &*param.caller {
            "" => percent_decode(uri::user(request.from.uri).unwrap_or_default()).decode_utf8_lossy().into_owned(),
            caller => caller.to_owned(),
        };
        Arrival {
            callee: param.callee.to_string(),
            domain: param.domain.to_string(),
            caller,
            caller_name: request.from.display_name(),
            sip_call_id: String::from_utf8_lossy(request.call_id).into_owned(),
            wait: param.expiration.map_or(self.config.wait, |wait| wait.min(self.config.wait)),
            mode: param.mode,
            tried: param.tried,
            offer: if is_sdp { request.message.body().to_vec() } else { Vec::new() },
        }
    }

    pub(super) fn ack(&mut self, now: Instant, request: &Request<'_>) {
        let transaction = request.transaction(&self.secret, b"INVITE");
        let Some(&id) = self.by_transaction.get(&transaction) else { return };
        let Some(call) = self.calls.get_mut(&id) else { return };
        if !matches!(call.state, State::Completed { .. }) {
            return;
        }
        call.state = State::Confirmed;
        if call.proxy.is_udp() {
            let due = self.timers.moment(now, T4);
            self.set_server_timer(id, due);
        } else {
            self.end(id);
        }
    }

    pub(super) fn cancel(&mut self, now: Instant, from: Peer, request: &Request<'_>) {
        let transaction = request.transaction(&self.secret, b"INVITE");
        let Some(&id) = self.by_transaction.get(&transaction) else {
            return self.refuse(from, request, "481 Call Does Not Exist", "");
        };
        let waits = self.calls.get(&id).is_some_and(|call| call.waits());
        if let Some((to, head)) = self.head(from, request) {
            self.send(to, &head.answer("200 OK", "", b""));
        }
        if waits {
            self.finish(now, id, Answer::Cancelled);
            self.emit(Event::Cancelled(id));
        }
    }

    /// Sends the last answer of a call.
    fn answer(&mut self, id: CallId) {
        let Some(call) = self.calls.get(&id) else { return };
        let contact = || format!("Contact: <{}>\r\n", self.contact(&call.proxy));
        let bytes = match &call.answer {
            Answer::Trying(timestamp) => call.head.answer("100 Trying", timestamp, b""),
            Answer::Ringing => call.head.answer("180 Ringing", &contact(), b""),
            Answer::EarlyMedia(sdp) => {
                let extra = contact() + "Content-Type: application/sdp\r\n";
                call.head.answer("183 Session Progress", &extra, sdp)
            }
            Answer::Deflected => {
                call.head.answer("300 Multiple Choices", &format!("Contact: <{}>\r\n", call.dialog.callee()), b"")
            }
            Answer::Rejected(Rejection::Unavailable) => call.head.answer("480 Temporarily Unavailable", "", b""),
            Answer::Rejected(Rejection::SubscriptionFailed) => call.head.answer("500 Subscription Failed", "", b""),
            Answer::Rejected(Rejection::Busy) => call.head.answer("503 Service Unavailable", &self.retry_after(), b""),
            Answer::Cancelled => call.head.answer("487 Request Terminated", "", b""),
        };
        self.send(*call.proxy, &bytes);
    }

    /// Sends the final answer of a call that waits.
    fn finish(&mut self, now: Instant, id: CallId, answer: Answer) {
        let Some(call) = self.calls.get_mut(&id).filter(|call| call.waits()) else { return };
        let end = self.timers.moment(now, LIFETIME);
        call.state = State::Completed { end, again: 0 };
        call.answer = answer;
        let due = if call.proxy.is_udp() { self.timers.moment(now, T1) } else { end };
        self.waiting -= 1;
        // A proxy may send the call again after the answer: then it is no copy.
        self.by_merge.remove(&call.merge);
        shrink(&mut self.by_merge);
        self.answer(id);
        self.set_server_timer(id, due);
    }

    fn set_server_timer(&mut self, id: CallId, due: Moment) {
        if let Some(call) = self.calls.get_mut(&id) {
            call.due = Some(due);
            self.timers.push(due, Due::Server(id));
        }
    }

    pub(super) fn server_timer(&mut self, now: Instant, due: Moment, id: CallId) {
        let Some(call) = self.calls.get_mut(&id).filter(|call| call.due == Some(due)) else { return };
        let next = match &mut call.state {
            State::Proceeding => self.timers.moment(now, REMINDER),
            State::Completed { end, again } if self.timers.moment(now, Duration::ZERO) < *end => {
                *again += 1;
                let interval = T2.min(T1 * (1 << (*again).min(8)));
                self.timers.moment(now, interval).min(*end)
            }
            State::Completed { .. } | State::Confirmed | State::Ended => return self.end(id),
        };
        self.answer(id);
        self.set_server_timer(id, next);
    }

    /// Ends a call's transaction.
    fn end(&mut self, id: CallId) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        call.state = State::Ended;
        call.due = None;
        self.by_transaction.remove(&call.transaction);
        shrink(&mut self.by_transaction);
        self.forget_if_over(id);
    }
}
