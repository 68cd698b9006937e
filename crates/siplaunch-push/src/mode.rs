use serde::{Deserialize, Serialize};

/// When a call is pushed: sip:carrier's preference `mobile_push_enable`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Never: the call is rejected at once.
    Never,
    /// Always: registered phones ring at once, and the others are woken too.
    Always,
    /// Only without a registered phone.
    #[default]
    NoReg,
    /// Always, and registrations from before the push do not count.
    OnlyPush,
    /// Registered phones ring first; when the proxy sends the call again, the others are woken.
    RegThenPush,
    /// The others are woken first; at the time-out, registered phones ring.
    PushThenReg,
}
