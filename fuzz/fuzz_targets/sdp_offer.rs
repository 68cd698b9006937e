//! Any offer: no crash, and the answer is an SDP whose media are refused or for sending only.
#![no_main]

use std::time::Instant;

use libfuzzer_sys::fuzz_target;
use siplaunch_push::media::{MAX_PACKET_LEN, Offer, OfferError, Sound, StreamIds};

fuzz_target!(|bytes: &[u8]| {
    let Ok(offer) = Offer::parse(bytes) else { return };
    let answer = offer.answer("192.0.2.1:30000".parse().expect("an address"), 1);
    assert_eq!(Offer::parse(answer.as_bytes()), Err(OfferError::NotReceiving));
    let count = |text: &[u8]| text.split(|&byte| byte == b'\n').filter(|line| line.starts_with(b"m=")).count();
    assert_eq!(count(answer.as_bytes()), count(bytes));

    let start = Instant::now();
    let sound = Sound::new(&[0]).expect("a sample");
    let mut packet = Vec::new();
    assert!(sound.stream(&offer, start, StreamIds { ssrc: 0, sequence: 0, timestamp: 0 }).poll(start, &mut packet));
    assert!(packet.len() <= MAX_PACKET_LEN);
    assert_eq!(packet[1], 0x80 | offer.payload_type());
});
