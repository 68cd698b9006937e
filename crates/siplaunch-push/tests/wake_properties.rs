//! What holds for calls, registrations, verdicts and times in any order.

use std::{
    collections::{HashMap, HashSet},
    time::{Duration, Instant},
};

use proptest::prelude::*;
use siplaunch_push::{
    Contact, Device, DeviceToken, Mode, Provider, Purpose, Registration, Verdict,
    sip::Arrival,
    wake::{Action, CallId, PushId, SearchId, Wakes},
};

#[derive(Clone, Debug)]
enum Step {
    Arrive { callee: u8, wait: u64, mode: Mode, tried: bool },
    Subscribed(usize),
    Notify(usize, Vec<u64>),
    SubscriptionFailed(usize),
    Cancel(usize),
    Found(usize, Option<usize>),
    Verdict(usize, Verdict),
    Registered(u8),
    Pass(u64),
}

fn mode() -> impl Strategy<Value = Mode> {
    prop::sample::select(vec![
        Mode::Never,
        Mode::Always,
        Mode::NoReg,
        Mode::OnlyPush,
        Mode::RegThenPush,
        Mode::PushThenReg,
    ])
}

fn verdict() -> impl Strategy<Value = Verdict> {
    prop_oneof![
        Just(Verdict::Delivered),
        Just(Verdict::Refused),
        Just(Verdict::DropDevice { dead_since: None }),
        prop::option::of(0u64..5000).prop_map(|after| Verdict::Retry { after: after.map(Duration::from_millis) }),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let some = 0..8usize;
    prop_oneof![
        3 => (0..3u8, 0..9000u64, mode(), any::<bool>())
            .prop_map(|(callee, wait, mode, tried)| Step::Arrive { callee, wait, mode, tried }),
        1 => some.clone().prop_map(Step::Subscribed),
        3 => (some.clone(), prop::collection::vec(0..4u64, 0..3)).prop_map(|(call, who)| Step::Notify(call, who)),
        1 => some.clone().prop_map(Step::SubscriptionFailed),
        1 => some.clone().prop_map(Step::Cancel),
        3 => (some.clone(), prop::option::of(0..4usize)).prop_map(|(search, found)| Step::Found(search, found)),
        4 => (some, verdict()).prop_map(|(push, verdict)| Step::Verdict(push, verdict)),
        1 => (0..3u8).prop_map(Step::Registered),
        3 => (0..3000u64).prop_map(Step::Pass),
    ]
}

/// The calls, searches and pushes that a [`Wakes`] has open, as its actions say.
struct World {
    wakes: Wakes,
    now: Instant,
    last_call: u64,
    /// The deadline of each call that has not ended.
    calls: HashMap<CallId, Instant>,
    subscribed: HashSet<CallId>,
    searches: Vec<SearchId>,
    pushes: Vec<PushId>,
}

impl World {
    fn new() -> Self {
        Self {
            wakes: Wakes::new(),
            now: Instant::now(),
            last_call: 0,
            calls: HashMap::new(),
            subscribed: HashSet::new(),
            searches: Vec::new(),
            pushes: Vec::new(),
        }
    }

    fn call(&self, n: usize) -> CallId {
        CallId((n as u64) % self.last_call.max(1) + 1)
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Arrive { callee, wait, mode, tried } => {
                self.last_call += 1;
                let id = CallId(self.last_call);
                let wait = Duration::from_millis(wait);
                self.calls.insert(id, self.now + wait);
                let arrival = Arrival {
                    callee: format!("bob{callee}"),
                    domain: "example.org".into(),
                    caller: "alice".into(),
                    caller_name: String::new(),
                    sip_call_id: format!("{}", self.last_call),
                    wait,
                    mode: Some(mode),
                    tried,
                    offer: Vec::new(),
                };
                self.wakes.arrived(self.now, id, arrival, Mode::NoReg);
            }
            Step::Subscribed(n) => self.wakes.subscribed(self.now, self.call(n)),
            Step::Notify(n, who) => {
                let contact = |fingerprint| Contact { uri: String::new(), fingerprint };
                let registration = Registration { contacts: who.into_iter().map(contact).collect() };
                self.wakes.registration(self.now, self.call(n), &registration);
            }
            Step::SubscriptionFailed(n) => self.wakes.subscription_failed(self.call(n)),
            Step::Cancel(n) => {
                let id = self.call(n);
                self.wakes.cancelled(id);
                self.calls.remove(&id);
            }
            Step::Found(n, found) => {
                let Some(search) = pick(&mut self.searches, n) else { return };
                let devices = found.map(|count| (0..count).map(|i| device(&format!("t{i}"))).collect());
                self.wakes.devices(self.now, search, devices);
            }
            Step::Verdict(n, verdict) => {
                let Some(push) = pick(&mut self.pushes, n) else { return };
                self.wakes.verdict(self.now, push, verdict);
            }
            Step::Registered(callee) => self.wakes.registered(&format!("bob{callee}@example.org")),
            Step::Pass(ms) => self.now += Duration::from_millis(ms),
        }
        self.wakes.handle_timeout(self.now);
        while let Some(action) = self.wakes.poll_action() {
            self.check(action);
        }
    }

    fn check(&mut self, action: Action) {
        match action {
            Action::Subscribe(id) => assert!(self.subscribed.insert(id), "subscribed twice"),
            Action::Unsubscribe(id) => assert!(self.subscribed.remove(&id), "no subscription to end"),
            Action::Progress(id) => assert!(self.calls.contains_key(&id), "progress of a call that ended"),
            Action::Deflect { call, .. } | Action::Reject(call, _) => {
                assert!(self.calls.remove(&call).is_some(), "a second end");
            }
            Action::FindDevices { search, .. } => self.searches.push(search),
            Action::Push { id, deadline, .. } => {
                assert!(deadline > self.now, "a push after its deadline");
                self.pushes.push(id);
            }
            Action::DropDevice { .. } => {}
            _ => unreachable!("an action that this test does not know"),
        }
    }
}

fn pick<T>(from: &mut Vec<T>, n: usize) -> Option<T> {
    (!from.is_empty()).then(|| from.swap_remove(n % from.len()))
}

fn device(token: &str) -> Device {
    let token = DeviceToken::new(token);
    Device { provider: Provider::Fcm, purpose: Purpose::Both, app: "app".into(), token }
}

proptest! {
    #[test]
    fn every_call_ends_once_and_in_time(steps in prop::collection::vec(step(), 0..80)) {
        let mut world = World::new();
        for step in steps {
            world.take(step);
            for (id, deadline) in &world.calls {
                prop_assert!(*deadline > world.now, "call {} waits after its deadline", id.0);
            }
        }
        world.take(Step::Pass(60_000));
        prop_assert!(world.calls.is_empty());
        prop_assert!(world.subscribed.is_empty());
        prop_assert!(world.wakes.is_empty());
        while !(world.searches.is_empty() && world.pushes.is_empty()) {
            world.take(Step::Found(0, Some(1)));
            world.take(Step::Verdict(0, Verdict::Retry { after: None }));
        }
        prop_assert_eq!(world.wakes.poll_timeout(), None);
    }
}
