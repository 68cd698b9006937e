//! The native half of the Python package `siplaunch`: it carries values to the core and back, and has no rules of its
//! own. The other half is in `python/siplaunch`.
#![deny(unsafe_code)]
#![allow(clippy::doc_markdown, reason = "Python's help() shows the doc comments")]

mod arrow;
mod brand;
mod claim;
mod column;
mod columns;
mod command;
mod credentials;
mod error;
mod explain;
mod file;
mod handler;
mod imports;
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
    use std::sync::atomic::{AtomicBool, Ordering};

    use pyo3::{exceptions::PyImportError, prelude::*};

    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "its name in Python")]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    #[pymodule_export]
    use crate::{
        arrow::{Texts, app_links, launch_links, one_time_links, sealed_links, tokens},
        brand::Brand,
        claim::{ClaimPolicy, ClaimRecord, claim_of_taps, claim_statement, claim_words, link_id, redis_key},
        columns::Batch,
        command::run_command,
        credentials::Credentials,
        explain::{Explanation, Finding, explain},
        handler::{Launch, LaunchHandler},
        imports::keep_imports,
        key_ring::{KeyRing, Opened},
        link::{parse_app_link, parse_launch_link},
        mail::{Mail, compose_mail},
        page::{Page, PageSetting},
        portal::Portal,
        qr::QrCode,
        response::Response,
        sms::{Sms, SmsBudget, compose_sms},
        ticket::Ticket,
    };

    static LOADED: AtomicBool = AtomicBool::new(false);

    /// PyO3 caches objects of one interpreter. Before Python 3.12 nothing else keeps a second interpreter from using them.
    #[pymodule_init]
    fn init(_module: &Bound<'_, PyModule>) -> PyResult<()> {
        if LOADED.swap(true, Ordering::SeqCst) {
            let text = "siplaunch cannot be loaded twice in a process, and does not support subinterpreters: \
                        with mod_wsgi, set WSGIApplicationGroup %{GLOBAL}";
            return Err(PyImportError::new_err(text));
        }
        Ok(())
    }
}
