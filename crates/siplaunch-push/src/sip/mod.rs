//! The SIP side of an application server: messages, transactions and subscriptions, without I/O.

mod agent;
mod answer;
mod call;
mod dialog;
mod header;
mod message;
mod name_addr;
mod peers;
mod request;
mod scan;
mod secret;
mod server;
mod stream;
mod subscription;
mod types;
mod uri;
mod via;

pub use agent::Agent;
pub use header::Name;
pub use message::{Malformed, Message, StartLine};
pub use request::Fault;
pub use stream::{Frame, Framer};
pub use types::{Arrival, Config, Event, Peer, Progress, Transmit};
