//! The command line.

use std::{
    env,
    io::{self, Write as _},
    path::PathBuf,
    process,
};

use clap::{Args, CommandFactory as _, Parser, Subcommand, error::ErrorKind};
use siplaunch_push::{DeviceError, Provider, Purpose};

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
    /// With --version: print formats and target too, as `key: value` lines
    #[arg(short, long, requires = "version")]
    verbose: bool,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

impl Cli {
    /// The arguments of this process. It ends with status 2 if they are wrong.
    ///
    /// `details` are what `--version --verbose` prints after the version.
    #[expect(clippy::disallowed_methods, reason = "the version is this command's output")]
    pub(crate) fn read(details: &str) -> Self {
        let cli = Self::try_parse().unwrap_or_else(|error| {
            if error.kind() == ErrorKind::DisplayVersion && is_verbose() {
                let printed = write!(io::stdout().lock(), "{error}{details}");
                process::exit(i32::from(printed.is_err()));
            }
            error.exit()
        });
        if cli.command.is_some() && (cli.check || cli.drain) {
            let text = "--check and --drain are the daemon's: they go without a command";
            Self::command().error(ErrorKind::ArgumentConflict, text).exit();
        }
        cli
    }
}

/// Whether the arguments have `--verbose`. clap stops at `--version`, and says nothing of those after it.
fn is_verbose() -> bool {
    let is_short = |arg: &str| arg.starts_with('-') && !arg.starts_with("--") && arg.contains('v');
    env::args_os().skip(1).filter_map(|arg| arg.into_string().ok()).any(|arg| arg == "--verbose" || is_short(&arg))
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Show and change the stored devices
    #[command(subcommand)]
    Devices(DevicesAction),
    /// Send one push to a subscriber's devices, and explain the answers
    Try {
        /// USER@DOMAIN
        subscriber: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum DevicesAction {
    /// List all devices, without their tokens
    List {
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Show the devices of a subscriber, without their tokens
    Show {
        /// USER@DOMAIN
        subscriber: String,
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Add a device; its token comes from standard input or a file
    Add(NewDevice),
    /// Delete the devices of a subscriber, or one of them
    Delete {
        /// USER@DOMAIN
        subscriber: String,
        /// The id of the device, as `devices show` has it; all devices without it
        id: Option<String>,
    },
    /// Import sip:carrier's table `mobile_push_registrations`
    Import(ImportOptions),
}

#[derive(Args)]
pub(crate) struct NewDevice {
    /// USER@DOMAIN
    pub(crate) subscriber: String,
    /// The push service: `apns`, `apns_sandbox` or `fcm`
    #[arg(long, value_parser = provider)]
    pub(crate) provider: Provider,
    /// The pushes that the token is for: calls or messages for APNs; both for FCM, which is its default
    #[arg(long, value_parser = purpose)]
    pub(crate) purpose: Option<Purpose>,
    /// APNs: the app's bundle id without `.voip`; FCM: the project id. Without it, the configuration's
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) app: String,
    /// The phone's own id: another token with it replaces this one
    #[arg(long, value_name = "ID")]
    pub(crate) device_id: Option<String>,
    /// A file with the token; standard input without it
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
}

const IMPORT_HELP: &str = "\
The first line of the CSV names its columns: reg_id, type, username and domain, and if there are any, device_id,
apns_type and timestamp (seconds since 1970, or YYYY-MM-DD hh:mm:ss in UTC).
A row that is no device is reported and left out; the exit status is 1 then. Devices stored later than a row stay.
The password of --from comes from the environment: SIPLAUNCH_PUSHD_IMPORT_PASSWORD.";

#[derive(Args)]
#[command(after_help = IMPORT_HELP)]
pub(crate) struct ImportOptions {
    /// The table as CSV; standard input without it
    #[arg(conflicts_with = "from")]
    pub(crate) file: Option<PathBuf>,
    /// sip:carrier's database, instead of CSV: `mysql://USER@HOST`
    #[arg(long, value_name = "URL")]
    pub(crate) from: Option<String>,
    /// The bundle id of all devices of APNs, which the table does not have. Without it, the configuration's
    #[arg(long, value_name = "APP", default_value = "", hide_default_value = true)]
    pub(crate) apns_app: String,
    /// The project id of all devices of FCM, which the table does not have. Without it, the service account's
    #[arg(long, value_name = "APP", default_value = "", hide_default_value = true)]
    pub(crate) fcm_app: String,
}

fn provider(name: &str) -> Result<Provider, DeviceError> {
    Provider::from_name(name).ok_or(DeviceError::Provider)
}

fn purpose(name: &str) -> Result<Purpose, DeviceError> {
    Purpose::from_name(name).ok_or(DeviceError::Purpose)
}
