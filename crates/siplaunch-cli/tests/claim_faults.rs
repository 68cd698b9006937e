//! Claim stores with a fault: a tap gets 503 and never the login, or the right answer; when the store is whole again, so are
//! the links.
//!
//! Those that need a root's rights or half a minute are a part of `make test-claims`.

#![cfg(all(unix, feature = "claims"))]

mod common;

use std::{
    fs::{self, OpenOptions},
    io::{Read as _, Seek as _, SeekFrom, Write as _},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use common::{
    http::{Reply, ask},
    portal::query,
    process::wait_until,
    siplaunch::{BINARY, Server, events, spawn},
    stores::{Shop, target},
    text,
};
use rusqlite::{Connection, TransactionBehavior};
use rustix::process::Signal;

fn tap(server: &Server, link: &str) -> Reply {
    let reply = server.ask("POST", &target(link));
    assert!([200, 303].contains(&reply.status) || !reply.body.contains("sipphone://"), "{}", reply.body);
    assert_eq!(reply.header("Location").is_some(), reply.status == 303);
    reply
}

fn status(server: &Server, link: &str) -> u16 {
    tap(server, link).status
}

/// Taps on links, a part of a second after one another: customers who come while others wait get their answer in time too.
fn wait_together(server: &Server, links: &[String]) {
    thread::scope(|scope| {
        for (link, wait) in links.iter().zip(0..) {
            scope.spawn(move || {
                thread::sleep(Duration::from_millis(wait * 400));
                let start = Instant::now();
                assert_eq!(status(server, link), 503);
                let time = start.elapsed();
                assert!(time < Duration::from_millis(2500), "{time:?}");
            });
        }
    });
}

/// A link that has had all its taps.
fn used_link(server: &Server, shop: &Shop) -> String {
    let link = shop.portal.one_time_link();
    let answers: Vec<_> = (0..6).map(|_| status(server, &link)).collect();
    assert_eq!(answers, [303, 200, 200, 200, 200, 410]);
    link
}

fn log_has(server: &Server, event: &str, text: &str) {
    wait_until(event, || events(&server.log()).iter().any(|line| line["event"] == event));
    let log = events(&server.log());
    let found = log.iter().filter(|line| line["event"] == event);
    assert!(found.clone().any(|line| line.to_string().contains(text)), "{text}: {}", server.log());
}

#[test]
fn a_file_that_is_gone_gives_503_until_it_is_back() {
    let shop = Shop::on_sqlite();
    let server = shop.serve();
    let (used, link) = (used_link(&server, &shop), shop.portal.one_time_link());
    let elsewhere = shop.portal.folder.path().join("elsewhere.db");
    let names = ["", "-wal", "-shm"];
    let rename = |from: &std::path::Path, to: &std::path::Path| {
        for name in names {
            let _ = fs::rename(format!("{}{name}", from.display()), format!("{}{name}", to.display()));
        }
    };
    rename(&shop.file(), &elsewhere);
    assert_eq!([status(&server, &used), status(&server, &link), status(&server, &link)], [503; 3]);
    // A plain sealed link may be revoked: nobody knows.
    assert_eq!(server.ask("GET", &target(&shop.portal.link())).status, 503);
    log_has(&server, "claim_store_failed", "siplaunch claims init");
    let failures = events(&server.log()).iter().filter(|event| event["event"] == "claim_store_failed").count();
    assert_eq!(failures, 1, "{}", server.log());
    rename(&elsewhere, &shop.file());
    assert_eq!([status(&server, &used), status(&server, &link)], [410, 303]);
    log_has(&server, "claim_store_back", "");
}

#[test]
fn a_new_file_in_its_place_is_seen() {
    let shop = Shop::on_sqlite();
    let server = shop.serve();
    let link = shop.portal.one_time_link();
    for name in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{name}", shop.file().display()));
    }
    assert_eq!(status(&server, &link), 503);
    // The operator's word: from now on the claims are in the new file.
    shop.command(&["claims", "init"]);
    assert_eq!([status(&server, &link), status(&server, &link)], [303, 200]);
    assert_eq!(shop.command(&["claims", "list"]).lines().count(), 1);
}

