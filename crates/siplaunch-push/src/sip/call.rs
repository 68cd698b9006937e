use std::{sync::Arc, time::Duration};

use super::{Peer, answer::Head, dialog::Dialog, secret::Tag, subscription::Subscription};
use crate::{timers::Moment, wake::Rejection};

/// RFC 3261 section 17's estimate of a round trip.
pub(super) const T1: Duration = Duration::from_millis(500);

/// The longest interval between retransmissions.
pub(super) const T2: Duration = Duration::from_secs(4);

/// How long a message may stay in the network.
pub(super) const T4: Duration = Duration::from_secs(5);

/// How long a transaction waits for its other side: timers F and H.
pub(super) const LIFETIME: Duration = Duration::from_secs(32);

/// How often a waiting call's provisional answer is sent, RFC 3261 section 13.3.1.1.
pub(super) const REMINDER: Duration = Duration::from_secs(60);

/// A call: the server transaction of its INVITE, and the subscription to its callee.
pub(super) struct Call {
    /// The key of the transaction.
    pub(super) transaction: Tag,
    /// The key that copies of the INVITE on other ways share.
    pub(super) merge: Tag,
    /// The proxy.
    pub(super) proxy: Arc<Peer>,
    /// The head of the answers to the INVITE.
    pub(super) head: Head,
    /// The last answer to the INVITE.
    pub(super) answer: Answer,
    pub(super) state: State,
    /// When the transaction's timer is due.
    pub(super) due: Option<Moment>,
    /// The callee, and the dialog of the subscription.
    pub(super) dialog: Dialog,
    pub(super) subscription: Subscription,
}

/// An answer to an INVITE. Its bytes are made when they are sent, so that a waiting call does not hold them.
pub(super) enum Answer {
    /// 100, with the `Timestamp` header of the INVITE.
    Trying(Box<str>),
    /// 180.
    Ringing,
    /// 183 with this SDP answer.
    EarlyMedia(Box<[u8]>),
    /// 300 with the callee as Contact.
    Deflected,
    /// 480, 500 or 503.
    Rejected(Rejection),
    /// 487.
    Cancelled,
}

/// The states of an INVITE server transaction, RFC 3261 figure 7.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// The call waits.
    Proceeding,
    /// The final answer is sent, and not acknowledged.
    Completed {
        /// When the agent gives up: timer H.
        end: Moment,
        /// How often the answer has been sent again: timer G.
        again: u8,
    },
    /// The final answer is acknowledged.
    Confirmed,
    /// The transaction is over. The call stays until the answer to a SUBSCRIBE.
    Ended,
}

impl Call {
    pub(super) fn waits(&self) -> bool {
        self.state == State::Proceeding
    }
}
