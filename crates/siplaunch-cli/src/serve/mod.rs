//! The launch handler as an HTTP server, behind a reverse proxy or alone.

mod claims;
mod connection;
mod current;
mod launch;
mod limits;
mod linger;
mod listener;
mod log;
mod metrics;
mod queue;
mod reload;
mod reply;
mod server;
mod stop;
mod workers;

use std::{net::SocketAddr, sync::Arc};

use anyhow::{Context as _, Result};
use hyper::http;
use prometheus_client::metrics::gauge::Gauge;
use tokio::{runtime, task::JoinHandle};

use self::{
    claims::Claims,
    connection::Answer,
    current::Current,
    launch::Launch,
    limits::Limits,
    log::{AccessLog, Event, Loaded, Log},
    metrics::{Metrics, MetricsPage},
    reload::reload,
    reply::Texts,
    server::Server,
    stop::{Signal, Signals, Stop},
    workers::Workers,
};
use crate::{handler_args::HandlerArgs, stderr};

const THREADS: &str = "start of the threads";

/// Run the launch handler as an HTTP server
///
/// Speaks plain HTTP/1.1: TLS is for the reverse proxy in front. Stops on SIGTERM and SIGINT, after it has answered the
/// requests that are open. On SIGHUP it reads its files again. GET /healthz answers 200.
///
/// Use --page: customers then get a page that opens the app or leads to its store. Without it the answer is a redirect,
/// which works only on a phone that has the app: elsewhere Firefox and WebKit show an error, in WebKit with the token,
/// and other browsers show nothing.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  siplaunch serve --listen 127.0.0.1:8080 \\
    --page --base https://portal.example/p
  siplaunch serve --listen 127.0.0.1:8080 \\
    --path /launch --param t --scheme acmephone
  siplaunch serve --listen '[::1]:8080' --metrics-listen '[::1]:9090' \\
    --access-log off --timeout 30s")]
pub(crate) struct Args {
    /// Address to listen on; for port 0 the system chooses a port, which the log shows
    #[arg(long, value_name = "IP:PORT")]
    listen: SocketAddr,
    /// Path of the launch handler
    #[arg(long, default_value = "/p", value_parser = launch::parse_path)]
    path: String,
    /// Address to listen on for Prometheus, which reads /metrics there
    #[arg(long, value_name = "IP:PORT")]
    metrics_listen: Option<SocketAddr>,
    /// Log requests on standard error, never with their query
    #[arg(long, value_enum, default_value_t)]
    access_log: AccessLog,
    #[command(flatten)]
    limits: Limits,
    #[command(flatten)]
    handler: HandlerArgs,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let metrics = Metrics::new();
    let log = Log::start(metrics.log_lines_dropped.clone()).context(THREADS)?;
    let warnings = log.clone();
    let listener = Box::new(move |text| warnings.write(Event::Warning { text }));
    let result = stderr::heard_by(listener, || run_with(args, metrics, &log));
    log.flush();
    result
}

fn run_with(args: &Args, metrics: Metrics, log: &Log) -> Result<()> {
    let handler = Current::new(args.handler.load()?);
    let claims = match args.handler.claims()? {
        Some((store, policy)) => {
            Some(Claims::start(store, policy, metrics.clone(), log.clone()).context("claim store")?)
        }
        None if args.handler.opens_sealed_links() => {
            stderr::warn("there is no claim store, so taps on one-time links get 503: --claims names one");
            None
        }
        None => None,
    };
    let workers = Arc::new(Workers::start().context(THREADS)?);
    let runtime = runtime::Builder::new_current_thread().enable_all().build().context(THREADS)?;
    runtime.block_on(serve(args, handler, claims, workers, metrics, log))
}

async fn serve(
    args: &Args,
    handler: Current,
    claims: Option<Claims>,
    workers: Arc<Workers>,
    metrics: Metrics,
    log: &Log,
) -> Result<()> {
    let mut signals = Signals::new().context("signal handlers")?;
    let stop = Stop::new();
    metrics.see_revoked(&handler.get());
    let (launch, page) = servers(args, handler.clone(), claims, workers, metrics.clone(), log)?;

    let (launch, listen) = start(launch, "--listen", args.listen, &stop).await?;
    let metrics_listen = match args.metrics_listen {
        Some(address) => Some(start(page, "--metrics-listen", address, &stop).await?.1),
        None => None,
    };
    let version = env!("CARGO_PKG_VERSION");
    log.write(Event::Start { version, listen, metrics_listen, loaded: Loaded::new(&handler.get()) });
    #[cfg(unix)]
    notify_systemd();

    loop {
        match signals.next().await {
            Signal::Reload => reload(&args.handler, &handler, &metrics, log),
            Signal::Stop(signal) => {
                stop.ask();
                log.write(Event::Stop { signal });
                break;
            }
        }
    }
    tokio::select! {
        _ = launch => {}
        // A second signal ends the wait for clients.
        () = signals.next_stop() => {}
    }
    log.write(Event::Stopped);
    Ok(())
}

/// Notifies systemd that the server listens, if systemd started it.
#[cfg(unix)]
fn notify_systemd() {
    if let Err(error) = sd_notify::notify(&[sd_notify::NotifyState::Ready]) {
        stderr::warn(format_args!("systemd could not be notified: {error}"));
    }
}

/// Starts a server on an option's address, and returns the address with the real port.
async fn start<A: Answer>(
    server: Server<A>,
    option: &str,
    address: SocketAddr,
    stop: &Stop,
) -> Result<(JoinHandle<()>, SocketAddr)> {
    let listener = listener::bind(option, address).await?;
    let address = listener.local_addr()?;
    Ok((tokio::spawn(server.run(listener, stop.clone())), address))
}

fn servers(
    args: &Args,
    handler: Current,
    claims: Option<Claims>,
    workers: Arc<Workers>,
    metrics: Metrics,
    log: &Log,
) -> http::Result<(Server<Launch>, Server<MetricsPage>)> {
    let texts = Texts::new(&handler.get())?;
    let page = MetricsPage { registry: metrics.registry(), texts: texts.clone() };
    let open = metrics.open_connections.clone();
    let launch = Launch {
        handler,
        claims,
        path: args.path.clone(),
        texts,
        metrics,
        log: log.clone(),
        access_log: args.access_log,
    };
    let limits = args.limits.clone();
    Ok((
        Server {
            answer: Arc::new(launch),
            workers: Arc::clone(&workers),
            limits: limits.clone(),
            open,
            log: log.clone(),
        },
        Server { answer: Arc::new(page), workers, limits, open: Gauge::default(), log: log.clone() },
    ))
}
