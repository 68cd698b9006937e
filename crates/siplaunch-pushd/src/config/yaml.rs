//! The file as YAML: which entries there are. Every value is a text with its line; `sections` gives it a meaning.

use std::fmt;

use serde::Deserialize;
use serde_saphyr::{Error, Spanned};

use super::report::{Finding, Severity};

/// A value and where it is.
pub(super) type Text = Spanned<String>;

/// sip:carrier's `config.yml`, whose other blocks are not ours.
#[derive(Deserialize)]
pub(super) struct File {
    pub(super) pushd: Option<Pushd>,
}

/// Declares a block: a struct of its entries, all of which can be left out.
macro_rules! block {
    ($(#[$meta:meta])* $name:ident { $($entry:ident: $kind:ty),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Default, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub(super) struct $name {
            $(pub(super) $entry: Option<$kind>,)*
        }
    };
}

block!(Pushd {
    enable: Text,
    port: Text,
    processes: Text,
    ssl: Text,
    apns: Spanned<Apns>,
    gcm: Gcm,
    fcm: Spanned<Fcm>,
    wait: Text,
    mode: Text,
    store: Text,
    sip: Sip,
    early_media: Spanned<EarlyMedia>,
    http: Http,
    ca_file: Text,
});

block!(Apns {
    enable: Text,
    certificate: Text,
    key: Text,
    key_file: Text,
    key_id: Text,
    team_id: Text,
    topic: Text,
    environment: Text,
    endpoint: Text,
    sandbox_endpoint: Text,
    feedback_endpoint: Text,
    feedback_interval: Text,
    socket_timeout: Text,
});

block!(
    /// Google's first push service, which is dead.
    Gcm { enable: Text, key: Text, endpoint: Text, }
);

block!(Fcm { enable: Text, service_account: Text, endpoint: Text, token_endpoint: Text, key: Text });

block!(Sip {
    enable: Text,
    listen: Text,
    advertise: Text,
    trusted_proxies: Spanned<Vec<Text>>,
    max_calls: Text,
});

block!(EarlyMedia { file: Text, ports: Text, address: Text });

block!(Http { listen: Text, certificate: Text, key: Text, bearer_token_file: Text });

/// Reads the YAML. An error has the line of the first fault, and nothing of the file, which may be the wrong one.
pub(super) fn parse(text: &str) -> Result<File, Finding> {
    serde_saphyr::from_str(text).map_err(|error| explain(&error))
}

fn explain(error: &Error) -> Finding {
    let text = match error.without_snippet() {
        Error::SerdeUnknownField { field, expected, .. } => unknown(field, expected),
        Error::DuplicateMappingKey { .. } => "this entry is here twice; delete one of them".into(),
        Error::MultipleDocuments { .. } => {
            "this line is in a second YAML document; delete that document and its line `---`".into()
        }
        Error::SerdeInvalidType { .. } | Error::Unexpected { .. } | Error::NullIntoString { .. } => {
            "this value has another shape than its entry: a text, a list with `- `, or entries that are indented more"
                .into()
        }
        _ => "this is not YAML; check the indentation, the quotes and the colons of this line and the one above".into(),
    };
    Finding {
        severity: Severity::Error,
        line: error.location().map(|location| location.line()).filter(|&line| line > 0),
        text,
    }
}

fn unknown(field: &str, known: &[&str]) -> String {
    match nearest(field, known) {
        Some(name) => format!("there is no such entry here; did you mean `{name}`?"),
        None => format!("there is no such entry here; the entries of this block are {}", List(known)),
    }
}

struct List<'a>(&'a [&'a str]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().enumerate().try_for_each(|(index, name)| {
            f.write_str(if index == 0 { "`" } else { ", `" })?;
            f.write_str(name)?;
            f.write_str("`")
        })
    }
}

fn nearest<'a>(field: &str, known: &[&'a str]) -> Option<&'a str> {
    let (likeness, name) = known
        .iter()
        .map(|name| (strsim::jaro_winkler(field, name), *name))
        .max_by(|one, other| one.0.total_cmp(&other.0))?;
    (likeness > 0.8).then_some(name)
}
