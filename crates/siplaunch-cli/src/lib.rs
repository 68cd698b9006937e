//! The `siplaunch` command as a function that other programs can call, such as the Python package: [`run`].
#![forbid(unsafe_code)]
// The macros for printing panic on a failed write. The modules `stderr` and `output` write instead.
#![warn(clippy::print_stderr, clippy::print_stdout)]

mod arguments;
mod batch;
mod brand;
mod cgi;
#[cfg(feature = "claims")]
mod claims;
mod complete;
mod decode;
mod duration;
mod encode;
mod expiry;
mod explain;
mod handler_args;
mod input;
mod json;
mod key_file;
mod keygen;
mod link;
mod link_args;
mod mail;
mod mailbox;
mod message_args;
mod open;
mod output;
mod page;
mod page_config;
mod param_args;
mod qr;
mod read_args;
mod revoked;
mod sealing;
#[cfg(feature = "serve")]
mod serve;
mod sms;
mod stderr;
mod version;

use std::{
    ffi::{OsStr, OsString},
    process::ExitCode,
};

use clap::{Args as _, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, error::ErrorKind};

const ABOUT: &str = "Launch links for the sip:phone app and its branded versions";

const AFTER_HELP: &str = "\
Examples:
  printf %s \"$PASSWORD\" | siplaunch link \\
    --username 43720123456 --server sip.example.org \\
    --base https://portal.example/p
  siplaunch serve --listen 127.0.0.1:8080 \\
    --page --base https://portal.example/p
  siplaunch explain < pasted-link.txt

Passwords, keys and links are never arguments, which other users of the machine can read.
If a value is also the name of an option, join it with =, as in --username=--server.
A character that cannot be seen, or that a terminal acts on, is shown as \\u{HEX}, and so is a backslash before u{.
Exit status: 0 done, 1 bad input or an output that cannot be written, 2 wrong usage,
3 (batch) done but for the rows that were rejected.";

#[derive(Parser)]
#[command(name = "siplaunch", version, about = ABOUT, after_help = AFTER_HELP, arg = version::verbose())]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Encode(encode::Args),
    Link(link::Args),
    Batch(batch::Args),
    Qr(qr::Args),
    Sms(sms::Args),
    Mail(mail::Args),
    Decode(decode::Args),
    Open(open::Args),
    Keygen(keygen::Args),
    Explain(explain::Args),
    #[cfg(feature = "claims")]
    Claims(claims::Args),
    #[cfg(feature = "claims")]
    Revoke(claims::RevokeArgs),
    #[cfg(feature = "serve")]
    Serve(serve::Args),
    Cgi(cgi::Args),
    Completions(complete::Args),
}

/// Runs the command with its arguments, the first of which is the program's name, and returns its exit status.
///
/// 0: done. 1: bad input, or an output that cannot be written. 2: wrong usage. 3: a batch is done, but for the rows that
/// were rejected. Standard error has the reason.
pub fn run<I, T>(args: I) -> ExitCode
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let args: Vec<_> = args.into_iter().map(Into::into).collect();
    let is_verbose = version::is_verbose(&args);
    let cli = match parse(args) {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            stderr::usage(error);
            return ExitCode::from(2);
        }
        Err(error) if error.kind() == ErrorKind::DisplayVersion && is_verbose => {
            return status(version::print().map(|()| ExitCode::SUCCESS));
        }
        // clap hands out help and version as errors.
        Err(help) => return status(output::print(|_| help.print()).map(|()| ExitCode::SUCCESS)),
    };
    status(run_subcommand(cli.command))
}

/// The command with all its subcommands and options, for its manual pages.
#[doc(hidden)]
#[must_use]
pub fn definition() -> clap::Command {
    Cli::command()
}

fn parse(args: Vec<OsString>) -> Result<Cli, clap::Error> {
    let mut command = args.get(1).and_then(|name| with_only(name)).unwrap_or_else(Cli::command);
    let args = arguments::join_values(args, &command);
    let matches = command.try_get_matches_from_mut(args)?;
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// The definition of a subcommand's options.
type Define = fn(clap::Command) -> clap::Command;

/// The subcommands that a portal or web server starts for each customer.
const FREQUENT: [(&str, Define); 6] = [
    ("link", link::Args::augment_args),
    ("qr", qr::Args::augment_args),
    ("sms", sms::Args::augment_args),
    ("mail", mail::Args::augment_args),
    ("encode", encode::Args::augment_args),
    ("cgi", cgi::Args::augment_args),
];

/// The command with a frequent subcommand alone: to define the options of all takes longer than to make a link.
fn with_only(name: &OsStr) -> Option<clap::Command> {
    let (name, define) = FREQUENT.into_iter().find(|(frequent, _)| name == *frequent)?;
    Some(clap::Command::new("siplaunch").subcommand(define(clap::Command::new(name))))
}

fn run_subcommand(command: Command) -> anyhow::Result<ExitCode> {
    let done = match command {
        Command::Batch(args) => return batch::run(&args),
        Command::Encode(args) => encode::run(&args),
        Command::Link(args) => link::run(&args),
        Command::Qr(args) => qr::run(&args),
        Command::Sms(args) => sms::run(&args),
        Command::Mail(args) => mail::run(&args),
        Command::Decode(args) => decode::run(&args),
        Command::Open(args) => open::run(&args),
        Command::Keygen(args) => keygen::run(&args),
        Command::Explain(args) => explain::run(&args),
        #[cfg(feature = "claims")]
        Command::Claims(args) => claims::run(&args),
        #[cfg(feature = "claims")]
        Command::Revoke(args) => claims::run_revoke(&args),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(&args),
        Command::Cgi(args) => cgi::run(&args),
        Command::Completions(args) => complete::run(&args),
    };
    done.map(|()| ExitCode::SUCCESS)
}

fn status(result: anyhow::Result<ExitCode>) -> ExitCode {
    let error = match result.map_err(anyhow::Error::downcast::<clap::Error>) {
        Ok(status) => return status,
        Err(Ok(error)) => {
            stderr::usage(error);
            return ExitCode::from(2);
        }
        Err(Err(error)) => error,
    };
    if !output::is_gone_reader(&error) {
        stderr::say(format_args!("{error:#}"));
    }
    ExitCode::from(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frequent_subcommand_alone_is_the_same_as_among_all() {
        for (name, _) in FREQUENT {
            let [alone, among_all] =
                [with_only(name.as_ref()).expect("it is frequent"), Cli::command()].map(|command| {
                    let help = command.try_get_matches_from(["siplaunch", name, "--help"]).expect_err("help");
                    help.to_string()
                });
            assert_eq!(alone, among_all);
        }
    }
}
