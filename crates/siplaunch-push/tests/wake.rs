//! The rules of a wake-up, one call at a time.

use std::time::{Duration, Instant};

use siplaunch_push::{
    Call, Contact, Device, DeviceToken, Fault, Message, Mode, Provider, Purpose, Push, Registration, Verdict,
    sip::Arrival,
    wake::{Action, CallId, PushId, SearchId, Wakes},
};

const WAIT: Duration = Duration::from_secs(10);
const ALICE: CallId = CallId(1);
const CAROL: CallId = CallId(2);

/// A [`Wakes`] with a clock of the test's own, and all that it asked for.
struct Bench {
    wakes: Wakes,
    start: Instant,
    now: Instant,
    mode: Mode,
    tried: bool,
}

impl Bench {
    fn new(mode: Mode) -> Self {
        let now = Instant::now();
        Self { wakes: Wakes::new(), start: now, now, mode, tried: false }
    }

    fn arrive(&mut self, id: CallId) {
        let arrival = Arrival {
            callee: "bob".into(),
            domain: "example.org".into(),
            caller: "alice".into(),
            caller_name: "Alice".into(),
            sip_call_id: format!("call-{}", id.0),
            wait: WAIT,
            mode: None,
            tried: self.tried,
            offer: Vec::new(),
        };
        self.wakes.arrived(self.now, id, arrival, self.mode);
    }

    fn notify(&mut self, id: CallId, fingerprints: &[u64]) {
        let contacts = fingerprints.iter().map(|&fingerprint| Contact { uri: "sip:bob@192.0.2.1".into(), fingerprint });
        self.wakes.registration(self.now, id, &Registration { contacts: contacts.collect() });
    }

    /// Lets a time pass, and does what is due in it when it is due.
    fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(at) = self.wakes.poll_timeout().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.wakes.handle_timeout(self.now);
        }
        self.now = end;
    }

    fn actions(&mut self) -> Vec<Action> {
        std::iter::from_fn(|| self.wakes.poll_action()).collect()
    }

    /// The names of the actions, in order.
    fn names(&mut self) -> Vec<String> {
        self.actions().iter().map(name).collect()
    }

    /// Plays steps 2 to 5 for a callee with these devices: the pushes.
    fn push_to(&mut self, id: CallId, devices: &[&str]) -> Vec<PushId> {
        self.arrive(id);
        self.notify(id, &[]);
        let search = self.search();
        self.found(search, devices)
    }

    fn search(&mut self) -> SearchId {
        let search = |action: &Action| match action {
            Action::FindDevices { search, .. } => Some(*search),
            _ => None,
        };
        self.actions().iter().find_map(search).expect("a search")
    }

    fn found(&mut self, search: SearchId, devices: &[&str]) -> Vec<PushId> {
        self.wakes.devices(self.now, search, Some(devices.iter().map(|token| device(token)).collect()));
        let actions = self.actions();
        let ids: Vec<_> = actions.iter().filter_map(push_id).collect();
        assert_eq!(ids.len(), actions.len(), "only pushes");
        ids
    }

    fn verdict(&mut self, id: PushId, verdict: Verdict) -> Vec<String> {
        self.wakes.verdict(self.now, id, verdict);
        self.names()
    }

    /// The next push, and the time from the start at which it came.
    fn next_push(&mut self, within: Duration) -> Option<(PushId, Duration)> {
        let end = self.now + within;
        while let Some(at) = self.wakes.poll_timeout().filter(|at| *at <= end) {
            self.pass(at.saturating_duration_since(self.now));
            if let Some(id) = self.actions().iter().find_map(push_id) {
                return Some((id, self.now - self.start));
            }
        }
        None
    }
}

fn push_id(action: &Action) -> Option<PushId> {
    match action {
        Action::Push { id, .. } => Some(*id),
        _ => None,
    }
}

fn device(token: &str) -> Device {
    Device {
        provider: Provider::Apns,
        purpose: Purpose::Calls,
        app: "org.example.phone".into(),
        token: DeviceToken::new(token),
    }
}

