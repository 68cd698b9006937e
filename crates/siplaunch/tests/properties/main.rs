//! What holds for any input at all.
#![cfg(test)]
#![cfg(feature = "alloc")]

#[path = "../answers/mod.rs"]
mod answers;

mod buffers;
mod credentials;
mod explain;
mod handler;
mod links;
mod no_panic;
mod some;
mod tokens;
