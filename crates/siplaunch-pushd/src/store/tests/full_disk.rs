//! A full disk: a small tmpfs, in a mount namespace of its own.

use std::{env, fs, io::Write as _, path::Path, process::Command, time::Duration};

use super::suite;
use crate::{
    metrics::Metrics,
    store::{Store, StoreError},
};

/// In the environment of the child that has the small disk: its folder.
const CHILD: &str = "SIPLAUNCH_PUSHD_TEST_FULL_DISK";

/// The test starts itself with a small disk.
#[tokio::test]
#[ignore = "mounts a tmpfs in a namespace of its own: make test-full"]
async fn a_full_disk_is_an_error_and_nothing_is_lost() {
    if let Ok(folder) = env::var(CHILD) {
        return on_a_small_disk(Path::new(&folder)).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let script = r#"mount -t tmpfs -o size=512k tmpfs "$0" && exec "$@" --exact --ignored"#;
    let child = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", script])
        .args([folder.path(), &env::current_exe().unwrap()])
        .arg("store::tests::full_disk::a_full_disk_is_an_error_and_nothing_is_lost")
        .env(CHILD, folder.path())
        .output()
        .expect("Debian's package util-linux must be installed");
    let output = [child.stdout, child.stderr].concat();
    assert!(child.status.success(), "{}", String::from_utf8_lossy(&output));
}

async fn on_a_small_disk(folder: &Path) {
    let metrics = Metrics::new();
    let url = format!("sqlite:{}/devices.db", folder.display());
    let store = Store::open(&url, &metrics).await.unwrap();
    for number in 0..20 {
        store.put(&suite::device(&format!("{number}@example.org"), &format!("t{number}"), 1)).await.unwrap();
    }

    let filler = folder.join("filler");
    let mut file = fs::File::create(&filler).unwrap();
    while file.write_all(&[0; 512]).is_ok() {}
    drop(file);

    // Some more can fit in the log's last page.
    let mut stored = 20_usize;
    let refused = loop {
        let device = suite::device(&format!("{stored}@example.org"), &format!("t{stored}"), 1);
        match store.put(&device).await {
            Ok(()) => stored += 1,
            Err(error) => break error,
        }
        assert!(stored < 1000);
    };
    assert!(matches!(refused, StoreError::Database(_)), "{refused:?}");
    assert!(metrics.store_errors.get() > 0);
    let dead = suite::device("5@example.org", "t5", 1);
    assert!(store.drop_dead(&dead.device, None).await.is_err());

    // Reads go on, with the changes that wait.
    for number in (0..=stored).filter(|number| *number != 5) {
        assert_eq!(suite::tokens(&store, &format!("{number}@example.org")).await, [format!("t{number}")]);
    }
    assert!(suite::tokens(&store, "5@example.org").await.is_empty());
    let other = suite::open(&url).await;
    assert_eq!(suite::count(&other).await, stored);

    fs::remove_file(&filler).unwrap();
    suite::eventually(Duration::from_secs(10), async || {
        suite::tokens(&other, &format!("{stored}@example.org")).await.len() == 1
            && suite::tokens(&other, "5@example.org").await.is_empty()
    })
    .await;
    assert_eq!(suite::count(&other).await, stored);
}