#[test]
fn a_locked_file_gives_503_in_time() {
    let shop = Shop::on_sqlite();
    let server = shop.serve();
    let links: Vec<_> = (0..4).map(|_| shop.portal.one_time_link()).collect();
    let mut other = Connection::open(shop.file()).expect("a file");
    let lock = other.transaction_with_behavior(TransactionBehavior::Immediate).expect("a lock");
    wait_together(&server, &links);
    // Who needs no claim is not kept waiting.
    let start = Instant::now();
    assert_eq!(server.ask("GET", &target(&shop.portal.link())).status, 302);
    assert!(start.elapsed() < Duration::from_millis(500), "{:?}", start.elapsed());
    drop(lock);
    for link in &links {
        assert!([200, 303].contains(&status(&server, link)));
    }
}

/// Overwrites the page of the file that has the table.
fn damage(shop: &Shop) {
    let connection = Connection::open(shop.file()).expect("a file");
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("a checkpoint");
    let mut file = OpenOptions::new().write(true).open(shop.file()).expect("a file");
    file.seek(SeekFrom::Start(4096)).and_then(|_| file.write_all(&[0xa5; 4096])).expect("written");
}

#[test]
fn a_damaged_file_never_lets_a_used_link_in() {
    let shop = Shop::on_sqlite();
    let server = shop.serve();
    let (used, link) = (used_link(&server, &shop), shop.portal.one_time_link());
    // The server may still know the page.
    damage(&shop);
    assert!([410, 503].contains(&status(&server, &used)));
    assert!([303, 503].contains(&status(&server, &link)));
}

#[test]
fn a_server_does_not_start_on_a_damaged_file() {
    let shop = Shop::on_sqlite();
    shop.command(&["claims", "init"]);
    damage(&shop);
    let keys = shop.portal.keys();
    let keys = keys.to_str().expect("UTF-8");
    let mut start = spawn(&["--listen", "127.0.0.1:0", "--claims", &shop.claims, "--key-file", keys]);
    assert_eq!(start.wait().code(), Some(1));
    let mut said = String::new();
    start.0.stderr.take().expect("a pipe").read_to_string(&mut said).expect("UTF-8");
    assert!(said.contains("the file is damaged"), "{said}");
}

#[test]
fn a_clock_that_is_wrong_by_an_hour_gives_no_tap_back() {
    for shop in Shop::on_each() {
        let server = shop.serve();
        let (used, link) = (used_link(&server, &shop), shop.portal.one_time_link());
        assert_eq!(status(&server, &link), 303);
        drop(server);
        for offset in ["-1h", "+1h"] {
            let late = shop.serve_by(Command::new("faketime").args(["-f", offset, BINARY]), &[]);
            assert_eq!([status(&late, &used), status(&late, &link)], [410, 410], "{offset}");
            let fresh = shop.portal.one_time_link();
            assert_eq!([status(&late, &fresh), status(&late, &fresh)], [303, 200], "{offset}");
            assert_eq!(status(&late, &used), 410);
        }
        // Back at the right time, the grace goes on.
        assert_eq!(status(&shop.serve(), &link), 200);
    }
}

#[test]
fn a_redis_that_is_gone_or_new_gives_503() {
    let mut shop = Shop::on_redis(&["--appendonly", "yes", "--appendfsync", "always"]);
    let server = shop.serve();
    let (used, link) = (used_link(&server, &shop), shop.portal.one_time_link());
    shop.redis().kill();
    assert_eq!([status(&server, &used), status(&server, &link)], [503, 503]);
    assert_eq!(server.ask("GET", &target(&link)).status, 200);
    log_has(&server, "claim_store_failed", "refused");

    // With its data.
    shop.redis().run();
    assert_eq!([status(&server, &used), status(&server, &link)], [410, 303]);
    log_has(&server, "claim_store_back", "");
    shop.redis().kill();
    shop.redis().run();
    assert_eq!(status(&server, &link), 200, "nobody has to see a short restart");

    // Without them.
    shop.redis().kill();
    shop.redis().lose_data();
    shop.redis().run();
    assert_eq!([status(&server, &used), status(&server, &link)], [503, 503]);
    assert_eq!(server.ask("GET", &target(&shop.portal.link())).status, 503);
    log_has(&server, "claim_store_failed", "siplaunch claims init");
    shop.command(&["claims", "init"]);
    assert_eq!(status(&server, &shop.portal.one_time_link()), 303);
}

