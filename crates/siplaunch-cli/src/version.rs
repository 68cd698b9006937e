//! What `--version --verbose` prints.

use std::{env::consts, ffi::OsString, io::Write as _};

use anyhow::Result;
use clap::{Arg, ArgAction};
use siplaunch::SealedToken;

use crate::output;

/// The ABI of the C library of this version: `SIPLAUNCH_ABI_VERSION` of its header.
const C_ABI: u32 = 0;

/// What is compiled in of the crate's features.
const FEATURES: [(&str, bool); 2] = [("claims", cfg!(feature = "claims")), ("serve", cfg!(feature = "serve"))];

/// The C library, whose name ends the target.
const ENVIRONMENT: &str = if cfg!(target_env = "musl") {
    "-musl"
} else if cfg!(target_env = "gnu") {
    "-gnu"
} else {
    ""
};

/// The option `--verbose`, which no field of the arguments holds: clap stops at `--version`.
pub(crate) fn verbose() -> Arg {
    let help = "With --version: print features, ABI, formats and target too, as `key: value` lines";
    Arg::new("verbose").short('v').long("verbose").action(ArgAction::SetTrue).requires("version").help(help)
}

/// Whether the arguments have `--verbose`.
pub(crate) fn is_verbose(args: &[OsString]) -> bool {
    let is_short = |arg: &str| arg.starts_with('-') && !arg.starts_with("--") && arg.contains('v');
    args.iter().skip(1).filter_map(|arg| arg.to_str()).any(|arg| arg == "--verbose" || is_short(arg))
}

/// Prints the version, and the numbers that must fit other parts of an installation, as `key: value` lines.
pub(crate) fn print() -> Result<()> {
    let features: Vec<_> = FEATURES.iter().filter(|(_, is_there)| *is_there).map(|(name, _)| *name).collect();
    let features = if features.is_empty() { "none".to_owned() } else { features.join(", ") };
    let version = env!("CARGO_PKG_VERSION");
    output::print(|out| {
        writeln!(out, "siplaunch {version}\nversion: {version}\nfeatures: {features}\nc-abi: {C_ABI}")?;
        writeln!(out, "sealed-link-format: {}", SealedToken::FORMAT)?;
        writeln!(out, "target: {}-{}{ENVIRONMENT}", consts::ARCH, consts::OS)
    })
}
