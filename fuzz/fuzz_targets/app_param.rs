//! Any `P-App-Param`: what is read fits into a SIP URI.
#![no_main]

use siplaunch_push::AppParam;

libfuzzer_sys::fuzz_target!(|header: &str| {
    let Ok(param) = AppParam::parse(header) else { return };
    for part in [&param.callee, &param.domain] {
        assert!(!part.is_empty() && part.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"@\\".contains(&byte)));
    }
    assert!(!param.caller.contains(char::is_control));
});
