//! Apple Push Notification service: requests and answers.
//!
//! A call is a `voip` push to the app's `PushKit` token. Its `apns-expiration` is 0: Apple delivers it at once or never.
//! A later time would let Apple deliver it after the caller gave up, and iOS makes an app report a call for every such
//! push: the phone would ring for nobody. Whoever sends it tries again while the call waits.
//!
//! A message is an `alert` push, or a `background` push of priority 5 when it shows nothing. Apple keeps it for a phone
//! that is off, and shows it once though it was sent twice: its id, or the id's SHA-256
//! if the header cannot hold it, is the `apns-collapse-id`.
//!
//! The payload has Apple's `aps` and, beside it, strings for the app: `type` (`call`), `call_id`, `caller`,
//! `caller_name`, `callee`, `domain`; for a message `type` (`message`, if its data has no `type`), `push_id`, `callee`,
//! `domain` and its data.
//!
//! Source: <https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns>

mod answer;
mod request;

pub use answer::answer;
pub use request::{MESSAGE_LIMIT, VOIP_LIMIT, request};
