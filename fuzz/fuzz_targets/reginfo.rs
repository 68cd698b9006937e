//! Any body of a NOTIFY: a document applied twice changes nothing the second time.
#![no_main]

use siplaunch_push::{Reginfo, Registration};

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    let Ok(reginfo) = Reginfo::parse(body, "bob", "example.org") else { return };
    let mut registration = Registration::default();
    reginfo.clone().apply(&mut registration);
    let once = registration.clone();
    reginfo.apply(&mut registration);
    assert!(once == registration);
});
