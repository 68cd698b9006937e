use std::collections::BTreeMap;

use crate::Purpose;

/// A call that waits for a phone.
///
/// `Debug` is not derived: names and numbers of people stay out of logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Call {
    /// An id of the call, the same in each push for it: the app tells two calls apart by it.
    pub id: String,
    /// The caller's user part or number.
    pub caller: String,
    /// The caller's display name, empty without one.
    pub caller_name: String,
    /// The callee's user part.
    pub callee: String,
    /// The callee's domain.
    pub domain: String,
}

/// A message that an XMPP server wants shown, in sip:carrier's fields.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Message {
    /// An id of the push.
    pub id: String,
    /// The callee's user part.
    pub callee: String,
    /// The callee's domain.
    pub domain: String,
    /// The text that the phone shows, empty for a silent push.
    pub alert: String,
    /// The sound's file name in the app, empty for none.
    pub sound: String,
    /// The number on the app's icon.
    pub badge: Option<u32>,
    /// Whether the push wakes the app without showing anything.
    pub silent: bool,
    /// The `data_*` fields, without the prefix.
    pub data: BTreeMap<String, String>,
}

impl Message {
    /// Whether the push shows nothing: it is silent, or has neither alert nor sound nor badge. A silent push carries
    /// none of the three, for Apple and Google slow down senders of those that do.
    pub(crate) fn shows_nothing(&self) -> bool {
        self.silent || (self.alert.is_empty() && self.sound.is_empty() && self.badge.is_none())
    }
}

/// What a push is for.
#[derive(Clone, PartialEq, Eq)]
pub enum Push {
    /// A call.
    Call(Call),
    /// A message.
    Message(Message),
}

impl Push {
    /// The callee, `user@domain`.
    #[must_use]
    pub fn subscriber(&self) -> String {
        let (callee, domain) = match self {
            Self::Call(call) => (&call.callee, &call.domain),
            Self::Message(message) => (&message.callee, &message.domain),
        };
        format!("{callee}@{domain}")
    }

    /// Whether a device of this purpose gets the push.
    #[must_use]
    pub fn is_for(&self, purpose: Purpose) -> bool {
        match self {
            Self::Call(_) => matches!(purpose, Purpose::Calls | Purpose::Both),
            Self::Message(_) => matches!(purpose, Purpose::Messages | Purpose::Both),
        }
    }
}
