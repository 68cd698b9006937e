use std::{
    collections::{HashMap, VecDeque},
    hash::{BuildHasher, RandomState},
    num::NonZeroU64,
    sync::Arc,
    time::{Duration, Instant},
};

use slab::Slab;
use smallvec::SmallVec;

use super::{
    Action, CallId, PushId, Rejection, SearchId, retry,
    wake_up::{CalleeKey, Outcome, Pushing, Sending, Target, TargetState, WakeUp},
};
use crate::{
    Call, Device, Mode, Push, Registration, Verdict,
    sip::Arrival,
    timers::{Moment, Timers},
};

/// The time that the first NOTIFY may take after the subscription was accepted. Then the callee counts as unregistered.
const NOTIFY_GRACE: Duration = Duration::from_millis(500);
/// The time after the push in which a further call for the same callee, held by the proxy, gets no push of its own.
const SHARED_FOR: Duration = Duration::from_secs(3);
/// The most devices of one callee that are woken.
const MAX_DEVICES: usize = 32;
/// The most timers of one turn: what else the daemon does must not wait longer than a millisecond or two.
const MAX_TIMERS: usize = 256;

/// All calls that wait for a phone.
#[derive(Default)]
pub struct Wakes {
    calls: HashMap<CallId, Waiting>,
    wake_ups: Slab<WakeUp>,
    callee_keys: RandomState,
    by_callee: HashMap<CalleeKey, usize>,
    in_flight: HashMap<PushId, Attempt>,
    timers: Timers<Due>,
    actions: VecDeque<Action>,
    last_id: u64,
}

/// A wake-up's place in the slab, and its serial number.
type Place = (usize, u64);

struct Waiting {
    wake_up: usize,
    arrived: Moment,
    deadline: Moment,
    mode: Mode,
    tried: bool,
    is_registered: bool,
    stage: Stage,
    /// Who calls, until the push is made.
    push: Option<Arc<Push>>,
    /// The registrations from before the push, which do not count.
    known: Box<[u64]>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Subscribing,
    Subscribed,
    /// Registered contacts are known, and a push is on its way.
    Waking,
}

struct Attempt {
    place: Place,
    device: Arc<Device>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Call(CallId),
    WakeUp(usize),
}

impl Wakes {
    /// No calls.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of waiting calls.
    #[must_use]
    pub fn len(&self) -> usize {
        self.calls.len()
    }

    /// Whether no call waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// The next thing to do.
    pub fn poll_action(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    /// The time at which [`Wakes::handle_timeout`] is due.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.timers.next()
    }

    /// A proxy handed over a call (step 2). `mode` is for a callee whose mode the proxy did not say.
    pub fn arrived(&mut self, now: Instant, id: CallId, arrival: Arrival, mode: Mode) {
        let mode = arrival.mode.unwrap_or(mode);
        if mode == Mode::Never {
            return self.actions.push_back(Action::Reject(id, Rejection::Unavailable));
        }
        let push = Push::Call(Call {
            id: arrival.sip_call_id,
            caller: arrival.caller,
            caller_name: arrival.caller_name,
            callee: arrival.callee,
            domain: arrival.domain,
        });
        let wake_up = self.wake_up_of(&push.subscriber());
        self.wake_ups[wake_up].calls.push(id);
        let (arrived, deadline) = (self.timers.moment(now, Duration::ZERO), self.timers.moment(now, arrival.wait));
        let waiting = Waiting {
            wake_up,
            arrived,
            deadline,
            mode,
            tried: arrival.tried,
            is_registered: false,
            stage: Stage::Subscribing,
            push: Some(Arc::new(push)),
            known: Box::default(),
        };
        self.calls.insert(id, waiting);
        self.timers.push(deadline, Due::Call(id));
        self.actions.push_back(Action::Subscribe(id));
    }

    /// The proxy accepted the subscription of a call. Its NOTIFY is awaited for half a second.
    pub fn subscribed(&mut self, now: Instant, id: CallId) {
        let Some(waiting) = self.calls.get_mut(&id) else { return };
        if waiting.stage == Stage::Subscribing {
            waiting.stage = Stage::Subscribed;
            let due = self.timers.moment(now, NOTIFY_GRACE);
            self.timers.push(due, Due::Call(id));
        }
    }

