//! The store's figures for the sizing table in docs/push.md, a part of `make bench-push`.

use std::{
    fs, process,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use siplaunch_push::{Device, Provider, Purpose};
use tokio::task::JoinSet;

use super::{
    server::{Kind, Server},
    suite,
};
use crate::store::{Store, StoredDevice};

const DEVICES: u64 = 20_000;
const AT_ONCE: u64 = 8;
const TIME: Duration = Duration::from_secs(2);

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
#[ignore = "prints figures: make bench-push"]
async fn sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let store = suite::sqlite(folder.path()).await;
    fill(&store).await;
    measure("SQLite", &store, None).await;
    drop(store);
    let bytes =
        ["devices.db", "devices.db-wal"].map(|name| fs::metadata(folder.path().join(name)).map_or(0, |f| f.len()));
    eprintln!("SQLite: {} bytes a device, and {} of log", bytes[0] / DEVICES, bytes[1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
#[ignore = "starts a MariaDB and prints figures: make bench-push"]
async fn mariadb() {
    let server = Server::start(Kind::MariaDb).await;
    measure_server("MariaDB", &server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
#[ignore = "starts a PostgreSQL and prints figures: make bench-push"]
async fn postgresql() {
    let server = Server::start(Kind::PostgreSql).await;
    measure_server("PostgreSQL", &server).await;
}

async fn measure_server(name: &str, server: &Server) {
    let store = suite::open(&server.url()).await;
    let before = server.bytes();
    fill(&store).await;
    eprintln!("{name}: {} bytes a device", (server.bytes() - before) / DEVICES);
    measure(name, &store, Some(server.id())).await;
}

/// Half of the phones are Apple's, half Google's.
fn device(number: u64) -> StoredDevice {
    let device = if number.is_multiple_of(2) {
        Device::new(Provider::Apns, Purpose::Calls, "org.example.phone", &format!("{number:064x}"))
    } else {
        Device::new(Provider::Fcm, Purpose::Both, "example-project", &format!("{number:0>163}"))
    };
    StoredDevice {
        subscriber: format!("4372012{number:06}@sip.example.org"),
        device_id: Some(format!("00000000-0000-4000-8000-{number:012}")),
        device: device.unwrap(),
        stored_at: 1_800_000_000,
    }
}

async fn fill(store: &Store) {
    // Phones come in no order.
    let numbers: Vec<_> = (0..DEVICES).map(|number| number * 7919 % DEVICES).collect();
    for batch in numbers.chunks(100) {
        store.import(batch.iter().map(|number| device(*number)).collect()).await.unwrap();
    }
}

/// `server` is the id of the server's process, if there is one.
async fn measure(name: &str, store: &Store, server: Option<u32>) {
    for what in ["lookups", "puts"] {
        let (started, own, servers) = (Instant::now(), cpu(process::id()), server.map_or(0.0, cpu));
        let calls = Arc::new(AtomicU64::new(0));
        let mut tasks = JoinSet::new();
        for _ in 0..AT_ONCE {
            let (store, calls) = (store.clone(), Arc::clone(&calls));
            tasks.spawn(async move {
                while started.elapsed() < TIME {
                    let device = device(calls.fetch_add(1, Relaxed) * 7919 % DEVICES);
                    if what == "puts" {
                        store.put(&device).await.unwrap();
                    } else {
                        assert_eq!(store.devices(&device.subscriber).await.unwrap().len(), 1);
                    }
                }
            });
        }
        while let Some(done) = tasks.join_next().await {
            done.unwrap();
        }
        let calls = calls.load(Relaxed) as f64;
        let rate = calls / started.elapsed().as_secs_f64();
        let servers = server.map_or(0.0, cpu) - servers;
        // MariaDB is a child of this process, PostgreSQL's workers are grandchildren.
        let own = cpu(process::id()) - own - if name == "MariaDB" { servers } else { 0.0 };
        let [own, servers] = [own, servers].map(|seconds| seconds / calls * 1e6);
        eprintln!("{name}: {rate:.0} {what} a second; CPU of each: daemon {own:.0} µs, server {servers:.0} µs");
    }
}

/// Seconds of CPU of a process and its children, in hundredths (proc(5), `stat`).
fn cpu(id: u32) -> f64 {
    let mut ticks = 0.0;
    for entry in fs::read_dir("/proc").unwrap().map_while(Result::ok) {
        let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        let fields: Vec<f64> =
            stat.rsplit(") ").next().unwrap().split(' ').map(|field| field.parse().unwrap_or(0.0)).collect();
        let is_its = entry.file_name().to_str() == Some(&id.to_string()) || fields.get(1) == Some(&f64::from(id));
        if is_its && fields.len() > 12 {
            ticks += fields[11] + fields[12];
        }
    }
    ticks / 100.0
}
