//! `siplaunch-pushd devices`: the stored devices, at a shell.

mod import;

use std::{
    fs::File,
    io::{self, Read, Write},
    path::Path,
};

use anyhow::{Context as _, bail, ensure};
use siplaunch_push::{Device, Provider, Purpose};
use zeroize::Zeroizing;

use crate::{
    cli::{DevicesAction, NewDevice},
    clock::unix_time,
    config::Config,
    metrics::Metrics,
    store::{ShownDevice, Store, StoredDevice, short_id},
};

/// Devices of one page of the list.
const PAGE: u32 = 1000;
/// Bytes of a token and its line's end.
const MAX_TOKEN: u64 = 8192;

/// Does the action in the configuration's store.
///
/// # Errors
///
/// The store cannot be opened or fails, the input is wrong, or standard output cannot be written.
#[expect(clippy::disallowed_methods, reason = "what a command prints goes through here")]
pub(crate) async fn run(action: DevicesAction, config: &Config) -> anyhow::Result<()> {
    let store = Store::open(&config.store, &Metrics::new()).await?;
    let mut output = io::BufWriter::new(io::stdout().lock());
    match action {
        DevicesAction::List { json } => list(&store, json, &mut output).await?,
        DevicesAction::Show { subscriber, json } => {
            for device in store.devices(&subscriber).await? {
                show(device, json, &mut output)?;
            }
        }
        DevicesAction::Add(new) => show(add(&store, new).await?, false, &mut output)?,
        DevicesAction::Delete { subscriber, id } => {
            let deleted = delete(&store, &subscriber, id.as_deref()).await?;
            writeln!(output, "deleted {deleted}")?;
        }
        DevicesAction::Import(options) => import::run(&store, options, &mut output).await?,
    }
    output.flush()?;
    Ok(())
}

async fn list(store: &Store, json: bool, output: &mut impl Write) -> anyhow::Result<()> {
    let mut last = None;
    loop {
        let page = store.page(last.as_ref(), PAGE).await?;
        let Some(end) = page.last() else { break Ok(()) };
        last = Some(end.clone());
        for device in page {
            show(device, json, output)?;
        }
    }
}

/// One line a device.
fn show(device: StoredDevice, json: bool, output: &mut impl Write) -> anyhow::Result<()> {
    let device = ShownDevice::from(device);
    if json {
        writeln!(output, "{}", serde_json::to_string(&device)?)?;
    } else {
        let ShownDevice { id, subscriber, provider, purpose, app, device_id, stored_at } = device;
        write!(output, "{id}  {stored_at}  {provider:<12}  {purpose:<8}  {subscriber}")?;
        for (name, value) in [("app", app), ("device id", device_id.unwrap_or_default())] {
            if !value.is_empty() {
                write!(output, "  {name} {value}")?;
            }
        }
        writeln!(output)?;
    }
    Ok(())
}

async fn add(store: &Store, new: NewDevice) -> anyhow::Result<StoredDevice> {
    let token = token(new.token_file.as_deref())?;
    let purpose = match new.provider {
        Provider::Fcm => new.purpose.unwrap_or(Purpose::Both),
        _ => new.purpose.context("--purpose is missing: Apple gives one token for calls, another for messages")?,
    };
    let device = Device::new(new.provider, purpose, &new.app, &token)?;
    let stored = StoredDevice { subscriber: new.subscriber, device_id: new.device_id, device, stored_at: unix_time() };
    let stored = stored.checked()?;
    store.put(&stored).await?;
    Ok(stored)
}

/// The token in a file, or in standard input.
fn token(file: Option<&Path>) -> anyhow::Result<Zeroizing<String>> {
    let input: Box<dyn Read> = match file {
        Some(file) => Box::new(File::open(file).with_context(|| format!("{} cannot be read", file.display()))?),
        None => Box::new(io::stdin().lock()),
    };
    let mut token = Zeroizing::new(String::new());
    input.take(MAX_TOKEN).read_to_string(&mut token).context("the token cannot be read")?;
    Ok(Zeroizing::new(token.trim_end_matches(['\r', '\n']).to_owned()))
}

async fn delete(store: &Store, subscriber: &str, id: Option<&str>) -> anyhow::Result<usize> {
    let mut devices = store.devices(subscriber).await?;
    ensure!(!devices.is_empty(), "the subscriber has no device: `devices list` shows all");
    if let Some(id) = id {
        devices.retain(|device| short_id(&device.device) == id);
        if devices.is_empty() {
            bail!("the subscriber has no device with this id: `devices show` shows the ids");
        }
    }
    for device in &devices {
        store.delete(&device.device, Some(&device.subscriber)).await?;
    }
    Ok(devices.len())
}
