//! The command line.

use std::path::PathBuf;

use clap::{CommandFactory as _, Parser, Subcommand};
use siplaunch_push::{Provider, Purpose};

const ABOUT: &str = "Wakes sleeping phones for calls, through Apple's and Google's push services";

const AFTER_HELP: &str = "\
Examples:
  siplaunch-pushd --check
  siplaunch-pushd --config /etc/ngcp-config/config.yml
  siplaunch-pushd devices show 43720123456@sip.example.org
  siplaunch-pushd try 43720123456@sip.example.org

SIGHUP reads the configuration again; a bad file changes nothing. SIGTERM answers waiting calls with 503.
Exit status: 0 done, 1 bad configuration or a failure, 2 wrong usage.";

#[derive(Parser)]
#[command(name = "siplaunch-pushd", version, about = ABOUT, after_help = AFTER_HELP)]
pub(crate) struct Cli {
    /// The configuration: YAML with a block `pushd`, such as sip:carrier's config.yml
    #[arg(long, global = true, value_name = "FILE", default_value = "/etc/siplaunch-pushd/config.yml")]
    pub(crate) config: PathBuf,
    /// Print the effective configuration without secrets, and its warnings on standard error
    #[arg(long)]
    pub(crate) check: bool,
    /// At SIGTERM, let waiting calls end by themselves, and take no new ones
    #[arg(long, conflicts_with = "check")]
    pub(crate) drain: bool,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

impl Cli {
    /// The arguments of this process. It ends with status 2 if they are wrong.
    pub(crate) fn read() -> Self {
        let cli = Self::parse();
        if cli.command.is_some() && (cli.check || cli.drain) {
            let text = "--check and --drain are the daemon's: they go without a command";
            Self::command().error(clap::error::ErrorKind::ArgumentConflict, text).exit();
        }
        cli
    }
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Show and change the stored devices
    #[command(subcommand)]
    Devices(DevicesAction),
    /// Send one push to a subscriber's devices, and explain the answers
    Try {
        /// The subscriber, as USER@DOMAIN
        #[arg(value_name = "DEVICE")]
        device: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum DevicesAction {
    /// List all devices, without their tokens
    List,
    /// Show the devices of a subscriber
    Show {
        /// USER@DOMAIN
        subscriber: String,
    },
    /// Add a device; its token comes by standard input
    Add {
        /// USER@DOMAIN
        subscriber: String,
        /// The push service
        #[arg(long, value_parser = named::<Provider>)]
        provider: Provider,
        /// The pushes that the token is for
        #[arg(long, value_parser = named::<Purpose>)]
        purpose: Purpose,
        /// APNs: the app's bundle id without `.voip`; FCM: the project id
        #[arg(long)]
        app: String,
    },
    /// Delete the devices of a subscriber
    Delete {
        /// USER@DOMAIN
        subscriber: String,
    },
    /// Import sip:carrier's table `mobile_push_registrations`, as CSV by standard input
    Import,
}

/// A value by the name that it has in JSON.
fn named<T: serde::de::DeserializeOwned>(name: &str) -> Result<T, String> {
    T::deserialize(serde::de::value::StrDeserializer::<serde::de::value::Error>::new(name))
        .map_err(|error| error.to_string())
}
