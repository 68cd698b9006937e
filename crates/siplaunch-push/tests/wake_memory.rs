//! What wake-ups cost: bytes while calls wait for a phone that was pushed to, none after they ended.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::time::{Duration, Instant};

use counting::bytes;
use siplaunch_push::{
    Device, DeviceToken, Mode, Provider, Purpose, Registration, Verdict,
    sip::Arrival,
    wake::{Action, CallId, Wakes},
};

mod counting;

/// A call whose push is delivered.
fn wait(wakes: &mut Wakes, now: Instant, call: CallId) {
    let arrival = Arrival {
        callee: format!("bob{}", call.0),
        domain: "example.org".into(),
        caller: "alice".into(),
        caller_name: "Alice".into(),
        sip_call_id: format!("call-{}@192.0.2.1", call.0),
        wait: Duration::from_secs(60),
        mode: None,
        tried: false,
        offer: Vec::new(),
    };
    wakes.arrived(now, call, arrival, Mode::NoReg);
    wakes.subscribed(now, call);
    wakes.registration(now, call, &Registration::default());
    let device = Device {
        provider: Provider::Apns,
        purpose: Purpose::Calls,
        app: "org.example.phone".into(),
        token: DeviceToken::new("00"),
    };
    let mut pushes = 0;
    while let Some(action) = wakes.poll_action() {
        match action {
            Action::FindDevices { search, .. } => wakes.devices(now, search, Some(vec![device.clone()])),
            Action::Push { id, .. } => {
                pushes += 1;
                wakes.verdict(now, id, Verdict::Delivered);
            }
            _ => {}
        }
    }
    assert_eq!(pushes, 1);
}

#[test]
fn a_waiting_call_takes_a_quarter_of_a_kibibyte_and_gives_it_back() {
    const CALLS: usize = 100_000;
    let now = Instant::now();
    let before = bytes();
    let mut wakes = Wakes::new();
    for call in 0..CALLS {
        wait(&mut wakes, now, CallId(call.try_into().unwrap()));
    }
    let later = now + Duration::from_secs(5);
    while wakes.poll_timeout().is_some_and(|due| due <= later) {
        wakes.handle_timeout(later);
    }
    let waiting = (bytes() - before) / CALLS;
    println!("{waiting} bytes a waiting call");
    assert!(waiting < 256, "{waiting}");

    let end = now + Duration::from_secs(61);
    while wakes.poll_timeout().is_some_and(|due| due <= end) {
        wakes.handle_timeout(end);
        while wakes.poll_action().is_some() {}
    }
    assert!(wakes.is_empty());
    let after = bytes().saturating_sub(before);
    println!("{after} bytes after all calls");
    assert!(after < 1 << 20, "{after}");
}