fn name(action: &Action) -> String {
    match action {
        Action::Subscribe(id) => format!("subscribe {}", id.0),
        Action::Progress(id) => format!("progress {}", id.0),
        Action::FindDevices { callee, .. } => format!("find {callee}"),
        Action::Push { device, .. } => format!("push {}", device.token.expose()),
        Action::DropDevice { device, dead_since } => format!("drop {} {dead_since:?}", device.token.expose()),
        Action::Deflect { call, woken_after } => format!("deflect {} {woken_after:?}", call.0),
        Action::Reject(id, why) => format!("reject {} {why:?}", id.0),
        Action::Unsubscribe(id) => format!("unsubscribe {}", id.0),
        _ => "?".into(),
    }
}

#[test]
fn a_sleeping_phone_is_woken() {
    let mut bench = Bench::new(Mode::NoReg);
    bench.arrive(ALICE);
    assert_eq!(bench.names(), ["subscribe 1"]);
    bench.wakes.subscribed(bench.now, ALICE);
    assert!(bench.names().is_empty(), "no push before the subscription's NOTIFY");
    bench.notify(ALICE, &[]);
    let actions = bench.actions();
    assert_eq!(actions.iter().map(name).collect::<Vec<_>>(), ["progress 1", "find bob@example.org"]);
    let Action::FindDevices { search, .. } = actions[1] else { panic!() };
    bench.wakes.devices(bench.now, search, Some(vec![device("t")]));
    let actions = bench.actions();
    let [Action::Push { id, push, deadline, .. }] = &actions[..] else { panic!("one push") };
    let Push::Call(call) = &**push else { panic!("a call") };
    assert_eq!((call.id.as_str(), call.caller.as_str(), call.caller_name.as_str()), ("call-1", "alice", "Alice"));
    assert_eq!(*deadline, bench.start + WAIT);
    assert!(bench.verdict(*id, Verdict::Delivered).is_empty());
    bench.pass(Duration::from_secs(2));
    bench.notify(ALICE, &[7]);
    assert_eq!(bench.names(), ["deflect 1 Some(2s)", "unsubscribe 1"]);
    assert!(bench.wakes.is_empty());
}

#[test]
fn a_registered_callee_is_deflected_without_a_push() {
    let mut bench = Bench::new(Mode::NoReg);
    bench.arrive(ALICE);
    bench.notify(ALICE, &[7]);
    assert_eq!(bench.names(), ["subscribe 1", "deflect 1 None", "unsubscribe 1"]);
}

#[test]
fn a_phone_that_registers_before_the_push_is_sent_gets_none() {
    let mut bench = Bench::new(Mode::NoReg);
    bench.arrive(ALICE);
    bench.notify(ALICE, &[]);
    let search = bench.search();
    bench.notify(ALICE, &[7]);
    assert_eq!(bench.names(), ["deflect 1 Some(0ns)", "unsubscribe 1"]);
    assert!(bench.found(search, &["t"]).is_empty());
}

#[test]
fn without_a_notify_the_push_is_sent_half_a_second_after_the_subscription() {
    let mut bench = Bench::new(Mode::NoReg);
    bench.arrive(ALICE);
    bench.wakes.subscribed(bench.now, ALICE);
    bench.names();
    bench.pass(Duration::from_millis(499));
    assert!(bench.names().is_empty());
    bench.pass(Duration::from_millis(1));
    assert_eq!(bench.names(), ["progress 1", "find bob@example.org"]);
}

#[test]
fn nobody_registers() {
    let mut bench = Bench::new(Mode::NoReg);
    let ids = bench.push_to(ALICE, &["t"]);
    bench.verdict(ids[0], Verdict::Delivered);
    bench.pass(WAIT - Duration::from_millis(1));
    assert!(bench.names().is_empty());
    bench.pass(Duration::from_millis(1));
    assert_eq!(bench.names(), ["reject 1 Unavailable", "unsubscribe 1"]);
    assert!(bench.wakes.poll_timeout().is_none());
}