    /// A NOTIFY says who is registered (step 8).
    pub fn registration(&mut self, now: Instant, id: CallId, registration: &Registration) {
        let Some(waiting) = self.calls.get_mut(&id) else { return };
        waiting.is_registered = !registration.contacts.is_empty();
        if waiting.stage != Stage::Waking {
            return self.first_registration(id, registration);
        }
        if registration.contacts.iter().any(|contact| !waiting.known.contains(&contact.fingerprint)) {
            let waited = self.timers.time(waiting.arrived).map(|arrived| now.saturating_duration_since(arrived));
            self.deflect(id, waited);
        }
    }

    /// The subscription was refused, or ended before the call.
    pub fn subscription_failed(&mut self, id: CallId) {
        let Some(waiting) = self.calls.get(&id) else { return };
        match waiting.stage {
            Stage::Subscribing => self.reject(id, Rejection::SubscriptionFailed),
            Stage::Subscribed | Stage::Waking => self.reject(id, Rejection::Unavailable),
        }
    }

    /// The caller gave up. What was not sent is not sent any more.
    pub fn cancelled(&mut self, id: CallId) {
        if self.remove(id) {
            self.actions.push_back(Action::Unsubscribe(id));
        }
    }

    /// The devices of a callee, as [`Action::FindDevices`] asked; none if the search failed.
    pub fn devices(&mut self, now: Instant, search: SearchId, devices: Option<Vec<Device>>) {
        let SearchId(key, serial) = search;
        let Some(wake_up) = self.wake_ups.get_mut(key).filter(|w| w.serial == serial) else { return };
        let Pushing::Finding(push) = &wake_up.pushing else { return };
        let push = Arc::clone(push);
        match devices {
            Some(devices) => self.send(now, key, push, devices),
            None => self.end(key, Rejection::Busy),
        }
    }

    /// A push whose call the proxy holds itself, or a message.
    pub fn push(&mut self, now: Instant, push: Push, devices: Vec<Device>, wait: Duration) {
        let key = match &push {
            Push::Call(_) => self.wake_up_of(&push.subscriber()),
            Push::Message(_) => self.new_wake_up(None),
        };
        let held_until = self.timers.moment(now, wait);
        let wake_up = &mut self.wake_ups[key];
        wake_up.held_until = wake_up.held_until.max(Some(held_until));
        self.timers.push(held_until, Due::WakeUp(key));
        if matches!(wake_up.pushing, Pushing::Idle) {
            self.send(now, key, Arc::new(push), devices);
        }
    }

    /// A callee (`user@domain`) registered, as the proxy's REGISTER hook says: the next call gets a push of its own.
    pub fn registered(&mut self, callee: &str) {
        if let Some(&key) = self.by_callee.get(&self.callee_key(callee)) {
            self.wake_ups[key].held_until = None;
            self.forget_if_done(key);
        }
    }

    /// The result of an attempt at a push, as [`Action::Push`] asked.
    pub fn verdict(&mut self, now: Instant, id: PushId, verdict: Verdict) {
        let Some(Attempt { place: (key, serial), device }) = self.in_flight.remove(&id) else { return };
        if let Verdict::DropDevice { dead_since } = verdict {
            self.actions.push_back(Action::DropDevice { device, dead_since });
        }
        let Some(deadline) = self.deadline(key, serial) else { return };
        let wake_up = &mut self.wake_ups[key];
        let Pushing::Sending(sending) = &mut wake_up.pushing else { return };
        let Some(target) = sending.targets.iter_mut().find(|t| t.state == TargetState::InFlight(id)) else { return };
        target.judge(verdict, |attempts, after| retry::next(now, attempts, after, deadline));
        if let TargetState::RetryAt(at) = target.state {
            let due = self.timers.moment(now, at - now);
            self.timers.push(due, Due::WakeUp(key));
        }
        self.settle(now, key);
    }

    /// Does what is due, a part of it if much is due: [`Wakes::poll_timeout`] then gives a time that has passed.
    pub fn handle_timeout(&mut self, now: Instant) {
        for _ in 0..MAX_TIMERS {
            match self.timers.pop(now) {
                Some((_, Due::Call(id))) => self.call_due(now, id),
                Some((_, Due::WakeUp(key))) => self.wake_up_due(now, key),
                None => break,
            }
        }
        self.shrink();
    }

