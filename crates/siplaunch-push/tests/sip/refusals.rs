//! Requests that the agent refuses, or answers without a call.

use std::{net::SocketAddr, time::Duration};

use siplaunch_push::{
    sip::{Config, Peer, Progress},
    wake::Rejection,
};

use crate::harness::{World, config, follow, header, invite, status, statuses};

#[test]
fn a_copy_of_a_call_on_another_way_gets_482() {
    let mut world = World::new();
    let call = world.call(&invite(1));
    let copy = invite(1).replace("z9hG4bK1.1", "z9hG4bK1.2");
    assert_eq!(statuses(&world.receive(&copy)), ["482 Loop Detected"]);
    assert_eq!(world.events(), [""; 0]);
    // Not so the caller's next request, and the same one when the proxy sends it again after the answer.
    world.call(&invite(1).replace("1 INVITE", "2 INVITE").replace("z9hG4bK1.1", "z9hG4bK1.3"));
    world.agent.deflect(world.now, call);
    world.sent();
    world.call(&copy.replace("expiration=6", "expiration=6;tried=yes"));
}

#[test]
fn more_calls_than_the_limit_get_503() {
    let mut world = World::with(Config { max_calls: 2, ..config() });
    let first = world.call(&invite(1));
    world.call(&invite(2));
    for _ in 0..2 {
        let sent = world.receive(invite(3));
        assert_eq!((status(&sent[0]), header(&sent[0], "Retry-After")), ("503 Service Unavailable", "5"));
    }
    assert_eq!(world.events(), [""; 0]);
    world.agent.reject(world.now, first, Rejection::Unavailable);
    world.sent();
    world.call(&invite(3));
}

#[test]
fn calls_that_ended_without_an_ack_have_a_limit_too() {
    let mut world = World::with(Config { max_calls: 1, ..config() });
    for number in 0..32_768 {
        let call = world.call(&invite(number));
        world.agent.reject(world.now, call, Rejection::Unavailable);
        world.sent();
    }
    assert_eq!(statuses(&world.receive(invite(70_000))), ["503 Service Unavailable"]);
    world.pass(32_000);
    world.call(&invite(70_000));
}

#[test]
fn a_long_waits_answer_is_repeated_each_minute() {
    let mut world = World::with(Config { wait: Duration::from_secs(150), ..config() });
    let call = world.call(&invite(1).replace("expiration=6", "expiration=200"));
    world.agent.progress(world.now, call, Progress::Ringing);
    let ringing = world.sent().remove(0);
    assert_eq!(world.pass(150_000), [(60_000, ringing.clone()), (120_000, ringing)]);
}

#[test]
fn a_call_without_a_proper_p_app_param_gets_400_that_says_so() {
    let mut world = World::new();
    let without = invite(1).replace("P-App-Param", "X-App-Param");
    let wrong = [without.clone(), without.replace("X-App-Param: caller=4311;callee=bob;", "P-App-Param: ")];
    for message in wrong {
        let sent = world.receive(message);
        assert_eq!(status(&sent[0]), "400 Bad P-App-Param");
        assert!(header(&sent[0], "Warning").starts_with("399 192.0.2.9:5070 \"P-App-Param needs callee="), "{sent:?}");
    }
    assert_eq!(world.events(), [""; 0]);
}

#[test]
fn requests_outside_of_calls_have_their_answers() {
    let mut world = World::new();
    let cases = [
        ("OPTIONS", "200 OK"),
        ("REGISTER", "405 Method Not Allowed"),
        ("BYE", "405 Method Not Allowed"),
        ("invite", "405 Method Not Allowed"),
        ("NOTIFY", "481 Subscription Does Not Exist"),
    ];
    for (method, expected) in cases {
        let sent = world.receive(follow(method, &invite(1)));
        assert_eq!(statuses(&sent), [expected], "{method}");
        if method != "NOTIFY" {
            assert_eq!(header(&sent[0], "Allow"), "INVITE, ACK, CANCEL, OPTIONS, NOTIFY");
        }
        assert_eq!(world.receive(follow(method, &invite(1))), sent, "the answer to a copy is the same");
    }
    assert_eq!(world.receive(follow("ACK", &invite(1))), [""; 0]);
    assert_eq!((world.events(), world.agent.poll_timeout()), (vec![], None));
}

