//! Many taps at the same time, and servers that die meanwhile: no link opens the app more often than it may.
//!
//! The longest ones are a part of `make test-claims`.

#![cfg(all(unix, feature = "claims"))]

mod common;

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use common::{
    http::{Client, head},
    portal::Portal,
    stores::Shop,
};
use rustix::process::Signal;
use siplaunch::{Credentials, KeyRing, Seal};

const CLIENTS: usize = 20;

/// The targets of so many one-time links.
fn targets(portal: &Portal, count: usize) -> Vec<String> {
    let keys = KeyRing::from_toml(&std::fs::read_to_string(portal.keys()).expect("a key file")).expect("keys");
    let credentials = Credentials { username: "testuser", server: "example.org", password: "testpass" };
    let seal = Seal { expires: siplaunch::now() + 86_400, context: b"" };
    (0..count).map(|_| format!("/p?c={}", keys.seal_one_time(credentials, seal).expect("a link"))).collect()
}

/// The answers to taps on all targets by many clients at once. A tap that gets no answer counts as 0.
fn taps(addresses: &[SocketAddr], targets: &[&str]) -> HashMap<String, Vec<u16>> {
    counted_taps(addresses, targets, &AtomicUsize::new(0))
}

/// The same, with the number of the next tap in sight of others.
fn counted_taps(addresses: &[SocketAddr], targets: &[&str], next: &AtomicUsize) -> HashMap<String, Vec<u16>> {
    let tap_all = |address| {
        let (mut client, mut answers) = (Client::connect(address), Vec::new());
        while let Some(target) = targets.get(next.fetch_add(1, Ordering::Relaxed)) {
            let status = client.try_ask(&head("POST", target));
            answers.push(((*target).to_owned(), status.unwrap_or(0)));
            if status.is_none() {
                break;
            }
        }
        answers
    };
    let mut all: HashMap<_, Vec<_>> = HashMap::new();
    thread::scope(|scope| {
        let clients: Vec<_> =
            (0..CLIENTS).map(|i| scope.spawn(move || tap_all(addresses[i % addresses.len()]))).collect();
        for (target, status) in clients.into_iter().flat_map(|client| client.join().expect("a client")) {
            all.entry(target).or_default().push(status);
        }
    });
    all
}

fn count(answers: &[u16], status: u16) -> usize {
    answers.iter().filter(|&&answer| answer == status).count()
}

#[test]
fn of_1000_taps_on_one_link_one_is_the_first_and_five_open_the_app() {
    for shop in Shop::on_each() {
        let server = shop.serve();
        let [target] = &targets(&shop.portal, 1)[..] else { unreachable!() };
        let all = taps(&[server.address], &[target.as_str(); 1000]);
        let answers = &all[target];
        assert_eq!([303, 200, 410].map(|status| count(answers, status)), [1, 4, 995]);
    }
}

#[test]
fn two_servers_share_one_store() {
    for shop in Shop::on_each() {
        let servers = [shop.serve(), shop.serve()];
        let [target] = &targets(&shop.portal, 1)[..] else { unreachable!() };
        let all = taps(&servers.each_ref().map(|server| server.address), &[target.as_str(); 400]);
        assert_eq!([303, 200, 410].map(|status| count(&all[target], status)), [1, 4, 395]);
    }
}

#[test]
fn a_server_that_dies_midway_gives_no_link_another_tap() {
    let shop = Shop::on_redis(&[]);
    let (dying, living) = (shop.serve(), shop.serve());
    let targets = targets(&shop.portal, 300);
    let seven: Vec<_> = targets.iter().flat_map(|target| [target.as_str(); 7]).collect();
    let next = AtomicUsize::new(0);
    let all = thread::scope(|scope| {
        let taps = scope.spawn(|| counted_taps(&[dying.address, living.address], &seven, &next));
        while next.load(Ordering::Relaxed) < seven.len() / 4 {
            thread::sleep(Duration::from_micros(100));
        }
        dying.process.signal(Signal::KILL);
        taps.join().expect("clients")
    });
    let lost: usize = all.values().map(|answers| count(answers, 0)).sum();
    assert!(lost > 0, "the server died too late");
    for (target, answers) in &all {
        let [first, again, lost] = [303, 200, 0].map(|status| count(answers, status));
        assert!(first <= 1 && first + again <= 5, "{answers:?}");
        if lost == 0 && answers.len() == 7 {
            assert_eq!((first, again), (1, 4), "{answers:?}");
        }
        // The customer's next taps: whatever is left, and not one more.
        let more = taps(&[living.address], &[target.as_str(); 5]);
        let more = &more[target];
        let opened = first + again + count(more, 303) + count(more, 200);
        assert!((5_usize.saturating_sub(lost)..=5).contains(&opened), "{answers:?} {more:?}");
    }
}

#[test]
fn after_a_kill_between_claim_and_answer_the_next_tap_works() {
    for mut shop in Shop::on_each() {
        for wait in [0, 500, 1000, 2000, 3000, 5000, 8000, 12_000] {
            let server = shop.serve();
            let [target] = &targets(&shop.portal, 1)[..] else { unreachable!() };
            let mut client = Client::connect(server.address);
            client.send(head("POST", target));
            thread::sleep(Duration::from_micros(wait));
            server.process.signal(Signal::KILL);
            drop(server);
            let answered = client.rest().is_ok_and(|answer| !answer.is_empty());
            let server = shop.serve();
            let status = server.ask("POST", target).status;
            assert!(status == 200 || status == 303 && !answered, "{status} after {wait} µs, {answered}");
        }
        shop.redis.take();
    }
}

#[test]
#[ignore = "half a minute, see `make test-claims`"]
fn of_10000_links_each_has_its_own_taps() {
    for shop in Shop::on_each() {
        let server = shop.serve();
        let targets = targets(&shop.portal, 10_000);
        // Neighbours in time are taps on other links and on the same.
        let mut four: Vec<_> = targets.iter().flat_map(|target| [target.as_str(); 2]).collect();
        four.extend(four.clone().iter().rev());
        let start = Instant::now();
        let all = taps(&[server.address], &four);
        assert_eq!(all.len(), 10_000);
        for answers in all.values() {
            assert_eq!([303, 200].map(|status| count(answers, status)), [1, 3], "{answers:?}");
        }
        println!("40000 taps in {:?}", start.elapsed());
        assert_eq!(shop.command(&["claims", "list"]).lines().count(), 10_000);
    }
}
