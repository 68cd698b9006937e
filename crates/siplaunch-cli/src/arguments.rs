//! A change of the arguments before clap reads them.

use std::ffi::{OsStr, OsString};

use clap::Command;

/// Joins each option to a value that begins with `-`, as in `--username=-4x`: clap takes a separate one for an option.
///
/// An option of the subcommand is never taken for a value, so that clap still reports a forgotten value.
pub(crate) fn join_values(args: impl IntoIterator<Item = OsString>, command: &Command) -> Vec<OsString> {
    let mut args = args.into_iter();
    let mut merged: Vec<_> = args.by_ref().take(2).collect();
    let Some(subcommand) = merged.get(1).and_then(|name| command.find_subcommand(name)) else {
        merged.extend(args);
        return merged;
    };
    let mut args = args.peekable();
    while let Some(mut arg) = args.next() {
        if arg == "--" {
            merged.push(arg);
            break;
        }
        let is_value = |next: &OsString| next.as_encoded_bytes().starts_with(b"-") && !is_option(subcommand, next);
        if needs_value(subcommand, &arg)
            && let Some(value) = args.next_if(is_value)
        {
            arg.push("=");
            arg.push(value);
        }
        merged.push(arg);
    }
    merged.extend(args);
    merged
}

fn needs_value(subcommand: &Command, arg: &OsStr) -> bool {
    let needs = |option: &clap::Arg| {
        option.get_action().takes_values() && option.get_num_args().is_none_or(|number| number.min_values() > 0)
    };
    long(subcommand, arg).is_some_and(needs)
}

/// Whether the argument is an option, with or without a merged value, or the end of the options.
fn is_option(subcommand: &Command, arg: &OsStr) -> bool {
    let Some(arg) = arg.to_str() else { return false };
    let name = arg.split_once('=').map_or(arg, |(name, _)| name);
    ["--", "--help", "-h"].contains(&name) || long(subcommand, name.as_ref()).is_some()
}

fn long<'a>(subcommand: &'a Command, arg: &OsStr) -> Option<&'a clap::Arg> {
    let name = arg.to_str()?.strip_prefix("--")?;
    subcommand.get_arguments().find(|option| option.get_long() == Some(name))
}
