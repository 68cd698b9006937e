//! What the SIP agent costs: CPU a call, and the longest piece of work for answers without ACK.
//!
//! `cargo run --release -p siplaunch-push --example sip_agent`
#![allow(clippy::disallowed_methods, reason = "the example prints its result")]

use std::time::{Duration, Instant};

use siplaunch_push::{
    sip::{Agent, Config, Event, Peer, Progress},
    wake::Rejection,
};

const CALLS: u32 = 20_000;

fn message(method: &str, number: u32) -> String {
    format!(
        "{method} sip:bob@example.org SIP/2.0\r\n\
         Record-Route: <sip:192.0.2.1;lr=on>\r\n\
         Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{number}.1\r\n\
         Via: SIP/2.0/UDP 198.51.100.7:5062;branch=z9hG4bK{number}\r\n\
         From: \"Alice\" <sip:alice@example.org>;tag=a{number}\r\n\
         To: <sip:bob@example.org>\r\n\
         Call-ID: call-{number}@198.51.100.7\r\n\
         CSeq: 1 {method}\r\n\
         Contact: <sip:alice@198.51.100.7:5062>\r\n\
         Max-Forwards: 69\r\n\
         P-App-Param: caller=4311;callee=bob;domain=example.org;expiration=6\r\n\
         Content-Length: 0\r\n\r\n"
    )
}

/// The CPU time of this thread: other programs' share of the processor does not count.
fn cpu() -> Duration {
    Duration::try_from(rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime)).unwrap_or_default()
}

/// Takes what the agent sends, and counts it.
fn drain(agent: &mut Agent) -> u32 {
    let mut sent = 0;
    while agent.poll_transmit().is_some() {
        sent += 1;
    }
    sent
}

fn main() -> Result<(), std::net::AddrParseError> {
    let config = Config {
        address: "192.0.2.9:5070".parse()?,
        max_calls: CALLS as usize,
        wait: Duration::from_secs(60),
        retry_after: 5,
    };
    let proxy = Peer::Udp("192.0.2.1:5060".parse()?);
    let mut agent = Agent::new(config, [7; 32]);
    let mut now = Instant::now();
    let requests: Vec<_> = (0..CALLS).map(|number| ["INVITE", "ACK"].map(|method| message(method, number))).collect();

    let start = cpu();
    for [invite, ack] in &requests {
        agent.receive(now, proxy, invite.as_bytes());
        let Some(Event::Arrived(call, _)) = agent.poll_event() else { continue };
        agent.progress(now, call, Progress::Ringing);
        agent.subscribe(now, call);
        agent.reject(now, call, Rejection::Unavailable);
        agent.receive(now, proxy, ack.as_bytes());
        drain(&mut agent);
    }
    println!("INVITE, 100, 180, SUBSCRIBE, 480, ACK: {:?} of CPU a call", (cpu() - start) / CALLS);
    now += Duration::from_secs(40);
    while agent.poll_timeout().is_some_and(|due| due <= now) {
        agent.handle_timeout(now);
        drain(&mut agent);
    }

    let mut calls = Vec::new();
    for [invite, _] in &requests {
        agent.receive(now, proxy, invite.as_bytes());
        if let Some(Event::Arrived(call, _)) = agent.poll_event() {
            calls.push(call);
        }
    }
    let mut longest = Duration::ZERO;
    for call in calls {
        let start = cpu();
        agent.reject(now, call, Rejection::Unavailable);
        longest = longest.max(cpu() - start);
    }
    let mut sent = drain(&mut agent);
    let end = now + Duration::from_secs(40);
    while let Some(due) = agent.poll_timeout().filter(|due| *due <= end) {
        now = now.max(due);
        let start = cpu();
        agent.handle_timeout(now);
        sent += drain(&mut agent);
        longest = longest.max(cpu() - start);
    }
    println!("{CALLS} final answers without ACK: {sent} messages, the longest piece of work {longest:?} of CPU");
    Ok(())
}
