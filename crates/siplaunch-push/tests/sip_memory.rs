//! What calls cost: bytes while they wait, none after they ended, and work in small pieces.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    time::{Duration, Instant},
};

use siplaunch_push::{
    sip::{Agent, Event, Progress},
    wake::{CallId, Rejection},
};

use harness::{answer, config, follow, invite, notify, proxy};

#[path = "sip/harness.rs"]
#[allow(dead_code, reason = "the other tests use more of it")]
mod harness;

/// Counts the bytes that are allocated, as the system's allocator would round them.
struct Counting;

static BYTES: AtomicUsize = AtomicUsize::new(0);

fn rounded(layout: Layout) -> usize {
    // glibc has a header of 8 bytes, and sizes in steps of 16.
    (layout.size() + 8).next_multiple_of(16)
}

// SAFETY: all is passed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        BYTES.fetch_add(rounded(layout), Relaxed);
        // SAFETY: the caller keeps to this function's contract, which is the system's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        BYTES.fetch_sub(rounded(layout), Relaxed);
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

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
    let before = BYTES.load(Relaxed);
    let mut agent = Agent::new(config, [7; 32]);
    for number in 0..CALLS {
        calls.push(wait(&mut agent, now, u32::try_from(number).unwrap()));
    }
    let waiting = (BYTES.load(Relaxed) - before) / CALLS;
    // The SUBSCRIBEs' timers, which nobody needs any more.
    now += Duration::from_secs(5);
    while agent.poll_timeout().is_some_and(|due| due <= now) {
        agent.handle_timeout(now);
        assert_eq!(drain(&mut agent), 0);
    }
    let later = (BYTES.load(Relaxed) - before) / CALLS;
    println!("{waiting} bytes a waiting call, {later} after 5 s");
    assert!(waiting < 790 && later < 760, "{waiting} {later}");

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
    let after = BYTES.load(Relaxed).saturating_sub(before);
    println!("{after} bytes after all calls");
    assert!(after < 1 << 20, "{after}");
}
