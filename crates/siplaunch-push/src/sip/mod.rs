//! The SIP side of an application server: messages, transactions and subscriptions, without I/O.

mod agent;

pub use agent::{Agent, Arrival, Config, Event, Peer, Progress, Transmit};
