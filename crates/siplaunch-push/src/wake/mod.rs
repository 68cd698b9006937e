//! The wake-up of a phone for a call, steps 2 to 9 of the handbook's chapter B.1.2, without I/O.
//!
//! [`Wakes`] gets what happens, with the time at which it happens, and hands out [`Action`]s: subscribe, send a push,
//! deflect the call, … Its rules:
//!
//! - A call subscribes before anything is pushed, so that no registration is missed.
//! - Calls for one callee share the push, and all devices of the callee get it.
//! - A retry starts only if it can end before the deadline of a waiting call.
//! - A call ends at once when no push can wake its callee any more, and nothing is pushed for a call that ended.

mod retry;
mod wake_up;
mod wakes;

use std::{sync::Arc, time::Duration, time::Instant};

use crate::{Device, Push};

pub use wakes::Wakes;

/// A waiting call. The SIP agent gives the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallId(pub u64);

/// One attempt at a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PushId(pub(crate) u64);

/// A search for the devices of a callee: the place and the serial number of its wake-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SearchId(usize, u64);

/// What is to be done now.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// Subscribe to the registrations of the call's callee (step 3).
    Subscribe(CallId),
    /// Show the caller that something happens (step 4).
    Progress(CallId),
    /// Find the devices of a callee, `user@domain`; [`Wakes::devices`] takes them.
    FindDevices {
        /// The number to answer with.
        search: SearchId,
        /// The callee.
        callee: String,
    },
    /// Make one attempt at a push (step 5); [`Wakes::verdict`] takes its result.
    Push {
        /// The number to answer with.
        id: PushId,
        /// The receiver.
        device: Arc<Device>,
        /// The content.
        push: Arc<Push>,
        /// The time at which the attempt is pointless.
        deadline: Instant,
    },
    /// Forget a device: its provider says that its token is dead.
    DropDevice {
        /// The device.
        device: Arc<Device>,
        /// Seconds since 1970: a device stored later stays.
        dead_since: Option<u64>,
    },
    /// Send the call back to the proxy (step 9).
    Deflect {
        /// The call.
        call: CallId,
        /// The time since the call arrived, if a phone was woken for it.
        woken_after: Option<Duration>,
    },
    /// Reject the call.
    Reject(CallId, Rejection),
    /// End the subscription of a call that ended.
    Unsubscribe(CallId),
}

/// Why a call ends without its callee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// Nobody registered in time, or no device can be woken.
    Unavailable,
    /// The proxy refused the subscription.
    SubscriptionFailed,
    /// The devices cannot be looked up now, or the daemon stops.
    Busy,
}
