//! Any file as the sound of early media: it is read or refused.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/siplaunch-pushd/src/early_media/wav.rs"]
mod wav;

fuzz_target!(|file: &[u8]| {
    let _ = wav::read(file).map_err(|error| error.to_string());
});
