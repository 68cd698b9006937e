//! The store on real servers of MariaDB and PostgreSQL.

use std::time::{Duration, Instant};

use super::{
    server::{Kind, Server},
    suite::{self, device, eventually, tokens},
};
use crate::{
    metrics::Metrics,
    store::{Store, StoreError},
};

macro_rules! servers {
    ($($test:ident),*) => {
        mod mariadb {
            $(
                #[tokio::test]
                #[ignore = "starts a MariaDB: make test-full"]
                async fn $test() {
                    super::$test(super::Server::start(super::Kind::MariaDb).await).await;
                }
            )*
        }

        mod postgresql {
            $(
                #[tokio::test]
                #[ignore = "starts a PostgreSQL: make test-full"]
                async fn $test() {
                    super::$test(super::Server::start(super::Kind::PostgreSql).await).await;
                }
            )*
        }
    };
}

servers! {
    it_does_what_sqlite_does,
    two_daemons_share_devices,
    a_server_that_stops_and_starts_loses_nothing,
    a_server_that_hangs_holds_nobody_up,
    acknowledged_devices_survive_the_servers_kill_9
}

async fn it_does_what_sqlite_does(server: Server) {
    suite::all(&suite::open(&server.url()).await).await;
    suite::refuses_newer_tables(&server.url()).await;
}

/// Memory answers for nobody as long as the database does.
async fn two_daemons_share_devices(server: Server) {
    let url = server.url();
    // All make the tables.
    let open = || suite::open(&url);
    let (first, second, ..) = tokio::join!(open(), open(), open(), open(), open(), open());
    let mut stored = device("a@example.org", "t", 1);
    for round in 0..10 {
        stored.stored_at = round;
        first.put(&stored).await.unwrap();
        assert_eq!(tokens(&first, "a@example.org").await, ["t"]);
        assert_eq!(tokens(&second, "a@example.org").await, ["t"]);
        assert!(second.drop_dead(&stored.device, Some(round)).await.unwrap());
        assert!(tokens(&second, "a@example.org").await.is_empty());
        assert!(tokens(&first, "a@example.org").await.is_empty());
    }
}

async fn a_server_that_stops_and_starts_loses_nothing(mut server: Server) {
    let metrics = Metrics::new();
    let store = Store::open(&server.url(), &metrics).await.unwrap();
    for name in ["known", "dead", "shared"] {
        store.put(&device(&format!("{name}@example.org"), name, 1)).await.unwrap();
    }
    store.put(&device("forgotten@example.org", "forgotten", 1)).await.unwrap();
    let restarted = suite::open(&server.url()).await;
    assert_eq!(tokens(&restarted, "known@example.org").await, ["known"]);
    server.kill();

    for store in [&store, &restarted] {
        assert_eq!(tokens(store, "known@example.org").await, ["known"]);
    }
    // A daemon that never saw the subscriber does not say that there is no device.
    assert!(matches!(restarted.devices("forgotten@example.org").await, Err(StoreError::Unreachable)));
    assert!(matches!(store.put(&device("new@example.org", "new", 2)).await, Err(StoreError::Unreachable)));
    assert!(matches!(store.put(&device("b@example.org", "shared", 2)).await, Err(StoreError::Unreachable)));
    let dead = device("dead@example.org", "dead", 1).device;
    assert!(matches!(store.drop_dead(&dead, None).await, Err(StoreError::Unreachable)));
    assert_eq!(tokens(&store, "new@example.org").await, ["new"]);
    let shared = device("b@example.org", "shared", 2).device;
    let deleted = store.delete(&shared, Some("shared@example.org")).await;
    assert!(matches!(deleted, Err(StoreError::Unreachable)));
    assert_eq!(tokens(&store, "b@example.org").await, ["shared"]);
    assert!(tokens(&store, "shared@example.org").await.is_empty());
    assert!(tokens(&store, "dead@example.org").await.is_empty());
    assert!(metrics.store_errors.get() > 0);

    server.start_again().await;
    let other = suite::open(&server.url()).await;
    eventually(Duration::from_secs(10), async || tokens(&other, "b@example.org").await.len() == 1).await;
    assert_eq!(tokens(&other, "new@example.org").await, ["new"]);
    assert!(tokens(&other, "shared@example.org").await.is_empty());
    assert!(tokens(&other, "dead@example.org").await.is_empty());
    assert_eq!(suite::count(&other).await, 4);
    // All is as before: what another daemon does shows at once.
    for store in [&store, &restarted] {
        eventually(Duration::from_secs(10), async || store.page(None, 1).await.is_ok()).await;
        other.put(&device("known@example.org", "known", 5)).await.unwrap();
        assert_eq!(store.devices("known@example.org").await.unwrap(), [device("known@example.org", "known", 5)]);
        assert!(other.delete(&device("known@example.org", "known", 5).device, None).await.unwrap());
        assert!(tokens(store, "known@example.org").await.is_empty());
    }
}

async fn a_server_that_hangs_holds_nobody_up(server: Server) {
    let store = suite::open(&server.url()).await;
    store.put(&device("a@example.org", "t", 1)).await.unwrap();
    server.signal("STOP");

    let started = Instant::now();
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..200 {
        let store = store.clone();
        calls.spawn(async move { tokens(&store, "a@example.org").await });
    }
    while let Some(tokens) = calls.join_next().await {
        assert_eq!(tokens.unwrap(), ["t"]);
    }
    assert!(started.elapsed() < Duration::from_millis(2500), "{:?}", started.elapsed());
    let started = Instant::now();
    assert_eq!(tokens(&store, "a@example.org").await, ["t"]);
    assert!(store.put(&device("a@example.org", "t2", 2)).await.is_err());
    assert!(started.elapsed() < Duration::from_millis(100), "{:?}", started.elapsed());

    server.signal("CONT");
    let other = suite::open(&server.url()).await;
    eventually(Duration::from_secs(10), async || tokens(&other, "a@example.org").await == ["t2", "t"]).await;
    eventually(Duration::from_secs(10), async || store.page(None, 1).await.is_ok()).await;
}

async fn acknowledged_devices_survive_the_servers_kill_9(mut server: Server) {
    let mut stored = Vec::new();
    for round in 0..3 {
        let store = suite::open(&server.url()).await;
        let putting = tokio::spawn(async move {
            let mut stored = Vec::new();
            loop {
                let name = format!("{round}-{}", stored.len());
                match store.put(&device(&format!("{name}@example.org"), &name, 1)).await {
                    Ok(()) => stored.push(name),
                    Err(_) => break stored,
                }
            }
        });
        tokio::time::sleep(Duration::from_millis(150)).await;
        server.kill();
        stored.extend(putting.await.unwrap());
        server.start_again().await;
        let store = suite::open(&server.url()).await;
        for name in &stored {
            assert_eq!(tokens(&store, &format!("{name}@example.org")).await, [name.as_str()]);
        }
    }
    assert!(stored.len() > 30, "{}", stored.len());
}
