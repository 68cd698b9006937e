//! One-time links: `serve` and `cgi` with real claim stores, and the subcommands that read and change those.

#![cfg(all(unix, feature = "claims"))]

mod common;

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    process::{Command, Stdio},
};

use common::{
    APP_LINK,
    http::{Client, ask},
    portal::{Portal, query},
    process::{Process, capture, free_address, wait_until},
    siplaunch::{BINARY, Server, events},
    stores::{Redis, Shop, target},
    text,
};
use serde_json::{Value, json};

/// The answers to so many taps.
fn taps(server: &Server, link: &str, count: usize) -> Vec<u16> {
    (0..count).map(|_| server.ask("POST", &target(link)).status).collect()
}

fn claims(log: &str) -> Vec<Value> {
    events(log).into_iter().filter(|event| event["event"] == "claim").collect()
}

#[test]
fn the_first_tap_opens_the_app_and_the_last_one_does_not() {
    for shop in Shop::on_each() {
        let link = shop.portal.one_time_link();
        let server = shop.serve_with(&["--metrics-listen", "127.0.0.1:0"]);
        for method in ["GET", "HEAD", "GET"] {
            let reply = server.ask(method, &target(&link));
            assert_eq!((reply.status, reply.header("Location")), (200, None));
            assert!(!reply.body.contains("sipphone://"), "{}", reply.body);
            reply.assert_safe();
        }
        let first = server.ask("POST", &target(&link));
        assert_eq!((first.status, first.header("Location")), (303, Some(APP_LINK)));
        first.assert_safe();
        let again = server.ask("POST", &target(&link));
        assert_eq!((again.status, again.header("Location")), (200, None));
        assert!(again.body.contains(APP_LINK) || again.body.contains("sipphone:&#"), "{}", again.body);
        assert_eq!(taps(&server, &link, 5), [200, 200, 200, 410, 410]);
        let used = server.ask("POST", &target(&link));
        assert!(!used.body.contains("sipphone"), "{}", used.body);

        let metrics = ask(server.metrics.expect("an address"), "GET", "/metrics").body;
        for line in [
            "siplaunch_claims_total{claim=\"first\"} 1",
            "siplaunch_claims_total{claim=\"again\"} 4",
            "siplaunch_claims_total{claim=\"used\"} 3",
            "siplaunch_claims_total{claim=\"unavailable\"} 0",
            "siplaunch_claim_duration_seconds_count 8",
            "siplaunch_claim_store_errors_total 0",
            "siplaunch_answers_total{reason=\"form\"} 3",
            "siplaunch_answers_total{reason=\"again\"} 4",
        ] {
            assert!(metrics.contains(line), "{line}: {metrics}");
        }
        let log = server.stop();
        let id = shop.portal.id(&link);
        let words: Vec<_> = claims(&log).iter().map(|event| (event["claim"].clone(), event["taps"].clone())).collect();
        assert_eq!(words[..2], [(json!("first"), json!(1)), (json!("again"), json!(2))]);
        assert_eq!(words[5..], [(); 3].map(|()| (json!("used"), Value::Null)));
        for event in claims(&log) {
            assert_eq!((&event["id"], &event["remote"]), (&json!(id), &Value::Null), "{event}");
        }
        assert!(!log.contains("sipphone:") && !log.contains(&query(&link)[2..20]), "{log}");
    }
}

#[test]
fn the_rule_is_an_option() {
    for shop in Shop::on_each() {
        let link = shop.portal.one_time_link();
        let server = shop.serve_with(&["--taps", "2", "--grace", "1h"]);
        assert_eq!(taps(&server, &link, 3), [303, 200, 410]);
        let id = shop.portal.id(&link);
        let status: Value = serde_json::from_str(&shop.command(&["claims", "show", &id, "--json"])).expect("JSON");
        assert_eq!((&status["claim"], &status["taps"], &status["taps_left"]), (&json!("again"), &json!(2), &json!(3)));
        assert_eq!(shop.run(&["claims", "show", &id, "--taps", "2"]).status.code(), Some(1));
    }
    for bad in [["--grace", "59s"], ["--grace", "25h"], ["--taps", "0"], ["--taps", "101"]] {
        let done =
            Command::new(BINARY).args(["serve", "--listen", "127.0.0.1:0"]).args(bad).output().expect("siplaunch");
        assert_eq!(done.status.code(), Some(2), "{bad:?}");
    }
}

