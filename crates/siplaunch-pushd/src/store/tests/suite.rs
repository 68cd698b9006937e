//! What every database does: each case runs on an empty store.

use std::time::{Duration, Instant};

use siplaunch_push::{Device, DeviceToken, Provider, Purpose};
use sqlx::{AnyConnection, Connection, Executor};

use crate::{
    metrics::Metrics,
    store::{Store, StoreError, StoredDevice, device::MAX_DEVICES},
};

/// One test of SQLite a case, and all cases as one function for a server's tests.
macro_rules! cases {
    ($($case:ident),*) => {
        mod sqlite {
            $(
                #[tokio::test]
                async fn $case() {
                    let folder = tempfile::tempdir().unwrap();
                    super::$case(&super::sqlite(folder.path()).await).await;
                }
            )*
        }

        #[tokio::test]
        async fn it_refuses_newer_tables() {
            let folder = tempfile::tempdir().unwrap();
            refuses_newer_tables(&format!("sqlite:{}/devices.db", folder.path().display())).await;
        }

        pub(crate) async fn all(store: &Store) {
            $(
                empty(store).await;
                eprintln!("{}", stringify!($case));
                $case(store).await;
            )*
        }
    };
}

cases! {
    a_device_comes_back_as_it_was_stored,
    the_same_device_is_stored_once,
    a_phone_with_two_accounts_is_found_for_both,
    a_subscribers_device_is_deleted_and_no_others,
    a_phone_with_a_new_token_has_it_alone,
    one_token_of_two_apps_or_providers_is_two_devices,
    the_device_stored_longest_ago_makes_room,
    a_dead_device_is_dropped_unless_it_was_stored_later,
    pages_hold_every_device_once,
    the_longest_values_are_stored_and_longer_ones_refused,
    domains_are_equal_in_any_case_and_users_are_not,
    devices_of_earlier_replace_no_newer_ones,
    many_at_once
}

pub(crate) async fn sqlite(folder: &std::path::Path) -> Store {
    open(&format!("sqlite:{}/devices.db", folder.display())).await
}

pub(crate) async fn open(url: &str) -> Store {
    Store::open(url, &Metrics::new()).await.unwrap()
}