#[test]
fn callers_of_one_callee_share_the_push() {
    let mut bench = Bench::new(Mode::NoReg);
    let ids = bench.push_to(ALICE, &["t"]);
    bench.arrive(CAROL);
    bench.notify(CAROL, &[]);
    assert_eq!(bench.names(), ["subscribe 2", "progress 2"]);
    bench.verdict(ids[0], Verdict::Delivered);
    bench.notify(ALICE, &[7]);
    bench.notify(CAROL, &[7]);
    assert_eq!(bench.names(), ["deflect 1 Some(0ns)", "unsubscribe 1", "deflect 2 Some(0ns)", "unsubscribe 2"]);
    assert_eq!(bench.push_to(ALICE, &["t"]).len(), 1, "the next call gets a push of its own");
}

#[test]
fn a_shared_push_outlives_the_caller_who_asked_for_it() {
    let mut bench = Bench::new(Mode::NoReg);
    let ids = bench.push_to(ALICE, &["t"]);
    bench.arrive(CAROL);
    bench.notify(CAROL, &[]);
    bench.wakes.cancelled(ALICE);
    bench.names();
    bench.verdict(ids[0], Verdict::Retry { after: None });
    assert!(bench.next_push(WAIT).is_some());
}

#[test]
fn all_devices_are_woken() {
    let mut bench = Bench::new(Mode::NoReg);
    assert_eq!(bench.push_to(ALICE, &["a", "b", "c"]).len(), 3);
}

#[test]
fn a_token_for_messages_gets_no_call() {
    let mut bench = Bench::new(Mode::NoReg);
    bench.arrive(ALICE);
    bench.notify(ALICE, &[]);
    let search = bench.search();
    let messages = Device { purpose: Purpose::Messages, ..device("messages") };
    bench.wakes.devices(bench.now, search, Some(vec![messages, device("calls")]));
    assert_eq!(bench.names(), ["push calls"]);
}

#[test]
fn a_call_without_devices_is_rejected_at_once() {
    let mut bench = Bench::new(Mode::NoReg);
    bench.arrive(ALICE);
    bench.notify(ALICE, &[]);
    let search = bench.search();
    bench.wakes.devices(bench.now, search, Some(Vec::new()));
    assert_eq!(bench.names(), ["reject 1 Unavailable", "unsubscribe 1"]);
}

#[test]
fn a_call_whose_devices_cannot_be_found_is_rejected_as_busy() {
    let mut bench = Bench::new(Mode::NoReg);
    bench.arrive(ALICE);
    bench.notify(ALICE, &[]);
    let search = bench.search();
    bench.wakes.devices(bench.now, search, None);
    assert_eq!(bench.names(), ["reject 1 Busy", "unsubscribe 1"]);
}

#[test]
fn a_call_is_rejected_when_the_last_push_failed_for_good() {
    let failures = [
        Verdict::Refused,
        Verdict::RefreshProviderToken,
        Verdict::Misconfigured(Fault::Key),
        Verdict::DropDevice { dead_since: None },
        Verdict::Retry { after: Some(WAIT) },
    ];
    for failure in failures {
        let mut bench = Bench::new(Mode::NoReg);
        let ids = bench.push_to(ALICE, &["a", "b"]);
        let first = bench.verdict(ids[0], failure);
        assert!(!first.iter().any(|name| name.starts_with("reject")), "{failure:?}");
        let last = bench.verdict(ids[1], failure);
        assert_eq!(last[last.len() - 2..], ["reject 1 Unavailable", "unsubscribe 1"], "{failure:?}");
    }
}

#[test]
fn one_delivered_push_keeps_the_call_waiting() {
    let mut bench = Bench::new(Mode::NoReg);
    let ids = bench.push_to(ALICE, &["a", "b"]);
    bench.verdict(ids[0], Verdict::Delivered);
    assert!(bench.verdict(ids[1], Verdict::Refused).is_empty());
    assert_eq!(bench.wakes.len(), 1);
}

