use std::{
    num::NonZeroU64,
    sync::Arc,
    time::{Duration, Instant},
};

use smallvec::SmallVec;

use super::{CallId, PushId};
use crate::{Device, Push, Verdict, timers::Moment};

/// The devices of one callee that a push is to wake, and the calls that wait for it.
pub(super) struct WakeUp {
    /// Another one for each wake-up, so that a late result finds no later wake-up in the same place.
    pub(super) serial: u64,
    /// None for a message, which shares its push with nobody.
    pub(super) callee: Option<CalleeKey>,
    pub(super) calls: SmallVec<[CallId; 1]>,
    pub(super) pushing: Pushing,
    /// Pushes go on without a waiting call until then: the proxy holds the call, or rings other phones.
    pub(super) held_until: Option<Moment>,
}

/// A callee in the table of wake-ups, so that a waiting call does not hold the text. Nobody can choose its 63 bits, and two
/// callees with the same ones do not occur in practice.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct CalleeKey(pub(super) NonZeroU64);

/// How far the pushes of a wake-up are.
pub(super) enum Pushing {
    /// No call needs a push yet.
    Idle,
    Finding(Arc<Push>),
    Sending(Box<Sending>),
    /// All pushes ended, and at least one was delivered.
    Delivered,
}

pub(super) struct Sending {
    pub(super) push: Arc<Push>,
    pub(super) targets: Vec<Target>,
}

pub(super) struct Target {
    pub(super) device: Arc<Device>,
    pub(super) attempts: u8,
    pub(super) state: TargetState,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum TargetState {
    InFlight(PushId),
    RetryAt(Instant),
    Delivered,
    Failed,
}

/// What all targets together have come to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Outcome {
    Open,
    Delivered,
    Failed,
}

impl Sending {
    pub(super) fn outcome(&self) -> Outcome {
        let is_open = |t: &Target| matches!(t.state, TargetState::InFlight(_) | TargetState::RetryAt(_));
        if self.targets.iter().any(is_open) {
            Outcome::Open
        } else if self.targets.iter().any(|t| t.state == TargetState::Delivered) {
            Outcome::Delivered
        } else {
            Outcome::Failed
        }
    }
}

impl Target {
    /// Takes the verdict on this target's attempt. `retry` gives the time of the next attempt.
    pub(super) fn judge(&mut self, verdict: Verdict, retry: impl FnOnce(u8, Option<Duration>) -> Option<Instant>) {
        self.state = match verdict {
            Verdict::Delivered => TargetState::Delivered,
            Verdict::Retry { after } => retry(self.attempts, after).map_or(TargetState::Failed, TargetState::RetryAt),
            Verdict::DropDevice { .. }
            | Verdict::RefreshProviderToken
            | Verdict::Misconfigured(_)
            | Verdict::Refused => TargetState::Failed,
        };
    }
}
