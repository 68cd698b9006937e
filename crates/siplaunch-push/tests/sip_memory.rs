//! What calls cost: bytes while they wait, none after they ended, and work in small pieces.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::time::{Duration, Instant};

use siplaunch_push::{
    sip::{Agent, Event, Progress},
    wake::{CallId, Rejection},
};

use counting::bytes;
use harness::{answer, config, follow, invite, notify, proxy};

#[path = "sip/harness.rs"]
#[allow(dead_code, reason = "the other tests use more of it")]
mod harness;

mod counting;

/// A call that arrives, rings, and has its subscription.
fn wait(agent: &mut Agent, now: Instant, number: u32) -> CallId {
    agent.receive(now, proxy(), invite(number).as_bytes());
    let Some(Event::Arrived(call, _)) = agent.poll_event() else { panic!("no call") };
    agent.progress(now, call, Progress::Ringing);
    agent.subscribe(now, call);
    let subscribe = std::iter::from_fn(|| agent.poll_transmit()).last().unwrap();
    let subscribe = String::from_utf8(subscribe.bytes).unwrap();
    let contact = "Expires: 60\r\nContact: <sip:192.0.2.1:5060>\r\n";
    agent.receive(now, proxy(), answer(&subscribe, "200 OK", contact).as_bytes());
    agent.receive(now, proxy(), notify(&subscribe, 1, "active;expires=60", "").as_bytes());
    drain(agent);
    call
}

/// How many messages the agent sends.
fn drain(agent: &mut Agent) -> usize {
    while agent.poll_event().is_some() {}
    std::iter::from_fn(|| agent.poll_transmit()).count()
}

#[test]
fn a_waiting_call_takes_less_than_a_kibibyte_and_gives_it_back() {
    const CALLS: usize = 50_000;
    const UNACKNOWLEDGED: u32 = 20_000;
    let mut now = Instant::now();
    let config = siplaunch_push::sip::Config { max_calls: CALLS, ..config() };
    let mut calls = Vec::with_capacity(CALLS);
    let before = bytes();
    let mut agent = Agent::new(config, [7; 32]);
    for number in 0..CALLS {
        calls.push(wait(&mut agent, now, u32::try_from(number).unwrap()));
    }
    let waiting = (bytes() - before) / CALLS;
    // The SUBSCRIBEs' timers, which nobody needs any more.
    now += Duration::from_secs(5);
    while agent.poll_timeout().is_some_and(|due| due <= now) {
        agent.handle_timeout(now);
        assert_eq!(drain(&mut agent), 0);
    }
    let later = (bytes() - before) / CALLS;
    println!("{waiting} bytes a waiting call, {later} after 5 s");
    assert!(waiting < 655 && later < 625, "{waiting} {later}");

    for (number, call) in (0..).zip(calls) {
        agent.reject(now, call, Rejection::Unavailable);
        assert_eq!(drain(&mut agent), 1);
        if number >= UNACKNOWLEDGED {
            agent.receive(now, proxy(), follow("ACK", &invite(number)).as_bytes());
        }
    }
    // Each answer without an ACK is sent 11 times in all.
    let end = now + Duration::from_secs(40);
    let mut sent = 0;
    while let Some(due) = agent.poll_timeout().filter(|due| *due <= end) {
        now = now.max(due);
        agent.handle_timeout(now);
        let at_once = drain(&mut agent);
        assert!(at_once <= 256, "{at_once} answers at once hold up what comes");
        sent += at_once;
    }
    assert_eq!((sent, agent.poll_timeout()), (10 * UNACKNOWLEDGED as usize, None));
    let after = bytes().saturating_sub(before);
    println!("{after} bytes after all calls");
    assert!(after < 1 << 20, "{after}");
}
