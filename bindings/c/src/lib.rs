//! The C ABI of siplaunch. Its documentation for users is the header, `include/siplaunch.h`, generated from here.
//!
//! Every call does the same three things, for which `call.rs` has the means: it reads its inputs, asks the core, and
//! writes its outputs. No rule lives here.
#![expect(non_camel_case_types, reason = "the names are C's")]
#![expect(unreachable_pub, reason = "C sees symbols, not paths")]
#![warn(clippy::print_stderr, clippy::print_stdout, reason = "they panic when it cannot be written")]
#![expect(clippy::doc_markdown, reason = "the documentation is written for a C header")]

#[cfg(not(panic = "unwind"))]
compile_error!("a panic must become a status: build with panic = \"unwind\"");

// In the order of the header.

mod abi;
mod status;
mod version;
mod wipe;

mod brand;
mod credentials;

mod portal;

mod parse_launch_link;
mod scheme;
mod token;

mod key_ring;
mod opened;
mod sealed_token;

mod batch;

mod page;

mod handler_builder;

mod handler;
mod launch;
mod response;

mod claim;

mod sms;

mod mail;
mod qr;
mod ticket;

mod explain;
mod explanation;

mod mode_warning;

// The work of every call.
mod call;
