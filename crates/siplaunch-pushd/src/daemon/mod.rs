//! The daemon's life: start, signals, end.

mod sip_socket;
mod switchboard;
mod tcp;

use std::{path::Path, sync::Arc};

use anyhow::{Context as _, anyhow};
use sd_notify::NotifyState;
use siplaunch_push::{
    sip::{self, Agent},
    wake::Wakes,
};
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
    sync::{mpsc, watch},
};
use tracing::{info, warn};

use self::{
    sip_socket::SipSockets,
    switchboard::{Command, Settings, Switchboard},
    tcp::Tcp,
};
use crate::{
    config::{self, Config, Finding, Loaded, Sip},
    early_media::EarlyMedia,
    http::{self, App},
    metrics::{Metrics, ReloadLabels},
    provider::Providers,
    store::Store,
};

/// The `Retry-After` of a 503, in seconds.
const RETRY_AFTER: u32 = 10;
/// The most pushes of the HTTP face that wait for the switchboard; more are answered 503.
const MAX_ORDERS: usize = 4096;

/// How the daemon ends, and where it reads its configuration again.
pub(crate) struct Options<'a> {
    pub(crate) config: &'a Path,
    /// Whether waiting calls end by themselves at SIGTERM.
    pub(crate) drain: bool,
}

/// Runs until SIGTERM or SIGINT.
pub(crate) async fn run(loaded: Loaded, options: Options<'_>) -> anyhow::Result<()> {
    let config = loaded.config;
    let mut hangup = signal(SignalKind::hangup())?;
    let stops = [signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?];
    let metrics = Arc::new(Metrics::new());
    let store = Store::open(&config.store, &metrics).await?;
    let (commands, inbox) = mpsc::unbounded_channel();
    let (order, orders) = mpsc::channel(MAX_ORDERS);
    let app = Arc::new(App::new(http::Settings::read(&config)?, store.clone(), Arc::clone(&metrics), order));
    let listener =
        TcpListener::bind(config.http.listen).await.with_context(|| format!("HTTP at {}", config.http.listen))?;
    let switchboard = Switchboard {
        sip: config.sip.as_ref().map(|sip| sip_side(sip, &config, &commands)).transpose()?,
        wakes: Wakes::new(),
        settings: settings(&config, &metrics)?,
        store: store.clone(),
        metrics: Arc::clone(&metrics),
        commands: commands.clone(),
        offers: std::collections::HashMap::new(),
        stopping: false,
    };
    let calls = tokio::spawn(switchboard.run(inbox, orders));
    let (stop_http, stopped) = watch::channel(false);
    let http = tokio::spawn(http::serve(listener, Arc::clone(&app), stopped));
    info!(version = env!("CARGO_PKG_VERSION"), http = %config.http.listen, "started");
    notify(&[NotifyState::Ready]);
    let mut stop = std::pin::pin!(any(stops));
    loop {
        tokio::select! {
            _ = hangup.recv() => reload(&options, &config, &metrics, &commands, &app),
            () = &mut stop => break,
        }
    }
    info!("stopping");
    notify(&[NotifyState::Stopping]);
    app.stop();
    let _ = commands.send(Command::Stop { drain: options.drain });
    calls.await?;
    let _ = stop_http.send(true);
    http.await?;
    info!("stopped");
    Ok(())
}

/// The first of two signals.
async fn any([mut first, mut second]: [Signal; 2]) {
    tokio::select! {
        _ = first.recv() => {}
        _ = second.recv() => {}
    }
}

/// Reads the keys, certificates and sounds of a configuration, as a start does.
pub(crate) fn check(config: &Config) -> anyhow::Result<()> {
    settings(config, &Arc::new(Metrics::new()))?;
    http::Settings::read(config)?;
    Ok(())
}

/// What a reload replaces, from files that the configuration names.
fn settings(config: &Config, metrics: &Arc<Metrics>) -> anyhow::Result<Settings> {
    let trusted = config.sip.as_ref().map_or_else(Vec::new, |sip| sip.trusted_proxies.clone());
    let providers = Arc::new(Providers::new(config, Arc::clone(metrics))?);
    let early_media = match &config.sip {
        Some(sip) => early_media(sip, metrics)?,
        None => None,
    };
    Ok(Settings { providers, mode: config.mode, wait: config.wait, trusted, early_media })
}

fn early_media(sip: &Sip, metrics: &Arc<Metrics>) -> anyhow::Result<Option<EarlyMedia>> {
    let new = |config| EarlyMedia::new(config, sip.listen.ip(), Arc::clone(metrics));
    sip.early_media.as_ref().map(new).transpose()
}

fn sip_side(
    sip: &Sip,
    config: &Config,
    commands: &mpsc::UnboundedSender<Command>,
) -> anyhow::Result<(Agent, SipSockets)> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed)?;
    let agent = Agent::new(
        sip::Config {
            address: sip.advertise.unwrap_or(sip.listen),
            max_calls: sip.max_calls,
            wait: config.wait,
            retry_after: RETRY_AFTER,
        },
        seed,
    );
    let (trusted, watch) = watch::channel(sip.trusted_proxies.clone());
    let listener =
        std::net::TcpListener::bind(sip.listen).with_context(|| format!("SIP over TCP at {}", sip.listen))?;
    listener.set_nonblocking(true)?;
    let tcp = Tcp::accept(TcpListener::from_std(listener)?, watch, commands.clone());
    let sockets =
        SipSockets::bind(sip.listen, trusted, tcp).with_context(|| format!("SIP over UDP at {}", sip.listen))?;
    Ok((agent, sockets))
}

/// Reads the configuration again. A bad file, or a bad key in it, changes nothing.
fn reload(
    options: &Options<'_>,
    running: &Config,
    metrics: &Arc<Metrics>,
    commands: &mpsc::UnboundedSender<Command>,
    app: &App,
) {
    if let Ok(now) = NotifyState::monotonic_usec_now() {
        notify(&[NotifyState::Reloading, now]);
    }
    let result = match try_reload(options.config, running, metrics) {
        Ok((settings, http)) => {
            app.set(http);
            let _ = commands.send(Command::Reload(settings));
            info!("reloaded");
            "ok"
        }
        Err(error) => {
            warn!(error = format!("{error:#}"), "reload_failed");
            "failed"
        }
    };
    metrics.reloads.get_or_create(&ReloadLabels { result }).inc();
    notify(&[NotifyState::Ready]);
}

fn try_reload(path: &Path, running: &Config, metrics: &Arc<Metrics>) -> anyhow::Result<(Settings, http::Settings)> {
    let loaded = config::load(path).map_err(|errors| {
        log_findings(&errors.0);
        anyhow!("the file cannot be used")
    })?;
    log_findings(&loaded.warnings);
    for entry in running.restart_for(&loaded.config) {
        warn!(entry, "restart_needed");
    }
    Ok((settings(&loaded.config, metrics)?, http::Settings::read(&loaded.config)?))
}

fn log_findings(findings: &[Finding]) {
    for Finding { severity, line, text } in findings {
        warn!(%severity, line, text, "configuration_finding");
    }
}

/// Notifies systemd, if it started the daemon.
fn notify(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        warn!(%error, "systemd_not_notified");
    }
}