#[test]
fn a_demanded_extension_is_refused() {
    let mut world = World::new();
    let demanding = |message: String| message.replace("Max-", "Require: 100rel\r\n  , x\r\nRequire: y\r\nMax-");
    for method in ["INVITE", "OPTIONS"] {
        let sent =
            world.receive(demanding(follow(method, &invite(1)).replace("Content-", "P-App-Param: x\r\nContent-")));
        assert_eq!(statuses(&sent), ["420 Bad Extension"]);
        assert!(sent[0].contains("\r\nUnsupported: 100rel  , x\r\nUnsupported: y\r\n"), "{sent:?}");
    }
    // A CANCEL has no Require, RFC 3261 section 8.2.2.3.
    world.call(&invite(1));
    assert_eq!(world.receive(demanding(follow("CANCEL", &invite(1)))).len(), 2);
}

#[test]
fn a_call_that_may_go_no_further_gets_483() {
    let mut world = World::new();
    let last = |message: String| message.replace("Max-Forwards: 69", "Max-Forwards: 0");
    assert_eq!(statuses(&world.receive(last(invite(1)))), ["483 Too Many Hops"]);
    assert_eq!(statuses(&world.receive(last(follow("OPTIONS", &invite(1))))), ["200 OK"]);
    world.call(&invite(1).replace("Max-Forwards: 69\r\n", ""));
}

#[test]
fn a_request_in_a_dialog_that_is_none_gets_481() {
    let mut world = World::new();
    let within = invite(1).replace("To: <sip:bob@example.org>", "To: <sip:bob@example.org>;tag=x");
    let sent = world.receive(within);
    assert_eq!((status(&sent[0]), header(&sent[0], "To")), ("481 Call Does Not Exist", "<sip:bob@example.org>;tag=x"));
}

#[test]
fn requests_with_a_fault_get_400_if_they_say_where_to() {
    let mut world = World::new();
    let cases = [
        ("From: \"Alice\" <", "From: \"Alice <", "400 Bad From"),
        ("To: <sip:bob@example.org>", "To: <sip:bob@example.org", "400 Bad To"),
        ("Call-ID: ", "Call-ID: a b", "400 Bad Call-ID"),
        ("1 INVITE", "2147483648 INVITE", "400 Bad CSeq"),
        ("1 INVITE", "1 ACK", "400 Bad CSeq"),
        ("CSeq: ", "X: ", ""),
        ("Forwards: 69", "Forwards: 256", "400 Bad Max-Forwards"),
        ("Content-Length: 0", "Content-Length: 1", "400 Bad Content-Length"),
        ("example.org SIP/2.0", "example.org SIP/3.0", "505 Version Not Supported"),
        ("Via: SIP/2.0/UDP 192.0.2.1;", "Via: SIP/2.0/UDP 192.0.2.1;;", ""),
        ("Via: SIP/2.0/UDP 192.0.2.1;", "Via: SIP/2.0/UDP 192.0.2.1:70000;", ""),
    ];
    for (from, to, expected) in cases {
        let message = invite(1).replacen(from, to, 1);
        assert_ne!(message, invite(1), "{to}");
        let sent = world.receive(&message);
        let expected: Vec<_> = Some(expected).filter(|status| !status.is_empty()).into_iter().collect();
        assert_eq!(statuses(&sent), expected, "{to}");
        // An ACK has no answer, whatever is wrong with it.
        assert_eq!(world.receive(message.replace("INVITE", "ACK")), [""; 0], "{to}");
    }
    assert_eq!((world.events(), world.agent.poll_timeout()), (vec![], None));
}

#[test]
fn what_is_no_sip_is_ignored() {
    let mut world = World::new();
    for bytes in [&b""[..], b"\0", b"\r\n\r\n", b"hello\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", &[0xff; 65_535]] {
        assert_eq!(world.receive(bytes), [""; 0]);
    }
    assert_eq!(world.receive(invite(1).replace("\r\n", "\n")), [""; 0]);
}