#[test]
fn a_dead_device_is_dropped_even_if_its_call_ended() {
    let mut bench = Bench::new(Mode::NoReg);
    let ids = bench.push_to(ALICE, &["t"]);
    bench.wakes.cancelled(ALICE);
    assert_eq!(bench.names(), ["unsubscribe 1"]);
    assert_eq!(bench.verdict(ids[0], Verdict::DropDevice { dead_since: Some(5) }), ["drop t Some(5)"]);
}

#[test]
fn retries_end_before_the_deadline() {
    let mut bench = Bench::new(Mode::NoReg);
    let mut id = bench.push_to(ALICE, &["t"])[0];
    let mut times = Vec::new();
    loop {
        let names = bench.verdict(id, Verdict::Retry { after: None });
        if !names.is_empty() {
            assert_eq!(names, ["reject 1 Unavailable", "unsubscribe 1"]);
            break;
        }
        let (next, at) = bench.next_push(WAIT).expect("a retry");
        times.push(at.as_millis());
        id = next;
    }
    assert_eq!(times, [250, 750, 1750, 3750, 7750]);
}

#[test]
fn a_cancelled_call_stops_the_retry() {
    let mut bench = Bench::new(Mode::NoReg);
    let ids = bench.push_to(ALICE, &["t"]);
    bench.verdict(ids[0], Verdict::Retry { after: None });
    bench.wakes.cancelled(ALICE);
    assert_eq!(bench.names(), ["unsubscribe 1"]);
    assert_eq!(bench.next_push(WAIT), None);
    assert!(bench.wakes.poll_timeout().is_none());
}

#[test]
fn a_refused_subscription_is_no_ended_one() {
    let mut bench = Bench::new(Mode::NoReg);
    bench.arrive(ALICE);
    bench.names();
    bench.wakes.subscription_failed(ALICE);
    assert_eq!(bench.names(), ["reject 1 SubscriptionFailed", "unsubscribe 1"]);
    bench.push_to(CAROL, &["t"]);
    bench.wakes.subscription_failed(CAROL);
    assert_eq!(bench.names(), ["reject 2 Unavailable", "unsubscribe 2"]);
}

#[test]
fn modes() {
    // The mode, whether the proxy tried already, and what comes of a callee who is registered.
    let cases: [(Mode, bool, &[&str]); 8] = [
        (Mode::Never, false, &["reject 1 Unavailable"]),
        (Mode::NoReg, false, &["subscribe 1", "deflect 1 None", "unsubscribe 1"]),
        (Mode::NoReg, true, &["subscribe 1", "deflect 1 None", "unsubscribe 1"]),
        (Mode::Always, false, &["subscribe 1", "find bob@example.org", "deflect 1 None", "unsubscribe 1"]),
        (Mode::OnlyPush, false, &["subscribe 1", "progress 1", "find bob@example.org"]),
        (Mode::RegThenPush, false, &["subscribe 1", "deflect 1 None", "unsubscribe 1"]),
        (Mode::RegThenPush, true, &["subscribe 1", "progress 1", "find bob@example.org"]),
        (Mode::PushThenReg, false, &["subscribe 1", "progress 1", "find bob@example.org"]),
    ];
    for (mode, tried, names) in cases {
        let mut bench = Bench::new(mode);
        bench.tried = tried;
        bench.arrive(ALICE);
        bench.notify(ALICE, &[7]);
        assert_eq!(bench.names(), names, "{mode:?} {tried}");
    }
}

#[test]
fn a_registration_from_before_the_push_does_not_count() {
    let mut bench = Bench::new(Mode::OnlyPush);
    bench.arrive(ALICE);
    bench.notify(ALICE, &[7]);
    let search = bench.search();
    let ids = bench.found(search, &["t"]);
    bench.verdict(ids[0], Verdict::Delivered);
    bench.notify(ALICE, &[7]);
    assert!(bench.names().is_empty());
    bench.notify(ALICE, &[7, 8]);
    assert_eq!(bench.names(), ["deflect 1 Some(0ns)", "unsubscribe 1"]);
}

