//! Any fields of `POST /push`: a push has a callee and an id.
#![no_main]

use siplaunch_push::{Call, Message, Push};

libfuzzer_sys::fuzz_target!(|fields: Vec<(String, String)>| {
    match Push::from_fields(fields, || "new".to_owned()) {
        Ok(Push::Call(Call { id, callee, domain, .. }) | Push::Message(Message { id, callee, domain, .. })) => {
            assert!([id, callee, domain].iter().all(|text| (1..=256).contains(&text.len())));
        }
        Err(_) => {}
    }
});
