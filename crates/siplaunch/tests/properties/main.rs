//! Properties that hold for any input.
#![cfg(test)]
#![cfg(feature = "alloc")]

#[path = "../safe_response/mod.rs"]
mod safe_response;

mod batch;
mod buffers;
mod credentials;
mod explain;
mod handler;
mod links;
mod no_panic;
mod strategies;
mod tokens;
