use std::io::Write as _;

use anyhow::Result;

use crate::{brand::BrandArgs, input, output, stderr};

/// Encrypt standard input as the handbook's script does: print the token, then the token percent-escaped
///
/// Takes any bytes and checks nothing; `siplaunch link` makes a link of checked credentials.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  printf %s 'username=testuser&server=example.org&password=testpass' |
    siplaunch encode")]
pub(crate) struct Args {
    /// Drop one line ending at the end of the input
    #[arg(long)]
    chomp: bool,
    #[command(flatten)]
    brand: BrandArgs,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let brand = args.brand.load()?;
    let input = input::read_stdin()?;
    let plaintext = match (input.as_slice(), args.chomp) {
        ([head @ .., b'\r', b'\n'] | [head @ .., b'\n'], true) => head,
        (all @ [.., b'\n'], false) => {
            stderr::warn("the input ends in a newline, which becomes part of the password: use printf %s, or --chomp");
            all
        }
        (all, _) => all,
    };
    let token = brand.raw_token(plaintext);
    output::print(|out| writeln!(out, "{token}\n{}", token.escaped()))
}
