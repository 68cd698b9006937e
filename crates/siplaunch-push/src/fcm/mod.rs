//! Firebase Cloud Messaging, HTTP v1: requests and answers.
//!
//! Every push is data-only: the app runs and decides what to show. A call has high priority, and Google keeps it for as
//! long as the call can still be answered: a push that comes late finds no call, and the app ends it in silence. A
//! message that shows nothing has normal priority, for Google lowers that of apps which show nothing for a high one.
//!
//! The data are strings: those of [`apns`](crate::apns), and `alert`, `sound` and `badge` of a message.
//!
//! Source: <https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages>

mod answer;
mod request;

pub use answer::answer;
pub use request::{DATA_LIMIT, request};