    /// Ends all calls, as when the daemon stops.
    pub fn reject_all(&mut self) {
        let ids: Vec<CallId> = self.calls.keys().copied().collect();
        for id in ids {
            self.reject(id, Rejection::Busy);
        }
    }

    fn first_registration(&mut self, id: CallId, registration: &Registration) {
        let Some(waiting) = self.calls.get_mut(&id) else { return };
        let is_registered = waiting.is_registered;
        let rings_first = match waiting.mode {
            Mode::NoReg | Mode::Always => true,
            Mode::RegThenPush => !waiting.tried,
            Mode::Never | Mode::OnlyPush | Mode::PushThenReg => false,
        };
        waiting.known = registration.contacts.iter().map(|contact| contact.fingerprint).collect();
        if !(is_registered && rings_first) {
            return self.wake(id);
        }
        if waiting.mode == Mode::Always {
            let (key, deadline) = (waiting.wake_up, waiting.deadline);
            let wake_up = &mut self.wake_ups[key];
            wake_up.held_until = wake_up.held_until.max(Some(deadline));
            self.timers.push(deadline, Due::WakeUp(key));
            self.find_devices(id);
        }
        self.deflect(id, None);
    }

    /// Steps 4 and 5.
    fn wake(&mut self, id: CallId) {
        let Some(waiting) = self.calls.get_mut(&id) else { return };
        waiting.stage = Stage::Waking;
        self.actions.push_back(Action::Progress(id));
        self.find_devices(id);
    }

    fn find_devices(&mut self, id: CallId) {
        let Some(waiting) = self.calls.get_mut(&id) else { return };
        let Some(push) = waiting.push.take() else { return };
        let key = waiting.wake_up;
        let wake_up = &mut self.wake_ups[key];
        if matches!(wake_up.pushing, Pushing::Idle) {
            let search = SearchId(key, wake_up.serial);
            self.actions.push_back(Action::FindDevices { search, callee: push.subscriber() });
            wake_up.pushing = Pushing::Finding(push);
        }
    }

    /// Pushes to all devices that the push is for.
    fn send(&mut self, now: Instant, key: usize, push: Arc<Push>, devices: Vec<Device>) {
        let devices = devices.into_iter().filter(|device| push.is_for(device.purpose)).take(MAX_DEVICES).map(Arc::new);
        let targets = devices.map(|device| Target { device, attempts: 0, state: TargetState::RetryAt(now) }).collect();
        self.wake_ups[key].pushing = Pushing::Sending(Box::new(Sending { push, targets }));
        self.attempt(now, key);
        self.settle(now, key);
    }

    /// Makes the attempts that are due. After a stall, the deadline can have passed.
    fn attempt(&mut self, now: Instant, key: usize) {
        let serial = self.wake_ups[key].serial;
        let Some(deadline) = self.deadline(key, serial).filter(|deadline| *deadline > now) else { return };
        let mut last_id = self.last_id;
        let Pushing::Sending(sending) = &mut self.wake_ups[key].pushing else { return };
        for target in &mut sending.targets {
            if !matches!(target.state, TargetState::RetryAt(at) if at <= now) {
                continue;
            }
            last_id += 1;
            let id = PushId(last_id);
            target.attempts = target.attempts.saturating_add(1);
            target.state = TargetState::InFlight(id);
            let (device, push) = (Arc::clone(&target.device), Arc::clone(&sending.push));
            self.in_flight.insert(id, Attempt { place: (key, serial), device: Arc::clone(&device) });
            self.actions.push_back(Action::Push { id, device, push, deadline });
        }
        self.last_id = last_id;
    }

    /// Draws the consequences when all pushes of a wake-up ended.
    fn settle(&mut self, now: Instant, key: usize) {
        let wake_up = &mut self.wake_ups[key];
        let Pushing::Sending(sending) = &wake_up.pushing else { return };
        match sending.outcome() {
            Outcome::Open => {}
            Outcome::Failed => self.end(key, Rejection::Unavailable),
            Outcome::Delivered => {
                wake_up.pushing = Pushing::Delivered;
                if wake_up.held_until.is_some() {
                    let held_until = self.timers.moment(now, SHARED_FOR);
                    wake_up.held_until = Some(held_until);
                    self.timers.push(held_until, Due::WakeUp(key));
                }
            }
        }
    }