#[test]
fn a_body_is_ignored() {
    let shop = Shop::on_sqlite();
    let server = shop.serve();
    let body = "x".repeat(1 << 20);
    for head in [format!("Content-Length: {}\r\n", body.len()), "Transfer-Encoding: chunked\r\n".into()] {
        let link = shop.portal.one_time_link();
        let mut client = Client::connect(server.address);
        client.send(format!("POST {} HTTP/1.1\r\nHost: portal.example\r\n{head}\r\n", target(&link)));
        // The server has answered, and closes when it has enough of the rest.
        client.send(if head.starts_with('T') { "1\r\nx\r\n" } else { &body[..1000] });
        let reply = client.reply("POST");
        assert_eq!((reply.status, reply.header("Location")), (303, Some(APP_LINK)));
    }
}

#[test]
fn without_a_store_a_one_time_link_waits() {
    let portal = Portal::new();
    let keys = portal.keys();
    let link = portal.one_time_link();
    let server = Server::start(&["--key-file", keys.to_str().expect("UTF-8")]);
    assert_eq!(server.ask("GET", &target(&link)).status, 200);
    assert_eq!(taps(&server, &link, 2), [503, 503]);
    assert_eq!(server.ask("GET", &target(&portal.link())).status, 302);
    let log = server.stop();
    assert!(log.contains("there is no claim store") && log.contains("--claims"), "{log}");
    assert!(!Server::start(&[]).stop().contains("claim store"));
}

#[test]
fn confirm_needs_no_store() {
    let portal = Portal::new();
    let (keys, brand, link) = (portal.keys(), portal.brand(), portal.link());
    let [keys, brand] = [&keys, &brand].map(|path| path.to_str().expect("UTF-8"));
    let server = Server::start(&["--key-file", keys, "--brand-file", brand, "--confirm"]);
    let form = server.ask("GET", &target(&link));
    assert_eq!((form.status, form.header("Location")), (200, None));
    assert!(form.body.contains("<form method=\"post\">") && !form.body.contains("sipphone://"), "{}", form.body);
    assert_eq!(taps(&server, &link, 7), [303; 7]);
    let server = Server::start(&["--key-file", keys, "--brand-file", brand]);
    assert_eq!(server.ask("POST", &target(&link)).status, 405);
}