#[test]
fn answers_say_where_the_request_came_from() {
    let sent_to = |source: &str, via: &str| {
        let mut world = World::new();
        let source: SocketAddr = source.parse().unwrap();
        let message = invite(1).replacen("192.0.2.1;branch", &format!("{via};branch"), 1);
        world.agent.receive(world.now, Peer::Udp(source), message.as_bytes());
        let sent = world.agent.poll_transmit().unwrap();
        let text = String::from_utf8(sent.bytes).unwrap();
        (sent.to, header(&text, "Via").strip_prefix("SIP/2.0/UDP ").unwrap().replace(";branch=z9hG4bK1.1", ""))
    };
    let udp = |address: &str| Peer::Udp(address.parse().unwrap());
    // RFC 3261 section 18.2: the source's host, the port that Via names.
    assert_eq!(sent_to("192.0.2.1:9", "192.0.2.1"), (udp("192.0.2.1:5060"), "192.0.2.1".into()));
    assert_eq!(sent_to("192.0.2.1:9", "192.0.2.1:77"), (udp("192.0.2.1:77"), "192.0.2.1:77".into()));
    assert_eq!(
        sent_to("192.0.2.1:9", "proxy.example.org"),
        (udp("192.0.2.1:5060"), "proxy.example.org;received=192.0.2.1".into())
    );
    // RFC 3581: the source's port too.
    assert_eq!(
        sent_to("192.0.2.1:9", "192.0.2.1;rport"),
        (udp("192.0.2.1:9"), "192.0.2.1;received=192.0.2.1;rport=9".into())
    );
    assert_eq!(
        sent_to("192.0.2.3:9", "192.0.2.1;received=198.51.100.1;rport=1;x=\"a;b\""),
        (udp("192.0.2.3:9"), "192.0.2.1;x=\"a;b\";received=192.0.2.3;rport=9".into())
    );
    assert_eq!(sent_to("[2001:db8::1]:9", "[2001:DB8:0::1]"), (udp("[2001:db8::1]:5060"), "[2001:DB8:0::1]".into()));
    assert_eq!(sent_to("[::ffff:192.0.2.1]:9", "192.0.2.1").1, "192.0.2.1");
}

#[test]
fn folded_and_listed_headers_come_back_in_lines() {
    let mut world = World::new();
    let folded = invite(1)
        .replace(
            "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1.1\r\nVia:",
            "v:\r\n SIP / 2.0\r\n\t/UDP 192.0.2.1\r\n ;branch=z9hG4bK1.1,",
        )
        .replace("\"Alice\" ", "\"Al\\\"\r\n ice\"\r\n ");
    let sent = world.receive(folded);
    let via = "SIP / 2.0\t/UDP 192.0.2.1;branch=z9hG4bK1.1, SIP/2.0/UDP 198.51.100.7:5062;received=198.51.100.8;branch=z9hG4bK1";
    assert_eq!(
        (header(&sent[0], "Via"), header(&sent[0], "From")),
        (via, "\"Al\\\" ice\" <sip:alice@example.org>;tag=a1")
    );
    assert_eq!(sent[0].matches("\r\n ").count(), 0);
    match world.agent.poll_event() {
        Some(siplaunch_push::sip::Event::Arrived(_, arrival)) => assert_eq!(arrival.caller_name, "Al\" ice"),
        _ => panic!("no call"),
    }
}

#[test]
fn a_timestamp_comes_back_in_the_100() {
    let mut world = World::new();
    let sent = world.receive(invite(1).replace("Max-", "Timestamp: 54.1\r\nMax-"));
    assert_eq!((status(&sent[0]), header(&sent[0], "Timestamp")), ("100 Trying", "54.1"));
}

#[test]
fn calls_of_rfc_2543_are_told_apart_without_branches() {
    let old = |number| invite(number).replace(&format!("branch=z9hG4bK{number}.1"), "ttl=1");
    let mut world = World::new();
    let first = world.call(&old(1));
    world.call(&old(2));
    assert_eq!(statuses(&world.receive(old(1))), ["100 Trying"]);
    world.agent.reject(world.now, first, Rejection::Unavailable);
    assert_eq!(statuses(&world.sent()), ["480 Temporarily Unavailable"]);
    let ack = follow("ACK", &old(1)).replace("To: <sip:bob@example.org>", "To: <sip:bob@example.org>;tag=x");
    world.receive(ack);
    assert_eq!(world.pass(60_000), []);
    assert_eq!(statuses(&world.receive(follow("CANCEL", &old(2)))), ["200 OK", "487 Request Terminated"]);
    assert_eq!(world.events(), ["cancelled"]);
}

#[test]
fn a_head_that_a_call_would_have_to_keep_has_a_limit() {
    let mut world = World::new();
    let route = format!("Record-Route: <sip:{}>\r\n", "a".repeat(8000));
    let long = invite(1).replace("From: ", &format!("{route}{route}From: "));
    assert_eq!(statuses(&world.receive(&long)), ["513 Message Too Large"]);
    let long = invite(1).replace("To: ", &format!("X: {}\r\nTo: ", "a".repeat(8190)));
    assert_eq!(world.receive(&long), [""; 0], "a header of more than 8 KiB");
    let many = invite(1).replace("To: ", &format!("{}To: ", "X: a\r\n".repeat(250)));
    assert_eq!(world.receive(&many), [""; 0], "more than 256 headers");
    world.call(&invite(1));
}
