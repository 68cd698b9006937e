//! The subscription to the callee's registrations.

use siplaunch_push::{
    sip::{Event, Peer},
    wake::{CallId, Rejection},
};

use crate::harness::{
    World, answer, config, follow, header, invite, notify, proxy, proxy_tcp, registered, status, statuses,
};

const ACCEPTED: &str = "Expires: 6\r\nContact: <sip:192.0.2.1:5060;x=y>\r\n\
    Record-Route: <sip:a.example.net;lr>, <sip:b.example.net;lr>\r\nRecord-Route: <sip:c.example.net;lr>\r\n";

/// A call that arrived and its SUBSCRIBE.
fn subscribing(world: &mut World) -> (CallId, String) {
    let call = world.call(&invite(1));
    world.agent.subscribe(world.now, call);
    let [subscribe] = <[String; 1]>::try_from(world.sent()).unwrap();
    (call, subscribe)
}

#[test]
fn a_subscribe_asks_for_the_calls_wait() {
    let mut world = World::new();
    let (call, subscribe) = subscribing(&mut world);
    let tag = header(&subscribe, "From").strip_prefix("<sip:push@example.org>;tag=").unwrap();
    let (via, call_id) = (header(&subscribe, "Via"), header(&subscribe, "Call-ID"));
    assert!(via.starts_with("SIP/2.0/UDP 192.0.2.9:5070;branch=z9hG4bK") && via.ends_with(";rport"), "{via}");
    let expected = format!(
        "SUBSCRIBE sip:bob@example.org SIP/2.0\r\n\
         To: <sip:bob@example.org>\r\n\
         Via: {via}\r\n\
         Max-Forwards: 70\r\n\
         From: <sip:push@example.org>;tag={tag}\r\n\
         Call-ID: {call_id}\r\n\
         CSeq: 1 SUBSCRIBE\r\n\
         Contact: <sip:push@192.0.2.9:5070>\r\n\
         Event: reg\r\n\
         Accept: application/reginfo+xml\r\n\
         Expires: 6\r\n\
         Content-Length: 0\r\n\r\n"
    );
    assert_eq!(subscribe, expected);
    // Once for each call.
    world.agent.subscribe(world.now, call);
    assert_eq!(world.sent(), [""; 0]);
}

#[test]
fn a_subscribe_without_an_answer_is_sent_again_and_then_fails() {
    let mut world = World::new();
    let (_, subscribe) = subscribing(&mut world);
    let again = world.pass(31_999);
    let times: Vec<_> = again.iter().map(|(at, _)| *at).collect();
    assert_eq!(times, [500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]);
    assert!(again.iter().all(|(_, message)| *message == subscribe));
    assert_eq!(world.events(), [""; 0]);
    assert_eq!((world.pass(1), world.events()), (vec![], vec!["subscription failed".to_owned()]));
}

#[test]
fn after_a_provisional_answer_a_subscribe_is_sent_more_slowly() {
    let mut world = World::new();
    let (_, subscribe) = subscribing(&mut world);
    world.receive(answer(&subscribe, "100 Trying", ""));
    let times: Vec<_> = world.pass(13_000).iter().map(|(at, _)| *at).collect();
    assert_eq!(times, [500, 4500, 8500, 12_500]);
}

#[test]
fn over_tcp_a_subscribe_goes_out_once_on_the_same_connection() {
    let mut world = World::new();
    let call = world.call_from(proxy_tcp(), &invite(1).replace("UDP", "TCP"));
    world.agent.subscribe(world.now, call);
    let sent = world.agent.poll_transmit().unwrap();
    assert_eq!(sent.to, Peer::Tcp("192.0.2.1:5060".parse().unwrap(), Some(7)));
    let subscribe = String::from_utf8(sent.bytes).unwrap();
    assert!(header(&subscribe, "Via").starts_with("SIP/2.0/TCP ") && subscribe.contains(";transport=tcp>"));
    assert_eq!((world.pass(31_999), world.events()), (vec![], vec![]));
    assert_eq!((world.pass(1), world.events()), (vec![], vec!["subscription failed".to_owned()]));
}

