//! The INVITE's server transaction, RFC 3261 section 17.2.1.

use siplaunch_push::{
    sip::{Event, Progress},
    wake::Rejection,
};

use crate::harness::{World, follow, header, invite, proxy_tcp, status, statuses};

#[test]
fn an_arriving_call_is_told_with_what_the_proxy_says() {
    let mut world = World::new();
    let with_offer = invite(1).replace("Content-Length: 0\r\n\r\n", "c: Application/SDP;x=y\r\nl: 5\r\n\r\nv=0\r\n");
    let sent = world.receive(with_offer);
    assert_eq!(statuses(&sent), ["100 Trying"]);
    let Some(Event::Arrived(_, arrival)) = world.agent.poll_event() else { panic!("no call") };
    assert_eq!((arrival.callee.as_str(), arrival.domain.as_str()), ("bob", "example.org"));
    assert_eq!((arrival.caller.as_str(), arrival.caller_name.as_str()), ("4311", "Alice"));
    assert_eq!((arrival.sip_call_id.as_str(), arrival.wait.as_secs()), ("call-1@198.51.100.7", 6));
    assert_eq!((arrival.mode, arrival.tried, arrival.offer.as_slice()), (None, false, &b"v=0\r\n"[..]));
}

#[test]
fn without_a_caller_from_the_proxy_the_call_has_its_own() {
    let mut world = World::new();
    world.receive(invite(1).replace("caller=4311;", "").replace("\"Alice\" <sip:alice@", "<sips:+4311%20x:secret@"));
    let Some(Event::Arrived(_, arrival)) = world.agent.poll_event() else { panic!("no call") };
    assert_eq!((arrival.caller.as_str(), arrival.caller_name.as_str()), ("+4311 x", ""));
}

#[test]
fn answers_copy_the_requests_headers_and_have_one_tag() {
    let mut world = World::new();
    let call = world.call(&invite(1));
    world.agent.progress(world.now, call, Progress::EarlyMedia(b"v=0\r\n".to_vec()));
    world.agent.deflect(world.now, call);
    let sent = world.sent();
    assert_eq!(statuses(&sent), ["183 Session Progress", "300 Multiple Choices"]);
    let tag = header(&sent[0], "To").strip_prefix("<sip:bob@example.org>;tag=").unwrap();
    assert!(tag.len() == 16 && tag.bytes().all(|byte| byte.is_ascii_hexdigit()), "{tag}");
    let head = format!(
        "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1.1\r\n\
         Via: SIP/2.0/UDP 198.51.100.7:5062;received=198.51.100.8;branch=z9hG4bK1\r\n\
         Record-Route: <sip:192.0.2.1;lr=on>\r\n\
         From: \"Alice\" <sip:alice@example.org>;tag=a1\r\n\
         To: <sip:bob@example.org>;tag={tag}\r\n\
         Call-ID: call-1@198.51.100.7\r\n\
         CSeq: 1 INVITE\r\n"
    );
    let media =
        "Contact: <sip:push@192.0.2.9:5070>\r\nContent-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n";
    assert_eq!(sent[0], format!("SIP/2.0 183 Session Progress\r\n{head}{media}"));
    let deflected = "Contact: <sip:bob@example.org>\r\nContent-Length: 0\r\n\r\n";
    assert_eq!(sent[1], format!("SIP/2.0 300 Multiple Choices\r\n{head}{deflected}"));
}

#[test]
fn a_retransmitted_invite_gets_the_last_answer() {
    let mut world = World::new();
    let call = world.call(&invite(1));
    assert_eq!(statuses(&world.receive(invite(1))), ["100 Trying"]);
    world.agent.progress(world.now, call, Progress::Ringing);
    let ringing = world.sent();
    assert_eq!(world.receive(invite(1)), ringing);
    world.agent.reject(world.now, call, Rejection::Unavailable);
    let rejected = world.sent();
    assert_eq!(statuses(&rejected), ["480 Temporarily Unavailable"]);
    assert_eq!(world.receive(invite(1)), rejected);
    world.receive(follow("ACK", &invite(1)));
    assert_eq!(world.receive(invite(1)), [""; 0]);
    assert_eq!(world.events(), [""; 0]);
}

