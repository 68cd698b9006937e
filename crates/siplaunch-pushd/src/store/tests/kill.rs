//! Kill -9 at random moments: the devices that the store acknowledged are there.

use std::{
    env,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use super::suite;

/// In the environment of the child that stores devices: its folder and its number.
const CHILD: &str = "SIPLAUNCH_PUSHD_TEST_KILL";
const SUBSCRIBER: &str = "a@example.org";

/// The test starts itself as the child that it kills.
#[tokio::test]
async fn every_acknowledged_device_survives_kill_9() {
    if let Ok(child) = env::var(CHILD) {
        put_until_killed(&child).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = Vec::new();
    for round in 0..20 {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "store::tests::kill::every_acknowledged_device_survives_kill_9", "--nocapture"])
            .env(CHILD, format!("{} {round}", folder.path().display()))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut tokens = lines.by_ref().filter_map(|line| Some(line.strip_prefix("stored ")?.to_owned()));
        acknowledged.extend(tokens.next());
        thread::sleep(Duration::from_micros(random() % 60_000));
        child.kill().unwrap();
        child.wait().unwrap();
        acknowledged.extend(tokens);

        let store = suite::sqlite(folder.path()).await;
        for token in &acknowledged {
            let subscriber = format!("{token}@example.org");
            assert_eq!(suite::tokens(&store, &subscriber).await, [token.as_str()], "round {round}");
        }
    }
    assert!(acknowledged.len() > 40, "{}", acknowledged.len());
}

/// Prints each token once it is stored. A subscriber with twenty tokens has ten: storing them deletes too.
async fn put_until_killed(child: &str) -> ! {
    let (folder, round) = child.rsplit_once(' ').unwrap();
    let store = suite::sqlite(folder.as_ref()).await;
    for number in 0.. {
        let token = format!("r{round}-{number}");
        store.put(&suite::device(SUBSCRIBER, &format!("old-{}", number % 20), number)).await.unwrap();
        store.put(&suite::device(&format!("{token}@example.org"), &token, number)).await.unwrap();
        println!("stored {token}");
    }
    unreachable!("it is killed")
}

fn random() -> u64 {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).unwrap();
    u64::from_le_bytes(bytes)
}
