//! The push daemon `siplaunch-pushd`.
#![forbid(unsafe_code)]
#![allow(dead_code, reason = "skeleton")]

mod check;
mod cli;
mod config;
mod daemon;
mod devices;
mod http;
mod metrics;
mod provider;
mod store;
mod try_push;

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use clap::Parser as _;

use self::{
    cli::{Cli, Command},
    config::Loaded,
};

fn main() -> ExitCode {
    let Err(error) = run(Cli::parse()) else { return ExitCode::SUCCESS };
    _ = writeln!(io::stderr().lock(), "siplaunch-pushd: {error:#}");
    ExitCode::FAILURE
}

fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        Some(Command::Devices { file, action }) => {
            let Loaded { config, .. } = check::load(&file.config)?;
            runtime(1)?.block_on(devices::run(action, &config))
        }
        Some(Command::Try { file, device }) => {
            let Loaded { config, .. } = check::load(&file.config)?;
            runtime(1)?.block_on(try_push::run(&device, &config))
        }
        None if cli.daemon.check => check::print(&cli.daemon.file.config),
        None => start(&cli.daemon),
    }
}

fn start(args: &cli::Daemon) -> anyhow::Result<()> {
    let loaded = check::load(&args.file.config)?;
    let options = daemon::Options { config: &args.file.config, drain: args.drain };
    runtime(loaded.config.threads)?.block_on(daemon::run(loaded, options))
}

fn runtime(threads: usize) -> io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build()
}
