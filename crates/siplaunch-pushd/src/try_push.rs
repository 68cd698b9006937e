//! `siplaunch-pushd try`: one push, and the provider's answer in words.

use std::{
    io::{self, Write},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use siplaunch_push::{Call, Device, Message, Purpose, Push, Verdict};

use crate::{clock::unix_time, config::Config, metrics::Metrics, provider::Providers, store::Store};

/// How long the push is of use.
const WAIT: Duration = Duration::from_secs(10);

/// Pushes to the devices of a subscriber (`user@domain`), and prints the answers.
#[expect(clippy::disallowed_methods, reason = "this command's output")]
pub(crate) async fn run(subscriber: &str, config: &Config) -> anyhow::Result<()> {
    let metrics = Arc::new(Metrics::new());
    let store = Store::open(&config.store, &metrics).await?;
    let providers = Providers::new(config, metrics)?;
    let devices = store.devices(subscriber).await?;
    let devices: Vec<_> = devices.into_iter().map(|stored| stored.device).collect();
    report(subscriber, &devices, &providers, &mut io::stdout().lock()).await
}

/// Pushes to devices and writes the answers. Fails unless all of them took the push.
pub(crate) async fn report(
    subscriber: &str,
    devices: &[Device],
    providers: &Providers,
    to: &mut impl Write,
) -> anyhow::Result<()> {
    let (callee, domain) = subscriber.rsplit_once('@').context("the subscriber has no domain: write USER@DOMAIN")?;
    if devices.is_empty() {
        bail!("the subscriber has no device: start the app on the phone, or add one with siplaunch-pushd devices add");
    }
    let mut failed = 0;
    for device in devices {
        let attempt = providers.attempt(device, &push(device, callee, domain), Instant::now() + WAIT).await;
        let status = attempt.status().map_or_else(|| "no answer".to_owned(), |status| status.to_string());
        let app = if device.app.is_empty() { "(app of the configuration)" } else { &device.app };
        let (provider, purpose, reason) = (device.provider.name(), device.purpose.name(), attempt.reason());
        writeln!(to, "{provider} {purpose} {app}: {status} {reason}\n  {attempt}")?;
        failed += usize::from(attempt.verdict() != Verdict::Delivered);
    }
    if failed > 0 { bail!("{failed} of {} devices did not get the push", devices.len()) } else { Ok(()) }
}

/// A call, or a message for a token that calls cannot use. The app ends a call that it finds nowhere.
fn push(device: &Device, callee: &str, domain: &str) -> Push {
    let (callee, domain) = (callee.to_owned(), domain.to_owned());
    let id = format!("try-{}", unix_time());
    match device.purpose {
        Purpose::Messages => Push::Message(Message { id, callee, domain, alert: "Test".into(), ..Message::default() }),
        _ => Push::Call(Call { id, caller: "test".into(), caller_name: "Test".into(), callee, domain }),
    }
}
