//! What the pages of `siplaunch-pushd` say beside its options.

use clap::{Command, CommandFactory as _};

use crate::{
    page::{Manual, Release, name},
    sections::{Facts, Terms, has, parents, terms},
};

#[path = "../../../crates/siplaunch-pushd/src/cli.rs"]
#[expect(dead_code, reason = "the daemon reads the options, and the pages list them")]
mod cli;

const DESCRIPTION: &str = "\
The push daemon is an application server for a SIP proxy. The proxy hands over calls to customers whose phone sleeps; the \
daemon wakes the phone by a push, lets the call wait until the phone has registered, and hands the call back.

Without a command it runs in the foreground, and logs events as JSON lines on standard error.";

/// The manual of `siplaunch-pushd`, and its pages.
#[must_use]
pub fn pages(release: &Release) -> Vec<(String, String)> {
    Manual { section: "8", release, facts }.pages(cli::Cli::command().long_about(DESCRIPTION))
}

fn facts(command: &Command) -> Facts {
    let name = name(command);
    let mut see_also = parents(name, "siplaunch-pushd", "8");
    if name == "siplaunch-pushd" {
        see_also.push("siplaunch(1)".into());
    }
    let security = if has(command, "token-file") {
        "Whoever has a device's token and the provider's key can push to the phone, so the token is no argument: other \
         users of the machine can read those."
    } else {
        "The configuration, the keys that it names and the database hold secrets: only the daemon's user may read them."
    };
    Facts {
        statuses: statuses(name),
        environment: environment(name),
        files: files(),
        security: vec![security],
        see_also,
    }
}

fn statuses(name: &str) -> Terms {
    let failed = match name {
        "siplaunch-pushd-devices-import" => "A row is no device, or the configuration or the database failed.",
        _ => "The configuration is bad, or the work failed.",
    };
    terms(&[("0", "The work is done."), ("1", failed), ("2", "The usage is wrong.")])
}

fn environment(name: &str) -> Terms {
    match name {
        "siplaunch-pushd" => terms(&[(
            "SIPLAUNCH_PUSHD_LOG",
            "The levels of the log, such as `warn` or `siplaunch_pushd=debug`. The default is `info`.",
        )]),
        "siplaunch-pushd-devices-import" => {
            terms(&[("SIPLAUNCH_PUSHD_IMPORT_PASSWORD", "The password of the database of `--from`.")])
        }
        _ => Terms::new(),
    }
}

fn files() -> Terms {
    terms(&[
        ("/etc/siplaunch-pushd/config.yml", "The configuration, if `--config` names no other file."),
        ("/var/lib/siplaunch-pushd/devices.db", "The devices, if the configuration names no other database."),
        (
            "/usr/share/doc/siplaunch-pushd/push.md.gz",
            "Every entry of the configuration, the proxy's part, keys, metrics and sizes.",
        ),
    ])
}