#[test]
fn a_redis_that_is_full_or_cannot_save_gives_503() {
    let shop = Shop::on_redis(&["--maxmemory-policy", "noeviction"]);
    let server = shop.serve();
    let (used, link) = (used_link(&server, &shop), shop.portal.one_time_link());
    let redis = redis::Client::open(shop.claims.as_str()).expect("a URL");
    let set = |memory: &str| {
        let mut connection = redis.get_connection().expect("a connection");
        redis::cmd("CONFIG").arg("SET").arg("maxmemory").arg(memory).exec(&mut connection).expect("set");
    };
    set("1");
    assert_eq!(status(&server, &link), 503);
    assert!([410, 503].contains(&status(&server, &used)));
    log_has(&server, "claim_store_failed", "OOM");
    set("0");
    assert_eq!([status(&server, &used), status(&server, &link)], [410, 303]);
}

#[test]
fn a_redis_that_is_slow_gives_503_in_time() {
    let mut shop = Shop::on_redis(&[]);
    let server = shop.serve();
    let links: Vec<_> = (0..5).map(|_| shop.portal.one_time_link()).collect();
    assert_eq!(status(&server, &links[0]), 303);
    shop.redis().signal(Signal::STOP);
    let begin = Instant::now();
    wait_together(&server, &links);
    let form = Instant::now();
    assert_eq!(ask(server.address, "GET", &target(&links[0])).status, 200);
    assert!(form.elapsed() < Duration::from_millis(300));
    thread::sleep(Duration::from_secs(5).saturating_sub(begin.elapsed()));
    shop.redis().signal(Signal::CONT);
    for link in &links {
        assert!([200, 303].contains(&status(&server, link)));
    }
}

/// Starts the server in a place of its own, after a script of root's.
fn serve_after(shop: &Shop, script: &str) -> Server {
    let mut command = Command::new("unshare");
    let script = format!("set -e; {script}; exec \"$0\" \"$@\"");
    command.args(["--mount", "sh", "-c", &script, BINARY]).env("FOLDER", shop.portal.folder.path());
    shop.serve_by(&mut command, &[])
}

#[test]
#[ignore = "mounts a file system, see `make test-claims`"]
fn a_full_disk_gives_503() {
    let mut shop = Shop::on_sqlite();
    let small = shop.portal.folder.path().join("small");
    fs::create_dir(&small).expect("a folder");
    shop.claims = format!("sqlite:{}", small.join("claims.db").display());
    let server = serve_after(&shop, "mount -t tmpfs -o size=160k none \"$FOLDER/small\"");
    let used = used_link(&server, &shop);
    let mut answers = Vec::new();
    while answers.last() != Some(&503) {
        assert!(answers.len() < 5000, "it never gets full");
        answers.push(status(&server, &shop.portal.one_time_link()));
    }
    assert!(answers.len() > 10 && answers[..answers.len() - 1].iter().all(|&answer| answer == 303), "{answers:?}");
    log_has(&server, "claim_store_failed", "free space on the disk");
    assert!([410, 503].contains(&status(&server, &used)));
}

#[test]
#[ignore = "mounts a file system, see `make test-claims`"]
fn a_read_only_file_gives_503() {
    let mut shop = Shop::on_sqlite();
    let place = shop.portal.folder.path().join("place");
    fs::create_dir(&place).expect("a folder");
    shop.claims = format!("sqlite:{}", place.join("claims.db").display());
    shop.command(&["claims", "init"]);
    let open = shop.serve();
    let used = used_link(&open, &shop);
    drop(open);
    let link = shop.portal.one_time_link();
    let run = |args: &[&str]| {
        let read_only =
            "mount --bind \"$FOLDER\" \"$FOLDER\"; mount -o remount,ro,bind \"$FOLDER\"; exec \"$0\" \"$@\"";
        let mut command = Command::new("unshare");
        command.args(["--mount", "sh", "-ec", read_only, BINARY]).args(args).arg("--key-file").arg(shop.portal.keys());
        command.env("FOLDER", &place).env("SIPLAUNCH_CLAIMS", &shop.claims);
        command.env("REQUEST_METHOD", "POST").env("QUERY_STRING", query(&link)).output().expect("unshare")
    };
    let start = run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(start.status.code(), Some(1));
    let cgi = run(&["cgi"]);
    assert!(text(&cgi.stdout).starts_with("Status: 503 "), "{}", text(&cgi.stdout));
    for said in [start.stderr, cgi.stderr] {
        assert!(text(&said).contains("give the file and its folder"), "{}", text(&said));
    }
    assert_eq!([status(&shop.serve(), &used), status(&shop.serve(), &link)], [410, 303]);
}