#[test]
fn a_final_answer_is_sent_again_until_the_ack() {
    let mut world = World::new();
    let call = world.call(&invite(1));
    world.agent.reject(world.now, call, Rejection::SubscriptionFailed);
    let first = world.sent();
    assert_eq!(statuses(&first), ["500 Subscription Failed"]);
    let again = world.pass(40_000);
    let times: Vec<_> = again.iter().map(|(at, _)| *at).collect();
    assert_eq!(times, [500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]);
    assert!(again.iter().all(|(_, message)| *message == first[0]));

    let call = world.call(&invite(2));
    world.agent.reject(world.now, call, Rejection::Unavailable);
    world.sent();
    assert_eq!(world.pass(2000).len(), 2);
    assert_eq!(world.receive(follow("ACK", &invite(2))), [""; 0]);
    assert_eq!(world.pass(40_000), []);
    assert_eq!(world.agent.poll_timeout(), None);
}

#[test]
fn over_tcp_nothing_is_sent_twice() {
    let mut world = World::new();
    let call = world.call_from(proxy_tcp(), &invite(1).replace("UDP", "TCP"));
    world.agent.progress(world.now, call, Progress::Ringing);
    assert!(header(&world.sent()[0], "Contact").ends_with("<sip:push@192.0.2.9:5070;transport=tcp>"));
    world.agent.reject(world.now, call, Rejection::Busy);
    let sent = world.agent.poll_transmit().unwrap();
    assert_eq!(sent.to, siplaunch_push::sip::Peer::Tcp("192.0.2.1:5060".parse().unwrap(), Some(7)));
    assert!(String::from_utf8(sent.bytes).unwrap().contains("\r\nRetry-After: 5\r\n"));
    assert_eq!(world.pass(31_000), []);
    world.receive_from(proxy_tcp(), follow("ACK", &invite(1).replace("UDP", "TCP")));
    assert_eq!(world.pass(40_000), []);
}

#[test]
fn a_cancelled_call_ends_with_487() {
    let mut world = World::new();
    let call = world.call(&invite(1));
    world.agent.progress(world.now, call, Progress::Ringing);
    let tag = header(&world.sent()[0], "To").to_owned();
    let sent = world.receive(follow("CANCEL", &invite(1)));
    assert_eq!(statuses(&sent), ["200 OK", "487 Request Terminated"]);
    assert_eq!([header(&sent[0], "To"), header(&sent[1], "To")], [&tag, &tag]);
    assert_eq!((header(&sent[0], "CSeq"), header(&sent[1], "CSeq")), ("1 CANCEL", "1 INVITE"));
    assert_eq!(world.events(), ["cancelled"]);
    // A copy changes nothing, before and after the ACK.
    assert_eq!(world.receive(follow("CANCEL", &invite(1))), sent[..1]);
    world.receive(follow("ACK", &invite(1)));
    assert_eq!(world.receive(follow("CANCEL", &invite(1))), sent[..1]);
    world.agent.deflect(world.now, call);
    world.agent.progress(world.now, call, Progress::Ringing);
    assert_eq!((world.sent(), world.events()), (vec![], vec![]));
}

#[test]
fn a_cancel_after_the_final_answer_changes_nothing() {
    let mut world = World::new();
    let call = world.call(&invite(1));
    world.agent.deflect(world.now, call);
    world.sent();
    assert_eq!(statuses(&world.receive(follow("CANCEL", &invite(1)))), ["200 OK"]);
    assert_eq!(world.events(), [""; 0]);
    assert_eq!(status(&world.pass(600)[0].1), "300 Multiple Choices");
}

#[test]
fn a_cancel_without_its_call_gets_481() {
    let mut world = World::new();
    world.call(&invite(1));
    assert_eq!(statuses(&world.receive(follow("CANCEL", &invite(2)))), ["481 Call Does Not Exist"]);
    assert_eq!(world.events(), [""; 0]);
}
