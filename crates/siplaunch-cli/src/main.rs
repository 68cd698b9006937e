//! The `siplaunch` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    siplaunch_cli::run(std::env::args_os())
}
