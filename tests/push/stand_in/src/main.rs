//! Stand-ins for Apple's and Google's push services on loopback ports, for tests and benches.
//!
//! They check a push as the real services do, and answer with their statuses and reasons. A test scripts other answers
//! and faults over the control port; see [`control`]. The first line on standard output is the event `ready`, with
//! addresses and the names of the files made in `--dir`; each push is another line. All lines are JSON objects.
#![forbid(unsafe_code)]

mod answer;
mod apns;
mod control;
mod credentials;
mod events;
mod fcm;
mod oauth;
mod reply;
mod script;
mod serve;
mod state;
mod wire;

use std::{path::PathBuf, sync::Arc};

use anyhow::Context;
use clap::Parser;
use serde_json::json;
use tokio::net::TcpListener;

use crate::{
    credentials::Credentials,
    events::Event,
    serve::{Service, Tls},
    state::State,
};

#[derive(Parser)]
#[command(version, about = "Stand-ins for Apple's and Google's push services, for tests and benches")]
struct Options {
    /// The folder for keys and certificates; it is made if it is missing
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// Writes no line for each push: benches ask for the counts over the control port
    #[arg(long)]
    quiet: bool,
    /// The most streams at once on a connection
    #[arg(long, value_name = "N", default_value_t = 1000)]
    max_concurrent_streams: u32,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let mut listeners = Vec::new();
    for service in Service::ALL {
        listeners.push((service, listen().await?));
    }
    let control = listen().await?;
    let url =
        |listener: &TcpListener| listener.local_addr().map(|address| format!("https://localhost:{}", address.port()));
    let [apns, apns_sandbox, fcm] = [url(&listeners[0].1)?, url(&listeners[1].1)?, url(&listeners[2].1)?];

    let token_uri = format!("{fcm}{}", oauth::PATH);
    let credentials = Credentials::generate(&options.dir, &token_uri)?;
    let tls = Arc::new(Tls::new(&credentials)?);
    let ready = json!({
        "apns": apns,
        "apns_sandbox": apns_sandbox,
        "fcm": fcm,
        "token_uri": token_uri,
        "control": control.local_addr()?,
        "ca": options.dir.join(credentials::CA),
        "apns_key": options.dir.join(credentials::APNS_KEY),
        "key_id": credentials::KEY_ID,
        "team_id": credentials::TEAM_ID,
        "topic": apns::BUNDLE_ID,
        "apns_certificate": options.dir.join(credentials::APNS_CERTIFICATE),
        "service_account": options.dir.join(credentials::SERVICE_ACCOUNT),
        "project_id": credentials::PROJECT_ID,
    });
    let state = Arc::new(State::new(credentials, options.quiet, options.max_concurrent_streams));
    for (service, listener) in listeners {
        tokio::spawn(serve::run(state.clone(), tls.clone(), service, listener));
    }
    state.events.write(&Event::Ready(ready));
    control::run(state, control).await;
    Ok(())
}

async fn listen() -> anyhow::Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", 0)).await.context("no port to listen on")
}
