//! The native half of the Python package `siplaunch`: it carries values to the core and back, and has no rules of its
//! own. The other half is in `python/siplaunch`.
#![allow(clippy::doc_markdown, reason = "doc comments are what Python's help() shows")]

mod brand;
mod columns;
mod command;
mod credentials;
mod error;
mod explain;
mod file;
mod handler;
mod key_ring;
mod link;
mod mail;
mod mapping;
mod page;
mod portal;
mod qr;
mod response;
mod sms;
mod text;
mod ticket;
mod time;

#[pyo3::pymodule(gil_used = false)]
mod _native {
    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "its name in Python")]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    #[pymodule_export]
    use crate::{
        brand::Brand,
        columns::{Batch, encode_many, links_many},
        command::run_command,
        credentials::Credentials,
        explain::{Explanation, Finding, explain},
        handler::{Launch, LaunchHandler},
        key_ring::{KeyRing, Opened},
        link::{parse_app_link, parse_launch_link},
        mail::{Mail, compose_mail},
        page::Page,
        portal::Portal,
        qr::QrCode,
        response::Response,
        sms::{Sms, SmsBudget, compose_sms, sealed_sms_budget},
        ticket::Ticket,
    };
}