#[test]
fn an_accepted_subscription_is_told_once() {
    let mut world = World::new();
    let (_, subscribe) = subscribing(&mut world);
    for _ in 0..2 {
        assert_eq!(world.receive(answer(&subscribe, "200 OK", ACCEPTED)), [""; 0]);
    }
    assert_eq!(world.events(), ["subscribed"]);
    assert_eq!((world.pass(60_000), world.events()), (vec![], vec![]));
}

#[test]
fn a_refused_subscription_fails() {
    for status in ["401 Unauthorized", "403 Forbidden", "481 No", "489 Bad Event", "500 Error", "302 Moved", "603 No"] {
        let mut world = World::new();
        let (_, subscribe) = subscribing(&mut world);
        world.receive(answer(&subscribe, status, ""));
        assert_eq!(world.events(), ["subscription failed"], "{status}");
        assert_eq!((world.pass(60_000), world.events()), (vec![], vec![]), "{status}");
    }
}

#[test]
fn a_proxy_can_demand_a_longer_time() {
    let mut world = World::new();
    let (_, subscribe) = subscribing(&mut world);
    let sent = world.receive(answer(&subscribe, "423 Interval Too Brief", "Min-Expires: 300\r\n"));
    assert_eq!((header(&sent[0], "Expires"), header(&sent[0], "CSeq")), ("300", "2 SUBSCRIBE"));
    assert_eq!(header(&sent[0], "Call-ID"), header(&subscribe, "Call-ID"));
    assert_ne!(header(&sent[0], "Via"), header(&subscribe, "Via"));
    // Late copies of the answer to the first one have no effect.
    world.receive(answer(&subscribe, "423 Interval Too Brief", "Min-Expires: 400\r\n"));
    world.receive(answer(&sent[0], "200 OK", "Expires: 300\r\n"));
    assert_eq!((world.sent(), world.events()), (vec![], vec!["subscribed".to_owned()]));

    let mut world = World::new();
    let (_, mut subscribe) = subscribing(&mut world);
    for longer in 300.. {
        let sent = world.receive(answer(&subscribe, "423 Interval Too Brief", &format!("Min-Expires: {longer}\r\n")));
        let Some(next) = sent.into_iter().next() else { break };
        assert!(longer < 310);
        subscribe = next;
    }
    assert_eq!(world.events(), ["subscription failed"]);
}

#[test]
fn a_shorter_subscription_is_renewed_while_the_call_waits() {
    let mut world = World::new();
    let (call, subscribe) = subscribing(&mut world);
    world.receive(answer(&subscribe, "200 OK", &ACCEPTED.replace("Expires: 6", "Expires: 4")));
    let sent = world.pass(3000);
    assert_eq!((sent.len(), sent[0].0), (1, 3000));
    assert_eq!((header(&sent[0].1, "Expires"), header(&sent[0].1, "CSeq")), ("6", "2 SUBSCRIBE"));
    assert!(header(&sent[0].1, "To").ends_with(";tag=notifier"));
    world.receive(answer(&sent[0].1, "200 OK", "Expires: 4\r\n"));
    world.agent.reject(world.now, call, Rejection::Unavailable);
    world.receive(follow("ACK", &invite(1)));
    world.sent();
    assert_eq!((world.pass(60_000), world.events()), (vec![], vec!["subscribed".to_owned()]));
}