#[test]
fn push_then_reg_rings_registered_phones_at_the_end() {
    let mut bench = Bench::new(Mode::PushThenReg);
    bench.arrive(ALICE);
    bench.notify(ALICE, &[7]);
    let search = bench.search();
    let ids = bench.found(search, &["t"]);
    bench.verdict(ids[0], Verdict::Delivered);
    bench.pass(WAIT);
    assert_eq!(bench.names(), ["deflect 1 None", "unsubscribe 1"]);

    bench.arrive(CAROL);
    bench.notify(CAROL, &[7]);
    bench.notify(CAROL, &[]);
    let search = bench.search();
    bench.wakes.devices(bench.now, search, Some(Vec::new()));
    assert_eq!(bench.names(), ["reject 2 Unavailable", "unsubscribe 2"], "nobody is registered any more");
}

#[test]
fn always_pushes_though_its_call_is_deflected() {
    let mut bench = Bench::new(Mode::Always);
    bench.arrive(ALICE);
    bench.notify(ALICE, &[7]);
    let search = bench.search();
    let ids = bench.found(search, &["t"]);
    bench.verdict(ids[0], Verdict::Retry { after: None });
    let (id, _) = bench.next_push(WAIT).expect("a retry");
    assert!(bench.verdict(id, Verdict::Delivered).is_empty());
    bench.pass(WAIT);
    assert!(bench.wakes.poll_timeout().is_none());
}

#[test]
fn pushes_for_a_proxy_that_holds_the_call() {
    let mut bench = Bench::new(Mode::NoReg);
    let call = |id: &str| {
        Push::Call(Call {
            id: id.into(),
            caller: "alice".into(),
            caller_name: String::new(),
            callee: "bob".into(),
            domain: "example.org".into(),
        })
    };
    let pushes = |bench: &mut Bench, id: &str| {
        bench.wakes.push(bench.now, call(id), vec![device("t")], WAIT);
        bench.actions().iter().filter_map(push_id).collect::<Vec<_>>()
    };
    let ids = pushes(&mut bench, "1");
    assert_eq!(ids.len(), 1);
    assert!(pushes(&mut bench, "2").is_empty(), "shared while it is in flight");
    bench.verdict(ids[0], Verdict::Delivered);
    assert!(pushes(&mut bench, "3").is_empty(), "shared shortly after");
    bench.wakes.registered("bob@example.org");
    let ids = pushes(&mut bench, "4");
    assert_eq!(ids.len(), 1, "the phone had registered: it may sleep again");
    bench.verdict(ids[0], Verdict::Refused);
    let ids = pushes(&mut bench, "5");
    bench.verdict(ids[0], Verdict::Delivered);
    bench.pass(Duration::from_secs(4));
    assert_eq!(pushes(&mut bench, "6").len(), 1, "the last push is too old to share");
}

#[test]
fn messages_share_nothing_and_are_retried() {
    let mut bench = Bench::new(Mode::NoReg);
    let message = Push::Message(Message { callee: "bob".into(), domain: "example.org".into(), ..Message::default() });
    let mut ids = Vec::new();
    for _ in 0..2 {
        let device = Device { purpose: Purpose::Messages, ..device("t") };
        bench.wakes.push(bench.now, message.clone(), vec![device], WAIT);
        ids.extend(bench.actions().iter().filter_map(push_id));
    }
    assert_eq!(ids.len(), 2);
    bench.verdict(ids[0], Verdict::Delivered);
    bench.verdict(ids[1], Verdict::Retry { after: None });
    assert!(bench.next_push(WAIT).is_some());
}

#[test]
fn stopping_rejects_every_call() {
    let mut bench = Bench::new(Mode::NoReg);
    bench.push_to(ALICE, &["t"]);
    bench.arrive(CAROL);
    bench.names();
    bench.wakes.reject_all();
    let mut names = bench.names();
    names.sort();
    assert_eq!(names, ["reject 1 Busy", "reject 2 Busy", "unsubscribe 1", "unsubscribe 2"]);
    assert!(bench.wakes.is_empty());
}
