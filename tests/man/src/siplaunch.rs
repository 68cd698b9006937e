//! What the pages of `siplaunch` say beside its options.

use clap::Command;

use crate::{
    page::{Manual, Release, name},
    sections::{Facts, Terms, has, parents, terms},
};

const DESCRIPTION: &str = "\
Makes and opens the links with which a SIP operator's portal logs customers in to the sip:phone app, and runs the launch \
handler that the links lead to.

A launch link carries the customer's credentials. A plain link has them in a token, which the app's key encrypts, and \
the key of the published app is public. Only the operator's own launch handler can open a sealed link, and only until it \
expires.";

const PAGE_CONFIG: &str = "TOML file with language, colour, logo, store links and texts: see siplaunch-page(5)";

/// The manual of `siplaunch`, and its pages.
#[must_use]
pub fn pages(release: &Release) -> Vec<(String, String)> {
    let command = siplaunch_cli::definition().long_about(DESCRIPTION).mut_subcommands(|subcommand| {
        let has_page = has(&subcommand, "page-config");
        if has_page { subcommand.mut_arg("page_config", |arg| arg.long_help(PAGE_CONFIG)) } else { subcommand }
    });
    Manual { section: "1", release, facts }.pages(command)
}

fn facts(command: &Command) -> Facts {
    Facts {
        statuses: statuses(command),
        environment: environment(command),
        files: files(command),
        security: security(command),
        see_also: see_also(command),
    }
}

fn statuses(command: &Command) -> Terms {
    let failed = match name(command) {
        "siplaunch-explain" => "The text has no link, a link has a fault, or the input is bad.",
        "siplaunch-open" => "The link is expired, used up, revoked or not valid, or the input is bad.",
        "siplaunch-claims-show" => "The link opens no app any more, or the claim store failed.",
        "siplaunch-batch" => "The input is bad, or an output cannot be written. No file of links appears.",
        _ => "The input is bad, or an output cannot be written.",
    };
    let mut statuses = terms(&[("0", "The work is done."), ("1", failed), ("2", "The usage is wrong.")]);
    if ["siplaunch", "siplaunch-batch"].contains(&name(command)) {
        let rejected = "The batch is done, but for the rows that were rejected.";
        statuses.extend(terms(&[("3", rejected)]));
    }
    statuses
}

/// The variables of the command's options, and those that stand for no option.
fn environment(command: &Command) -> Terms {
    let option = |arg: &clap::Arg| {
        let (name, option) = (arg.get_env()?.to_str()?, arg.get_long()?);
        Some((name.to_owned(), format!("The value of `--{option}`, if the option is not given.")))
    };
    let mut variables: Terms = command.get_arguments().filter_map(option).collect();
    if has(command, "brand-file") {
        variables.extend(terms(&[
            ("SIPLAUNCH_KEY, SIPLAUNCH_IV", "Key and IV of the brand, without a brand file."),
            ("SIPLAUNCH_KEY_HEX, SIPLAUNCH_IV_HEX", "The same, as hex digits."),
            ("SIPLAUNCH_SCHEME", "Scheme of the brand, without a brand file."),
        ]));
    }
    if has(command, "claims") {
        let password = "Password of the claim store's Redis, without `--claims-password-file`.";
        variables.extend(terms(&[("SIPLAUNCH_CLAIMS_PASSWORD", password)]));
    }
    if name(command) == "siplaunch-serve" {
        let meaning = "The socket of systemd, which reads there that the server listens. systemd sets it.";
        variables.extend(terms(&[("NOTIFY_SOCKET", meaning)]));
    }
    if name(command) == "siplaunch-cgi" {
        variables.extend(terms(&[
            ("REQUEST_METHOD, QUERY_STRING", "The request, from the web server."),
            ("HTTP_USER_AGENT", "The customer's browser, for which the page chooses its buttons."),
        ]));
    }
    variables
}

fn files(command: &Command) -> Terms {
    let known = [
        ("key-file", "/etc/siplaunch/keys.toml", "The usual place of the key file: see siplaunch-keys(5)."),
        ("brand-file", "/etc/siplaunch/brand.toml", "The usual place of the brand file: see siplaunch-keys(5)."),
        ("page-config", "/etc/siplaunch/page.toml", "The usual place of the page's settings: see siplaunch-page(5)."),
        ("claims", "/var/lib/siplaunch/claims.db", "The usual place of the claim store, if it is an SQLite database."),
    ];
    let used = known.iter().filter(|(option, ..)| has(command, option));
    let mut files: Terms = used.map(|(_, file, meaning)| ((*file).to_owned(), (*meaning).to_owned())).collect();
    if name(command) == "siplaunch-serve" {
        files.extend(terms(&[("/etc/default/siplaunch", "Options and environment of the systemd unit.")]));
    }
    files
}

fn security(command: &Command) -> Vec<&'static str> {
    let mut paragraphs = Vec::new();
    if has(command, "password-file") {
        paragraphs.push(
            "The password comes from standard input, a file or the environment, and from no option: other users of the \
             machine can read the arguments of a command.",
        );
    }
    if has(command, "base") && has(command, "seal") {
        paragraphs.push(
            "Whoever has a link can log in with it. A link without `--seal` and `--once` does not expire, and anyone who \
             has the app's key can read the password in it. Everybody has the key of the published app.",
        );
    }
    if has(command, "show-password") {
        paragraphs.push("The output has the customer's username, and with `--show-password` the password.");
    }
    if has(command, "key-file") {
        paragraphs.push(
            "Whoever can read the key file can open every link that its keys sealed, and make new ones: give it mode \
             0600, or 0640 with a group of its own.",
        );
    }
    paragraphs
}

fn see_also(command: &Command) -> Vec<String> {
    let name = name(command);
    let mut pages = parents(name, "siplaunch", "1");
    let related: &[&str] = match name {
        "siplaunch" => &["siplaunch-pushd(8)"],
        "siplaunch-link" => &["siplaunch-sms(1)", "siplaunch-mail(1)", "siplaunch-qr(1)", "siplaunch-batch(1)"],
        "siplaunch-sms" | "siplaunch-mail" | "siplaunch-qr" | "siplaunch-batch" => &["siplaunch-link(1)"],
        "siplaunch-encode" => &["siplaunch-decode(1)", "siplaunch-link(1)"],
        "siplaunch-decode" => &["siplaunch-explain(1)", "siplaunch-open(1)"],
        "siplaunch-open" => &["siplaunch-decode(1)", "siplaunch-explain(1)"],
        "siplaunch-explain" => &["siplaunch-decode(1)", "siplaunch-open(1)"],
        "siplaunch-revoke" => &["siplaunch-claims(1)", "siplaunch-serve(1)"],
        "siplaunch-serve" => &["siplaunch-cgi(1)", "siplaunch-claims(1)"],
        "siplaunch-cgi" => &["siplaunch-serve(1)", "siplaunch-claims(1)"],
        _ if name.starts_with("siplaunch-claims") => &["siplaunch-serve(1)", "siplaunch-revoke(1)"],
        _ => &[],
    };
    pages.extend(related.iter().map(|page| (*page).to_owned()));
    if ["siplaunch", "siplaunch-keygen"].contains(&name) || has(command, "key-file") || has(command, "brand-file") {
        pages.push("siplaunch-keys(5)".into());
    }
    if name == "siplaunch" || has(command, "page-config") {
        pages.push("siplaunch-page(5)".into());
    }
    pages
}