    /// No push can wake the callee: its calls end at once.
    fn end(&mut self, key: usize, why: Rejection) {
        let wake_up = &mut self.wake_ups[key];
        wake_up.held_until = None;
        wake_up.pushing = Pushing::Idle;
        let waking = |id: &CallId| self.calls.get(id).is_some_and(|w| w.stage == Stage::Waking);
        let ids: Vec<CallId> = wake_up.calls.iter().copied().filter(waking).collect();
        for id in ids {
            self.give_up(id, why);
        }
        self.forget_if_done(key);
    }

    /// Ends a call whose phone was not woken. Registered phones ring in the mode that leaves them for the end.
    fn give_up(&mut self, id: CallId, why: Rejection) {
        match self.calls.get(&id) {
            Some(Waiting { mode: Mode::PushThenReg, is_registered: true, .. }) => self.deflect(id, None),
            Some(_) => self.reject(id, why),
            None => {}
        }
    }

    fn deflect(&mut self, call: CallId, woken_after: Option<Duration>) {
        self.finish(call, Action::Deflect { call, woken_after });
    }

    fn reject(&mut self, id: CallId, why: Rejection) {
        self.finish(id, Action::Reject(id, why));
    }

    fn finish(&mut self, id: CallId, action: Action) {
        if self.remove(id) {
            self.actions.extend([action, Action::Unsubscribe(id)]);
        }
    }

    fn remove(&mut self, id: CallId) -> bool {
        let Some(waiting) = self.calls.remove(&id) else { return false };
        self.wake_ups[waiting.wake_up].calls.retain(|call| *call != id);
        self.forget_if_done(waiting.wake_up);
        true
    }

    fn call_due(&mut self, now: Instant, id: CallId) {
        let Some(waiting) = self.calls.get(&id) else { return };
        if self.timers.is_past(waiting.deadline, now) {
            self.give_up(id, Rejection::Unavailable);
        } else if waiting.stage == Stage::Subscribed {
            self.wake(id);
        }
    }

    /// The timer may be of an earlier wake-up in the same place: only what is due now happens.
    fn wake_up_due(&mut self, now: Instant, key: usize) {
        let Some(wake_up) = self.wake_ups.get_mut(key) else { return };
        if wake_up.held_until.is_some_and(|until| self.timers.is_past(until, now)) {
            wake_up.held_until = None;
            return self.forget_if_done(key);
        }
        self.attempt(now, key);
    }

    /// The latest deadline of what waits for a wake-up; none if nothing does.
    fn deadline(&self, key: usize, serial: u64) -> Option<Instant> {
        let wake_up = self.wake_ups.get(key).filter(|w| w.serial == serial)?;
        let calls = wake_up.calls.iter().filter_map(|id| self.calls.get(id)).map(|waiting| waiting.deadline);
        self.timers.time(calls.chain(wake_up.held_until).max()?)
    }

    fn callee_key(&self, callee: &str) -> CalleeKey {
        CalleeKey(NonZeroU64::MIN | self.callee_keys.hash_one(callee))
    }

    fn wake_up_of(&mut self, callee: &str) -> usize {
        let callee = self.callee_key(callee);
        if let Some(&key) = self.by_callee.get(&callee) {
            return key;
        }
        let key = self.new_wake_up(Some(callee));
        self.by_callee.insert(callee, key);
        key
    }

    fn new_wake_up(&mut self, callee: Option<CalleeKey>) -> usize {
        self.last_id += 1;
        self.wake_ups.insert(WakeUp {
            serial: self.last_id,
            callee,
            calls: SmallVec::new(),
            pushing: Pushing::Idle,
            held_until: None,
        })
    }

    fn forget_if_done(&mut self, key: usize) {
        let Some(wake_up) = self.wake_ups.get(key) else { return };
        if wake_up.calls.is_empty() && wake_up.held_until.is_none() {
            let wake_up = self.wake_ups.remove(key);
            if let Some(callee) = wake_up.callee {
                self.by_callee.remove(&callee);
            }
        }
    }

    /// Gives the memory of a burst back.
    fn shrink(&mut self) {
        if self.calls.is_empty() && self.calls.capacity() > 1024 {
            self.calls.shrink_to_fit();
            self.by_callee.shrink_to_fit();
            self.in_flight.shrink_to_fit();
            self.wake_ups.shrink_to_fit();
            self.actions.shrink_to_fit();
        }
    }
}
