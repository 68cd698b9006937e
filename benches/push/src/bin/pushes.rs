//! The daemon's client of Apple's push service: `pushes CONFIGURATION COUNT IN_FLIGHT`.

// The daemon has no library: these are its own files.
#[path = "../../../../crates/siplaunch-pushd/src/clock.rs"]
mod clock;
#[allow(dead_code, unreachable_pub)]
#[path = "../../../../crates/siplaunch-pushd/src/config/mod.rs"]
mod config;
#[allow(dead_code)]
#[path = "../../../../crates/siplaunch-pushd/src/metrics.rs"]
mod metrics;
#[allow(dead_code)]
#[path = "../../../../crates/siplaunch-pushd/src/provider/mod.rs"]
mod provider;

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, anyhow, ensure};
use serde_json::json;
use siplaunch_push::{Call, Device, DeviceToken, Provider, Purpose, Push, Verdict};
use siplaunch_push_benches::cpu_time;

use crate::{metrics::Metrics, provider::Providers};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [configuration, count, in_flight] = arguments.as_slice() else {
        return Err(anyhow!("usage: pushes CONFIGURATION COUNT IN_FLIGHT"));
    };
    let count = count.parse().context("COUNT is no number")?;
    let in_flight = in_flight.parse().context("IN_FLIGHT is no number")?;
    let config = config::load(Path::new(configuration)).map_err(|_| anyhow!("the configuration has errors"))?.config;
    let providers = Arc::new(Providers::new(&config, Arc::new(Metrics::new()))?);
    ensure!(push(&providers, 0).await, "the first push failed");

    let next = Arc::new(AtomicU64::new(1));
    let (start, cpu) = (Instant::now(), cpu_time());
    let workers: Vec<_> = (0..in_flight)
        .map(|_| {
            let (providers, next) = (providers.clone(), next.clone());
            tokio::spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number > count {
                        return true;
                    }
                    if !push(&providers, number).await {
                        return false;
                    }
                }
            })
        })
        .collect();
    for worker in workers {
        ensure!(worker.await?, "a push failed");
    }
    let (seconds, cpu) = (start.elapsed().as_secs_f64(), (cpu_time() - cpu).as_secs_f64());
    print(&json!({"pushes": count, "seconds": seconds, "cpu_seconds": cpu}));
    Ok(())
}

async fn push(providers: &Providers, number: u64) -> bool {
    let device = Device {
        provider: Provider::Apns,
        purpose: Purpose::Calls,
        app: "org.example.phone".to_owned(),
        token: DeviceToken::new(format!("{number:064x}")),
    };
    let call = Push::Call(Call {
        id: "6f1c0f0e-3ddb-4b10-9d1e-5f4b1c0a8c11".to_owned(),
        caller: "alice".to_owned(),
        caller_name: "Alice Example".to_owned(),
        callee: "bob".to_owned(),
        domain: "example.org".to_owned(),
    });
    let deadline = Instant::now() + Duration::from_secs(30);
    providers.push(&device, &call, deadline).await == Verdict::Delivered
}

fn print(result: &serde_json::Value) {
    println!("{result}");
}
