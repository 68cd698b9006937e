//! Any datagram: the parser does not panic, and takes or refuses what `sipx-sip` takes or refuses.
#![no_main]

#[path = "../../crates/siplaunch-push/tests/sip/agree.rs"]
mod agree;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Err(difference) = agree::agree(bytes) {
        panic!("{difference}");
    }
});