#[test]
fn revoked_links_of_both_kinds_are_gone() {
    for shop in Shop::on_each() {
        let server = shop.serve();
        for link in [shop.portal.link(), shop.portal.one_time_link()] {
            let id = shop.portal.id(&link);
            let method = if link.contains("c=.") { "POST" } else { "GET" };
            let status = || server.ask(method, &target(&link)).status;
            assert!([302, 303].contains(&status()));
            shop.command(&["revoke", &id]);
            assert_eq!(status(), 410);
            let shown = shop.run(&["claims", "show", &id]);
            assert_eq!(shown.status.code(), Some(1));
            assert!(text(&shown.stdout).starts_with("fault:    revoked since 20"), "{}", text(&shown.stdout));
            for subcommand in ["open", "explain"] {
                let mut command = Command::new(BINARY);
                command.args([subcommand, "--claims", &shop.claims, "--key-file"]).arg(shop.portal.keys());
                let done = capture(&mut command, &link);
                assert_eq!(done.status.code(), Some(1), "{subcommand}");
                assert!(text(&done.stdout).contains("fault:    revoked since 20"), "{}", text(&done.stdout));
            }
            shop.command(&["claims", "forget", &id]);
            assert!([302, 303].contains(&status()));
        }
        let log = server.stop();
        assert!(log.contains(r#""claim":"revoked""#), "{log}");
    }
}

#[test]
fn open_and_explain_say_since_when_a_link_is_used() {
    for shop in Shop::on_each() {
        let link = shop.portal.one_time_link();
        let server = shop.serve();
        let read = |subcommand: &str, args: &[&str]| {
            let mut command = Command::new(BINARY);
            command
                .arg(subcommand)
                .arg("--key-file")
                .arg(shop.portal.keys())
                .args(["--claims", &shop.claims])
                .args(args);
            let done = capture(&mut command, &link);
            (done.status.code(), text(&done.stdout).to_owned())
        };
        for subcommand in ["open", "explain"] {
            let (status, out) = read(subcommand, &[]);
            assert!(status == Some(0) && out.contains("claim:    nobody has tapped the link\n"), "{out}");
        }
        assert_eq!(taps(&server, &link, 2), [303, 200]);
        for subcommand in ["open", "explain"] {
            let (status, out) = read(subcommand, &[]);
            assert!(status == Some(0) && out.contains("claim:    used since 20"), "{out}");
            assert!(out.contains("Z, taps: 2, left: 3\n"), "{out}");
        }
        assert_eq!(taps(&server, &link, 4), [200, 200, 200, 410]);
        for subcommand in ["open", "explain"] {
            let (status, out) = read(subcommand, &[]);
            assert!(status == Some(1) && out.contains("fault:    used since 20"), "{out}");
            assert!(out.contains("Z, taps: 5, left: 0\n"), "{out}");
        }
        let (_, report) = read("explain", &["--json"]);
        let report: Value = serde_json::from_str(&report).expect("JSON");
        assert_eq!((&report["good"], &report["links"][0]["good"]), (&json!(false), &json!(false)));
        let claim = &report["links"][0]["claim"];
        assert_eq!((&claim["claim"], &claim["taps"], &claim["taps_left"]), (&json!("used"), &json!(5), &json!(0)));
        assert!(claim["claimed_at"].as_u64().expect("a time").abs_diff(siplaunch::now()) < 60);
        let (_, report) = read("open", &["--json"]);
        assert_eq!(serde_json::from_str::<Value>(&report).expect("JSON")["claim"]["claim"], "used");
    }
}

#[test]
fn links_are_listed_in_order_forgotten_and_purged() {
    for shop in Shop::on_each() {
        let server = shop.serve();
        let mut ids: Vec<_> = (0..5)
            .map(|_| {
                let link = shop.portal.one_time_link();
                assert_eq!(taps(&server, &link, 1), [303]);
                shop.portal.id(&link)
            })
            .collect();
        ids.sort();
        let list = shop.command(&["claims", "list"]);
        let listed: Vec<_> = list.lines().map(|line| line.split(' ').next().expect("an id").to_owned()).collect();
        assert_eq!(listed, ids);
        let json = shop.command(&["claims", "list", "--json"]);
        let listed = json.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
        let listed: Vec<_> = listed.map(|link| (link["id"].clone(), link["claim"].clone())).collect();
        assert_eq!(listed, ids.iter().map(|id| (json!(id), json!("again"))).collect::<Vec<_>>());

        shop.command(&["claims", "forget", &ids[0].to_uppercase()]);
        let again = shop.run(&["claims", "forget", &ids[0]]);
        assert_eq!(
            (again.status.code(), text(&again.stderr)),
            (Some(1), "siplaunch: the claim store has no such link\n")
        );
        assert_eq!(shop.command(&["claims", "list"]).lines().count(), 4);
        shop.command(&["claims", "purge"]);
        assert_eq!(shop.command(&["claims", "list"]).lines().count(), 4);
        assert_eq!(shop.run(&["claims", "show", "nonsense"]).status.code(), Some(2));
    }
}

#[test]
fn expired_links_are_purged_by_the_server_too() {
    let shop = Shop::on_sqlite();
    shop.command(&["claims", "init"]);
    let fill = |id: &str| {
        let connection = rusqlite::Connection::open(shop.file()).expect("a file");
        connection.execute("INSERT INTO siplaunch_claims VALUES (?, 1, 1, 2, NULL)", [id]).expect("a row");
    };
    fill(&"0".repeat(32));
    let purged = shop.run(&["claims", "purge"]);
    assert_eq!(text(&purged.stderr), "siplaunch: links deleted: 1\n");
    fill(&"1".repeat(32));
    let server = shop.serve();
    wait_until("the purge", || shop.command(&["claims", "list"]).is_empty());
    server.stop();
}

#[test]
fn cgi_claims_too() {
    for shop in Shop::on_each() {
        let link = shop.portal.one_time_link();
        let cgi = |method: &str| {
            let mut cgi = Command::new(BINARY);
            cgi.args(["cgi", "--claims", &shop.claims, "--key-file"]).arg(shop.portal.keys());
            cgi.arg("--brand-file").arg(shop.portal.brand());
            capture(cgi.env("REQUEST_METHOD", method).env("QUERY_STRING", query(&link)), "c=other")
        };
        if shop.redis.is_none() {
            let missing = cgi("POST");
            assert!(
                text(&missing.stdout).starts_with("Status: 503 Service Unavailable\n"),
                "{}",
                text(&missing.stdout)
            );
            assert!(text(&missing.stderr).contains("siplaunch claims init"), "{}", text(&missing.stderr));
            shop.command(&["claims", "init"]);
        }
        assert!(text(&cgi("GET").stdout).starts_with("Status: 200 OK\n"));
        let first = cgi("POST");
        assert!(
            text(&first.stdout).starts_with("Status: 303 See Other\nLocation: sipphone://CI8V"),
            "{}",
            text(&first.stdout)
        );
        let statuses: Vec<_> = (0..5).map(|_| text(&cgi("POST").stdout)[8..11].to_owned()).collect();
        assert_eq!(statuses, ["200", "200", "200", "200", "410"]);
    }
}

#[test]
fn a_server_does_not_start_on_a_bad_store() {
    let redis = Redis::start(&[]);
    let shop = Shop::on_sqlite();
    fs::write(shop.file(), "no database, but a text of some length".repeat(100)).expect("written");
    let gone = free_address();
    for (claims, fix) in [
        (redis.url(), "siplaunch claims init".to_owned()),
        (shop.claims.clone(), "siplaunch claims init".to_owned()),
        ("sqlite:/no/such/folder/claims.db".into(), "give the file and its folder".into()),
        (format!("redis://{gone}"), "Connection refused".into()),
        ("redis://:sesame@localhost".into(), "--claims-password-file".into()),
        ("mysql://localhost".into(), "use sqlite:FILE".into()),
    ] {
        let mut serve = Command::new(BINARY);
        serve.args(["serve", "--listen", "127.0.0.1:0", "--key-file"]).arg(shop.portal.keys());
        let mut serve = Process::spawn(serve.args(["--claims", &claims]).stderr(Stdio::piped())).expect("siplaunch");
        assert_eq!(serve.wait().code(), Some(1), "{claims}");
        let mut said = String::new();
        std::io::Read::read_to_string(&mut serve.0.stderr.take().expect("a pipe"), &mut said).expect("UTF-8");
        assert!(said.contains(&fix) && !said.contains("sesame"), "{claims}: {said}");
    }
}

#[test]
fn a_cluster_and_sentinels_claim_too() {
    let cluster = Redis::start(&["--cluster-enabled", "yes"]);
    let port = cluster.address.port().to_string();
    let slots = ["-p", &port, "cluster", "addslotsrange", "0", "16383"];
    assert!(capture(Command::new("redis-cli").args(slots), "").status.success());

    let (main, folder, sentinel) = (Redis::start(&[]), tempfile::tempdir().expect("a folder"), free_address());
    let config = folder.path().join("sentinel.conf");
    let (main_port, port) = (main.address.port(), sentinel.port());
    let text = format!("port {port}\nbind 127.0.0.1\nsentinel monitor main 127.0.0.1 {main_port} 1\n");
    fs::write(&config, text).expect("written");
    let mut command = Command::new("redis-server");
    let mut process = Process::start(command.arg(&config).arg("--sentinel").stdout(Stdio::null()), "redis-server");
    process.wait_listening(sentinel);

    // The first sentinel is down.
    let sentinels = format!("redis-sentinel://{},{sentinel}/main", free_address());
    for claims in [format!("redis-cluster://{}", cluster.address), sentinels] {
        let shop = Shop { portal: Portal::new(), redis: None, claims };
        wait_until("the store", || shop.run(&["claims", "init"]).status.success());
        let link = shop.portal.one_time_link();
        let server = shop.serve();
        assert_eq!(taps(&server, &link, 6), [303, 200, 200, 200, 200, 410]);
        let id = shop.portal.id(&link);
        assert!(shop.command(&["claims", "list"]).starts_with(&format!("{id} used since 20")));
        shop.command(&["revoke", &id]);
        assert_eq!(shop.run(&["claims", "show", &id]).status.code(), Some(1));
        shop.command(&["claims", "forget", &id]);
        assert_eq!(taps(&server, &link, 1), [303]);
    }
}

#[test]
fn the_password_of_redis_comes_from_a_file_or_the_environment() {
    let redis = Redis::start(&["--requirepass", "sesame"]);
    let portal = Portal::new();
    let file = portal.folder.path().join("password");
    fs::write(&file, "sesame\n").expect("written");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("mode set");
    let init = || {
        let mut init = Command::new(BINARY);
        init.args(["claims", "init", "--claims", &redis.url()]);
        init
    };
    let without = capture(&mut init(), "");
    assert_eq!(without.status.code(), Some(1));
    let wrong = capture(init().env("SIPLAUNCH_CLAIMS_PASSWORD", "mustard"), "");
    assert!(wrong.status.code() == Some(1) && !text(&wrong.stderr).contains("mustard"), "{}", text(&wrong.stderr));
    for command in [
        init().env("SIPLAUNCH_CLAIMS_PASSWORD", "sesame"),
        init().arg("--claims-password-file").arg(&file),
        init().env("SIPLAUNCH_CLAIMS_PASSWORD_FILE", &file),
    ] {
        let done = capture(command, "");
        assert!(done.status.success(), "{}", text(&done.stderr));
    }
}