/// Waits until it is so, at most for `limit`.
pub(crate) async fn eventually(limit: Duration, is_so: impl AsyncFn() -> bool) {
    let started = Instant::now();
    while !is_so().await {
        assert!(started.elapsed() < limit);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The tables of a newer daemon are left alone.
pub(crate) async fn refuses_newer_tables(url: &str) {
    drop(open(url).await);
    let mut connection = AnyConnection::connect(url).await.unwrap();
    connection.execute("UPDATE push_schema SET version = 2").await.unwrap();
    let refused = Store::open(url, &Metrics::new()).await.err().unwrap();
    assert!(matches!(refused, StoreError::Newer(2)), "{refused}");
    assert!(refused.to_string().contains("version 2, this one knows 1"), "{refused}");
}

pub(crate) async fn count(store: &Store) -> usize {
    store.page(None, 10_000).await.unwrap().len()
}

async fn empty(store: &Store) {
    loop {
        let page = store.page(None, 100).await.unwrap();
        if page.is_empty() {
            break;
        }
        for device in page {
            assert!(store.delete(&device.device, Some(&device.subscriber)).await.unwrap());
        }
    }
}

pub(crate) fn device(subscriber: &str, token: &str, stored_at: u64) -> StoredDevice {
    StoredDevice {
        subscriber: subscriber.into(),
        device_id: None,
        device: Device {
            provider: Provider::Fcm,
            purpose: Purpose::Both,
            app: "org.example.phone".into(),
            token: DeviceToken::new(token),
        },
        stored_at,
    }
}

pub(crate) async fn tokens(store: &Store, subscriber: &str) -> Vec<String> {
    let devices = store.devices(subscriber).await.unwrap();
    devices.iter().map(|device| device.device.token.expose().to_owned()).collect()
}

async fn a_device_comes_back_as_it_was_stored(store: &Store) {
    let mut stored = device("müller+1@example.org", "t", 1_800_000_000);
    for (provider, purpose, token) in [
        (Provider::Apns, Purpose::Calls, "00ff"),
        (Provider::ApnsSandbox, Purpose::Messages, "0123456789abcdef"),
        (Provider::Fcm, Purpose::Both, r#"Token:a-b_c'"\%"#),
    ] {
        stored.device = Device { provider, purpose, token: DeviceToken::new(token), ..stored.device };
        stored.device_id = Some(format!("id-{}", provider.name()));
        store.put(&stored).await.unwrap();
        assert_eq!(store.devices("müller+1@example.org").await.unwrap(), [stored.clone()]);
        assert!(store.delete(&stored.device, None).await.unwrap());
        assert!(!store.delete(&stored.device, None).await.unwrap());
        assert!(store.devices("müller+1@example.org").await.unwrap().is_empty());
    }
    // Without a device id, an app, or a time.
    stored.device_id = None;
    stored.device.app.clear();
    stored.stored_at = 0;
    store.put(&stored).await.unwrap();
    assert_eq!(store.devices("müller+1@example.org").await.unwrap(), [stored]);
    for unknown in ["muller+1@example.org", "", "@", "müller+1@", "a\0@b", "müller+1@example.org "] {
        assert!(store.devices(unknown).await.unwrap().is_empty());
    }
}

async fn the_same_device_is_stored_once(store: &Store) {
    let mut first = device("a@example.org", "00ff", 100);
    first.device.provider = Provider::Apns;
    first.device.purpose = Purpose::Calls;
    store.put(&first).await.unwrap();
    let mut again = first.clone();
    again.stored_at = 200;
    again.device.purpose = Purpose::Messages;
    again.device_id = Some("id".into());
    store.put(&again).await.unwrap();
    assert_eq!(store.devices("a@example.org").await.unwrap(), [again]);
    assert_eq!(count(store).await, 1);
}

async fn a_phone_with_two_accounts_is_found_for_both(store: &Store) {
    let stored = ["a@example.org", "b@example.org"].map(|subscriber| device(subscriber, "t", 100));
    for stored in &stored {
        store.put(stored).await.unwrap();
    }
    assert_eq!(tokens(store, "a@example.org").await, ["t"]);
    assert_eq!(tokens(store, "b@example.org").await, ["t"]);
    assert_eq!(store.import(stored.to_vec()).await.unwrap(), 2);
    assert_eq!(count(store).await, 2);

    // A dead device is so for both, but for one who stored it later.
    store.put(&device("b@example.org", "t", 102)).await.unwrap();
    assert!(store.drop_dead(&stored[0].device, Some(101)).await.unwrap());
    assert!(tokens(store, "a@example.org").await.is_empty());
    assert_eq!(tokens(store, "b@example.org").await, ["t"]);
    store.put(&stored[0]).await.unwrap();
    assert!(store.drop_dead(&stored[0].device, None).await.unwrap());
    assert_eq!(count(store).await, 0);
}

async fn a_subscribers_device_is_deleted_and_no_others(store: &Store) {
    for subscriber in ["a@example.org", "b@example.org", "c@example.org"] {
        store.put(&device(subscriber, "t", 100)).await.unwrap();
    }
    let device = device("", "t", 0).device;
    assert!(store.delete(&device, Some("a@EXAMPLE.org")).await.unwrap());
    for unknown in ["a@example.org", "A@example.org", "a"] {
        assert!(!store.delete(&device, Some(unknown)).await.unwrap());
    }
    assert!(tokens(store, "a@example.org").await.is_empty());
    assert_eq!(tokens(store, "b@example.org").await, ["t"]);
    assert!(store.delete(&device, None).await.unwrap());
    assert_eq!(count(store).await, 0);
}

async fn a_phone_with_a_new_token_has_it_alone(store: &Store) {
    let put = async |subscriber: &str, id: &str, purpose, token: &str| {
        let mut device = device(subscriber, token, 100);
        device.device_id = (!id.is_empty()).then(|| id.into());
        device.device.provider = Provider::Apns;
        device.device.purpose = purpose;
        store.put(&device).await.unwrap();
    };
    put("a@example.org", "1", Purpose::Calls, "01").await;
    put("a@example.org", "1", Purpose::Messages, "02").await;
    put("a@example.org", "2", Purpose::Calls, "03").await;
    put("b@example.org", "1", Purpose::Calls, "04").await;
    put("a@example.org", "", Purpose::Calls, "05").await;
    put("a@example.org", "1", Purpose::Calls, "06").await;
    put("a@example.org", "", Purpose::Calls, "07").await;
    let mut left = tokens(store, "a@example.org").await;
    left.sort();
    assert_eq!(left, ["02", "03", "05", "06", "07"]);
    assert_eq!(tokens(store, "b@example.org").await, ["04"]);
}

async fn one_token_of_two_apps_or_providers_is_two_devices(store: &Store) {
    let mut first = device("a@example.org", "t", 3);
    first.device.app = "ab".into();
    let mut second = first.clone();
    second.device.app = "a".into();
    second.stored_at = 2;
    let mut third = device("a@example.org", "00ff", 1);
    third.device.provider = Provider::ApnsSandbox;
    third.device.purpose = Purpose::Calls;
    let mut fourth = third.clone();
    fourth.device.provider = Provider::Apns;
    fourth.stored_at = 0;
    let all = [first, second, third, fourth];
    for device in &all {
        store.put(device).await.unwrap();
    }
    assert_eq!(store.devices("a@example.org").await.unwrap(), all);
}

async fn the_device_stored_longest_ago_makes_room(store: &Store) {
    for number in 0..15_u64 {
        store.put(&device("a@example.org", &format!("t{number:02}"), 100 + number)).await.unwrap();
    }
    // A clock that went back does not cost the newest device its place.
    store.put(&device("a@example.org", "late", 1)).await.unwrap();
    let mut expected: Vec<_> = (6..15).rev().map(|number| format!("t{number:02}")).collect();
    expected.push("late".into());
    assert_eq!(expected.len(), MAX_DEVICES);
    assert_eq!(tokens(store, "a@example.org").await, expected);
    assert_eq!(count(store).await, MAX_DEVICES);
}

async fn a_dead_device_is_dropped_unless_it_was_stored_later(store: &Store) {
    let stored = device("a@example.org", "t", 100);
    store.put(&stored).await.unwrap();
    assert!(!store.drop_dead(&stored.device, Some(99)).await.unwrap());
    assert_eq!(tokens(store, "a@example.org").await, ["t"]);
    assert!(store.drop_dead(&stored.device, Some(100)).await.unwrap());
    assert!(tokens(store, "a@example.org").await.is_empty());
    store.put(&stored).await.unwrap();
    assert!(store.drop_dead(&stored.device, None).await.unwrap());
    assert!(!store.drop_dead(&stored.device, None).await.unwrap());
}

async fn pages_hold_every_device_once(store: &Store) {
    // Phones with five accounts each.
    for number in 0..25 {
        store.put(&device(&format!("{number}@example.org"), &format!("t{}", number / 5), 1)).await.unwrap();
    }
    let mut found = Vec::new();
    let mut last = None;
    loop {
        let page = store.page(last.as_ref(), 4).await.unwrap();
        let Some(end) = page.last() else { break };
        assert!(page.len() <= 4);
        last = Some(end.clone());
        found.extend(page.into_iter().map(|device| format!("{} {}", device.device.token.expose(), device.subscriber)));
    }
    found.sort();
    let mut stored: Vec<_> = (0..25).map(|number| format!("t{} {number}@example.org", number / 5)).collect();
    stored.sort();
    assert_eq!(found, stored);
    assert_eq!(count(store).await, 25);
}

async fn the_longest_values_are_stored_and_longer_ones_refused(store: &Store) {
    let mut longest = device(&format!("{}@example.org", "u".repeat(243)), &"t".repeat(4096), 1);
    longest.device.app = "a".repeat(255);
    longest.device_id = Some("i".repeat(255));
    store.put(&longest).await.unwrap();
    assert_eq!(store.devices(&longest.subscriber).await.unwrap(), [longest.clone()]);

    let refused = async |change: fn(&mut StoredDevice)| {
        let mut changed = longest.clone();
        change(&mut changed);
        let refused = store.put(&changed).await;
        assert!(matches!(refused, Err(StoreError::Invalid(_) | StoreError::Device(_))));
    };
    refused(|device| device.subscriber.insert(0, 'u')).await;
    refused(|device| device.subscriber = "example.org".into()).await;
    refused(|device| device.subscriber = "a b@example.org".into()).await;
    refused(|device| device.subscriber = "a@example.org\n".into()).await;
    refused(|device| device.subscriber = "a\0@example.org".into()).await;
    refused(|device| device.device.app.push('a')).await;
    refused(|device| device.device_id = Some("i".repeat(256))).await;
    refused(|device| device.device_id = Some(String::new())).await;
    refused(|device| device.device.token = DeviceToken::new("t".repeat(4097))).await;
    refused(|device| device.device.token = DeviceToken::new("")).await;
    refused(|device| device.device.token = DeviceToken::new("tökén")).await;
    assert_eq!(count(store).await, 1);
}

async fn domains_are_equal_in_any_case_and_users_are_not(store: &Store) {
    store.put(&device("Alice@EXAMPLE.org", "upper", 2)).await.unwrap();
    store.put(&device("alice@example.ORG", "lower", 1)).await.unwrap();
    assert_eq!(tokens(store, "Alice@example.org").await, ["upper"]);
    assert_eq!(tokens(store, "alice@Example.Org").await, ["lower"]);
    store.put(&device("alice@example.org", "LOWER", 0)).await.unwrap();
    assert_eq!(tokens(store, "alice@example.org").await, ["lower", "LOWER"]);
}

async fn devices_of_earlier_replace_no_newer_ones(store: &Store) {
    let of_phone = |token: &str, stored_at| {
        let mut device = device("phone@example.org", token, stored_at);
        device.device_id = Some("1".into());
        device
    };
    for number in 0..9 {
        store.put(&device("many@example.org", &format!("many-{number}"), 100 + number)).await.unwrap();
    }
    store.put(&of_phone("phone-new", 100)).await.unwrap();
    store.put(&device("same@example.org", "same", 100)).await.unwrap();
    store.put(&device("old@example.org", "old", 100)).await.unwrap();

    let earlier = vec![
        of_phone("phone-old", 99),
        device("same@example.org", "same", 99),
        device("many@example.org", "tenth", 1),
        device("many@example.org", "eleventh", 0),
        device("Fresh@Example.ORG", "fresh", 1),
        device("old@example.org", "old", 101),
    ];
    assert_eq!(store.import(earlier.clone()).await.unwrap(), 3);
    assert_eq!(store.import(earlier.clone()).await.unwrap(), 3, "it can be repeated");
    assert_eq!(tokens(store, "phone@example.org").await, ["phone-new"]);
    assert_eq!(store.devices("same@example.org").await.unwrap(), [device("same@example.org", "same", 100)]);
    assert_eq!(tokens(store, "many@example.org").await.last().unwrap(), "tenth");
    assert_eq!(tokens(store, "Fresh@example.org").await, ["fresh"]);
    assert_eq!(store.devices("old@example.org").await.unwrap(), [device("old@example.org", "old", 101)]);

    let none = vec![device("none@example.org", "none", 1), device("none", "none", 1)];
    assert!(matches!(store.import(none).await, Err(StoreError::Invalid(_))));
    assert!(tokens(store, "none@example.org").await.is_empty());
}

/// No lock of the database makes a call fail or lose a device.
async fn many_at_once(store: &Store) {
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..16_u64 {
        let store = store.clone();
        tasks.spawn(async move {
            for round in 0..10 {
                let device = device(&format!("{}@example.org", task / 4), &format!("t{task}"), round);
                store.put(&device).await.unwrap();
                let shared = self::device(&format!("phone-{task}@example.org"), &format!("s{}", round % 3), round);
                store.put(&shared).await.unwrap();
                store.delete(&shared.device, Some(&shared.subscriber)).await.unwrap();
                assert!(!store.devices(&device.subscriber).await.unwrap().is_empty());
                store.import(vec![device]).await.unwrap();
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    for subscriber in 0..4 {
        assert_eq!(tokens(store, &format!("{subscriber}@example.org")).await.len(), 4);
    }
    assert_eq!(count(store).await, 16);
}