#[test]
fn foreign_and_spoofed_responses_have_no_effect() {
    let mut world = World::new();
    let (_, subscribe) = subscribing(&mut world);
    let accepted = answer(&subscribe, "200 OK", ACCEPTED);
    let branch = header(&subscribe, "Via").split_once("branch=").unwrap().1.split(';').next().unwrap();
    let other_digit = if branch.ends_with('0') { "1" } else { "0" };
    let other_branch = format!("{}{other_digit}", &branch[..branch.len() - 1]);
    let other_host = Peer::Udp("192.0.2.2:5060".parse().unwrap());
    world.receive_from(other_host, &accepted);
    world.receive(accepted.replace(branch, &other_branch));
    world.receive(accepted.replace("1 SUBSCRIBE", "1 INVITE"));
    world.receive(accepted.replace("1 SUBSCRIBE", "2 SUBSCRIBE"));
    assert_eq!(world.events(), [""; 0]);
    world.receive(accepted);
    assert_eq!(world.events(), ["subscribed"]);
}

#[test]
fn each_notify_tells_what_is_registered() {
    let mut world = World::new();
    let (_, subscribe) = subscribing(&mut world);
    world.receive(answer(&subscribe, "200 OK", ACCEPTED));
    let document = registered("full", "sip:bob@192.0.2.7", "active");
    let messages = [
        notify(&subscribe, 1, "active;expires=6", ""),
        notify(&subscribe, 2, "active", &document),
        notify(&subscribe, 3, "active", &registered("partial", "sip:bob@192.0.2.8", "active")),
        notify(&subscribe, 4, "active", &registered("partial", "sip:bob@192.0.2.7", "terminated")),
        notify(&subscribe, 5, "active", &registered("full", "sip:bob@192.0.2.7", "terminated")),
    ];
    for message in messages {
        assert_eq!(statuses(&world.receive(message)), ["200 OK"]);
    }
    let expected = [
        "subscribed",
        "registered []",
        r#"registered ["sip:bob@192.0.2.7"]"#,
        r#"registered ["sip:bob@192.0.2.7", "sip:bob@192.0.2.8"]"#,
        r#"registered ["sip:bob@192.0.2.8"]"#,
        "registered []",
    ];
    assert_eq!(world.events(), expected);
}

#[test]
fn a_notify_before_the_answer_is_the_answer() {
    let mut world = World::new();
    let (_, subscribe) = subscribing(&mut world);
    world.receive(notify(&subscribe, 1, "pending", ""));
    assert_eq!(world.events(), ["subscribed", "registered []"]);
    world.receive(answer(&subscribe, "200 OK", ACCEPTED));
    assert_eq!((world.pass(60_000), world.events()), (vec![], vec![]));
}

