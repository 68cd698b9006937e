//! The SIP side of the library, by its public interface and a virtual clock.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a failure here is a failed test")]

mod agree;
mod calls;
mod differential;
mod harness;
mod link;
mod refusals;
mod stream;
mod subscriptions;
mod torture;
