//! The push daemon `siplaunch-pushd`.
#![forbid(unsafe_code)]

mod check;
mod cli;
mod clock;
mod config;
mod daemon;
mod devices;
mod early_media;
mod http;
mod log;
mod metrics;
mod provider;
mod store;
mod try_push;
mod version;

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use tokio::runtime::Builder;

use self::cli::{Cli, Command};

fn main() -> ExitCode {
    let Err(error) = run(Cli::read(&version::details())) else { return ExitCode::SUCCESS };
    _ = writeln!(io::stderr().lock(), "siplaunch-pushd: {error:#}");
    ExitCode::FAILURE
}

fn run(cli: Cli) -> anyhow::Result<()> {
    if cli.check {
        return check::print(&cli.config);
    }
    let loaded = check::load(&cli.config)?;
    let runtime = Builder::new_multi_thread().worker_threads(loaded.config.threads).enable_all().build()?;
    runtime.block_on(async {
        match cli.command {
            Some(Command::Devices(action)) => devices::run(action, &loaded.config).await,
            Some(Command::Try { subscriber }) => try_push::run(&subscriber, &loaded.config).await,
            None => {
                let _log = log::start();
                daemon::run(loaded, daemon::Options { config: &cli.config, drain: cli.drain }).await
            }
        }
    })
}