#[test]
fn copies_and_overtaken_notifies_change_nothing() {
    let mut world = World::new();
    let (_, subscribe) = subscribing(&mut world);
    let second = notify(&subscribe, 2, "active", &registered("full", "sip:bob@192.0.2.7", "active"));
    let first = world.receive(&second);
    assert_eq!(world.receive(&second), first);
    assert_eq!(statuses(&world.receive(notify(&subscribe, 1, "active", ""))), ["200 OK"]);
    assert_eq!(world.events(), ["subscribed", r#"registered ["sip:bob@192.0.2.7"]"#]);
}

#[test]
fn a_spoofed_notify_changes_nothing() {
    let mut world = World::new();
    let (_, subscribe) = subscribing(&mut world);
    let genuine = notify(&subscribe, 1, "active", &registered("full", "sip:bob@192.0.2.7", "active"));
    let call_id = header(&subscribe, "Call-ID");
    let tag = header(&subscribe, "From").rsplit_once('=').unwrap().1;
    let spoofs = [
        genuine.replace(call_id, &format!("1-{}", "0".repeat(32))),
        genuine.replace(call_id, &format!("{call_id}0")),
        genuine.replace(call_id, &format!("0{call_id}")),
        genuine.replace(call_id, &format!("2{}", &call_id[1..])),
        genuine.replace(call_id, "call-1@198.51.100.7"),
        genuine.replace(tag, "0123456789abcdef"),
        genuine.replace(&format!(";tag={tag}"), ""),
    ];
    for spoof in spoofs {
        assert_eq!(statuses(&world.receive(spoof)), ["481 Subscription Does Not Exist"]);
    }
    let other_host = Peer::Udp("192.0.2.2:5060".parse().unwrap());
    assert_eq!(statuses(&world.receive_from(other_host, &genuine)), ["481 Subscription Does Not Exist"]);
    assert_eq!(world.events(), [""; 0]);
    assert_eq!(statuses(&world.receive(genuine)), ["200 OK"]);
    assert_eq!(world.events().len(), 2);
}

#[test]
fn a_notify_that_cannot_be_read_wakes_nobody() {
    let mut world = World::new();
    let (_, subscribe) = subscribing(&mut world);
    let document = registered("full", "sip:bob@192.0.2.7", "active");
    let genuine = notify(&subscribe, 1, "active", &document);
    let cases = [
        (genuine.replace("Event: reg", "Event: presence"), "489 Bad Event"),
        (genuine.replace("Event: reg\r\n", ""), "489 Bad Event"),
        (genuine.replace("Subscription-State", "X"), "400 Missing Subscription-State"),
        (genuine.replace("reginfo+xml", "pidf+xml"), "415 Unsupported Media Type"),
        (genuine.replace("</reginfo>", "</reginf0>"), "400 Bad Registration Document"),
        (genuine.replace("Max-Forwards", "Require: x\r\nMax-Forwards"), "420 Bad Extension"),
    ];
    for (message, expected) in cases {
        assert_eq!(statuses(&world.receive(message)), [expected]);
        assert_eq!(world.events(), [""; 0]);
    }
    // Compact and folded, it is right.
    let compact = genuine.replace("Event: reg", "o\t:\r\n REG;id=1").replace("Content-Type: ", "C:\r\n\t ");
    assert_eq!(statuses(&world.receive(compact)), ["200 OK"]);
    assert_eq!(world.events().len(), 2);
}

#[test]
fn a_terminated_subscription_fails_after_its_last_words() {
    let mut world = World::new();
    let (_, subscribe) = subscribing(&mut world);
    let document = registered("full", "sip:bob@192.0.2.7", "active");
    world.receive(notify(&subscribe, 1, "terminated;reason=timeout", &document));
    let expected = ["subscribed", r#"registered ["sip:bob@192.0.2.7"]"#, "subscription failed"];
    assert_eq!(world.events(), expected);
    world.receive(notify(&subscribe, 2, "active", &document));
    assert_eq!(world.events(), [""; 0]);
}

#[test]
fn a_notify_after_the_calls_end_gets_its_200() {
    let mut world = World::new();
    let (call, subscribe) = subscribing(&mut world);
    world.receive(answer(&subscribe, "200 OK", ACCEPTED));
    let document = registered("full", "sip:bob@192.0.2.7", "active");
    let first = world.receive(notify(&subscribe, 1, "active", &document));
    world.agent.deflect(world.now, call);
    assert_eq!(statuses(&world.sent()), ["300 Multiple Choices"]);
    assert_eq!(world.receive(notify(&subscribe, 1, "active", &document)), first);
    world.receive(follow("ACK", &invite(1)));
    world.events();
    world.pass(60_000);
    assert_eq!(world.receive(notify(&subscribe, 1, "active", &document)), first);
    assert_eq!(statuses(&world.receive(notify(&subscribe, 2, "terminated", &document))), ["200 OK"]);
    assert_eq!(world.events(), [""; 0]);
}

#[test]
fn the_subscription_ends_in_its_dialog() {
    let mut world = World::new();
    let (call, subscribe) = subscribing(&mut world);
    world.receive(answer(&subscribe, "200 OK", ACCEPTED));
    world.agent.deflect(world.now, call);
    world.agent.unsubscribe(world.now, call);
    world.agent.unsubscribe(world.now, call);
    let sent = world.sent();
    assert_eq!(statuses(&sent), ["300 Multiple Choices", "SUBSCRIBE"]);
    let leave = &sent[1];
    let beginning = "SUBSCRIBE sip:192.0.2.1:5060;x=y SIP/2.0\r\n\
        To: <sip:bob@example.org>;tag=notifier\r\n\
        Route: <sip:c.example.net;lr>\r\n\
        Route: <sip:b.example.net;lr>\r\n\
        Route: <sip:a.example.net;lr>\r\n\
        Via: ";
    assert!(leave.starts_with(beginning), "{leave}");
    assert_eq!((header(leave, "Expires"), header(leave, "CSeq")), ("0", "2 SUBSCRIBE"));
    for name in ["From", "Call-ID", "Contact", "Event"] {
        assert_eq!(header(leave, name), header(&subscribe, name));
    }
    // It is sent again after the call, and at last given up without an event.
    world.receive(follow("ACK", &invite(1)));
    assert_eq!(world.pass(60_000).len(), 10);
    assert_eq!((world.events(), world.agent.poll_timeout()), (vec!["subscribed".to_owned()], None));
}

#[test]
fn a_dialog_that_a_notify_began_ends_too() {
    let mut world = World::new();
    let (call, subscribe) = subscribing(&mut world);
    let route = "Record-Route: <sip:a.example.net;lr>, <sip:b.example.net;lr>\r\nEvent: reg";
    world.receive(notify(&subscribe, 1, "active", "").replace("Event: reg", route));
    world.agent.unsubscribe(world.now, call);
    // The first SUBSCRIBE still waits for its answer.
    assert_eq!(world.sent(), [""; 0]);
    let sent = world.receive(answer(&subscribe, "200 OK", ACCEPTED));
    let beginning = "SUBSCRIBE sip:192.0.2.1:5060 SIP/2.0\r\n\
        To: <sip:bob@example.org>;tag=notifier\r\n\
        Route: <sip:a.example.net;lr>\r\n\
        Route: <sip:b.example.net;lr>\r\n";
    assert!(sent.len() == 1 && sent[0].starts_with(beginning), "{sent:?}");
}

#[test]
fn a_call_that_ends_before_its_subscription_begins_leaves_no_subscription() {
    let mut world = World::new();
    let (call, subscribe) = subscribing(&mut world);
    world.receive(follow("CANCEL", &invite(1)));
    world.receive(follow("ACK", &invite(1)));
    world.agent.unsubscribe(world.now, call);
    assert!(world.pass(10_000).iter().all(|(_, message)| *message == subscribe));
    let sent = world.receive(answer(&subscribe, "200 OK", ACCEPTED));
    assert_eq!((status(&sent[0]), header(&sent[0], "Expires")), ("SUBSCRIBE", "0"));
    assert_eq!(world.receive(answer(&sent[0], "200 OK", "Expires: 0\r\n")), [""; 0]);
    assert_eq!((world.pass(60_000), world.events()), (vec![], vec!["cancelled".to_owned()]));
    assert_eq!(world.agent.poll_timeout(), None);

    // Without a SUBSCRIBE there is nothing to end.
    let call = world.call(&invite(2));
    world.agent.unsubscribe(world.now, call);
    world.agent.subscribe(world.now, call);
    assert_eq!(world.sent(), [""; 0]);
}

#[test]
fn what_agents_make_up_differs_by_seed_and_call() {
    let mut world = World::new();
    let other = siplaunch_push::sip::Agent::new(config(), [8; 32]);
    let mut texts = Vec::new();
    for number in [1, 2] {
        let call = world.call(&invite(number));
        world.agent.subscribe(world.now, call);
        let subscribe = world.sent().remove(0);
        texts.extend(["Via", "From", "Call-ID"].map(|name| header(&subscribe, name).to_owned()));
    }
    world.agent = other;
    world.agent.receive(world.now, proxy(), invite(1).as_bytes());
    world.sent();
    let Some(Event::Arrived(call, _)) = world.agent.poll_event() else { panic!("no call") };
    world.agent.subscribe(world.now, call);
    let subscribe = world.sent().remove(0);
    texts.extend(["Via", "From", "Call-ID"].map(|name| header(&subscribe, name).to_owned()));
    texts.sort();
    texts.dedup();
    assert_eq!(texts.len(), 9);
}
