use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::Result;
use siplaunch::QrCode;
use zeroize::Zeroizing;

use crate::{
    link_args::{IssuedPayload, LinkArgs},
    output,
};

/// Show the launch link as a QR code, or write it as an image
///
/// Anyone who sees the code can log in with it. Only its owner can read a file, which is written whole or not at all.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  siplaunch qr --username alice --server example.org \\
    --base https://portal.example/p --password-env PW
  siplaunch qr --username alice --server example.org \\
    --base https://portal.example/p --password-env PW --png alice.png
  siplaunch qr --username alice --server example.org \\
    --base https://portal.example/p --password-env PW --svg > alice.svg")]
pub(crate) struct Args {
    /// Write an SVG image, to standard output unless a file is named
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-", conflicts_with = "png")]
    svg: Option<PathBuf>,
    /// Write a PNG image; - is standard output
    #[arg(long, value_name = "FILE")]
    png: Option<PathBuf>,
    /// Pixels per module of a PNG image
    #[arg(long, default_value_t = QrCode::DEFAULT_SCALE)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=i64::from(QrCode::MAX_SCALE)))]
    scale: u32,
    /// Encode the app link instead, which few cameras open
    #[arg(long, conflicts_with = "sealed")]
    app_link: bool,
    #[command(flatten)]
    link: LinkArgs,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let issued = args.link.issue()?;
    let code = QrCode::new(match (&issued.payload, args.app_link) {
        (IssuedPayload::Token { app_link, .. }, true) => app_link,
        _ => &issued.launch_link,
    })?;
    if let Some(path) = &args.png {
        return output::write_binary(path, &Zeroizing::new(code.to_png(args.scale)?));
    }
    if let Some(path) = &args.svg {
        let svg = Zeroizing::new(code.to_svg() + "\n");
        return output::write(path, svg.as_bytes());
    }
    let text = Zeroizing::new(code.to_terminal());
    if output::is_terminal() { print_in_colour(&text) } else { output::write(Path::new("-"), text.as_bytes()) }
}

/// Prints in white on black: colours 231 and 16 are the same in every theme.
fn print_in_colour(text: &str) -> Result<()> {
    output::print(|out| text.lines().try_for_each(|line| writeln!(out, "\x1b[38;5;231;48;5;16m{line}\x1b[0m")))
}
