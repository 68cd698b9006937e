//! What `--version --verbose` prints after the version.

use std::env::consts;

use crate::store::SCHEMA_VERSION;

/// The C library, whose name ends the target.
const ENVIRONMENT: &str = if cfg!(target_env = "musl") {
    "-musl"
} else if cfg!(target_env = "gnu") {
    "-gnu"
} else {
    ""
};

/// The numbers that must fit other parts of an installation, as `key: value` lines.
pub(crate) fn details() -> String {
    let (version, arch, os) = (env!("CARGO_PKG_VERSION"), consts::ARCH, consts::OS);
    format!("version: {version}\ndevice-store-format: {SCHEMA_VERSION}\ntarget: {arch}-{os}{ENVIRONMENT}\n")
}
