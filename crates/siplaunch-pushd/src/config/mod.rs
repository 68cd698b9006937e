//! The daemon's configuration: the handbook's `pushd:` block, with entries of today.

mod dead;
mod effective;
mod faces;
mod files;
mod report;
mod sections;
mod services;
mod values;
mod yaml;

use std::{
    fs,
    io::Read as _,
    net::{IpAddr, SocketAddr},
    ops::RangeInclusive,
    path::{Path, PathBuf},
    time::Duration,
};

use ipnet::IpNet;
use serde::Serialize;
use siplaunch_push::Mode;
use zeroize::Zeroizing;

pub(crate) use self::report::{Errors, Finding, Severity};
use self::{files::Files, report::Report};

/// More than any configuration: sip:carrier's own has some 100 KB.
const MAX_LEN: u64 = 4 << 20;

/// The configuration in effect: defaults filled in, files not read yet. Its YAML is the `--check` of [`effective`].
#[derive(Serialize)]
pub(crate) struct Config {
    /// Threads of the daemon.
    #[serde(rename = "processes")]
    pub(crate) threads: usize,
    /// The longest wait of a call.
    #[serde(serialize_with = "effective::duration")]
    pub(crate) wait: Duration,
    pub(crate) mode: Mode,
    /// A URL: `sqlite:/var/lib/siplaunch-pushd/devices.db`, `mysql://…`, `postgres://…`. It can hold a password.
    #[serde(serialize_with = "effective::store")]
    pub(crate) store: Zeroizing<String>,
    /// PEM certificates of authorities to trust, beside the system's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ca_file: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) apns: Option<Apns>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fcm: Option<Fcm>,
    pub(crate) http: Http,
    #[serde(skip)]
    pub(crate) sip: Option<Sip>,
}

#[derive(Serialize)]
pub(crate) struct Apns {
    #[serde(flatten)]
    pub(crate) credentials: ApnsCredentials,
    /// The bundle id for devices that name none, without `.voip`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) topic: Option<String>,
    /// `https://host:port` of production; with `environment: sandbox`, of the sandbox.
    pub(crate) endpoint: String,
    /// `https://host:port` of the sandbox.
    pub(crate) sandbox_endpoint: String,
}

#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum ApnsCredentials {
    /// A provider token's key (`.p8`).
    Key {
        #[serde(rename = "key_file")]
        file: PathBuf,
        key_id: String,
        team_id: String,
    },
    /// A client certificate (PEM) with its private key, in the same file or another.
    Certificate {
        #[serde(rename = "certificate")]
        file: PathBuf,
        #[serde(skip_serializing_if = "Option::is_none")]
        key: Option<PathBuf>,
    },
}

#[derive(Serialize)]
pub(crate) struct Fcm {
    /// Google's service account, JSON.
    pub(crate) service_account: PathBuf,
    /// `https://host:port`.
    pub(crate) endpoint: String,
    /// The token endpoint, if not the service account's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) token_endpoint: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct Http {
    pub(crate) listen: SocketAddr,
    /// HTTPS; without it the face is plain HTTP.
    #[serde(flatten)]
    pub(crate) tls: Option<Tls>,
    /// The file of the bearer token for `/devices` and `/registered`; without it they answer 403.
    #[serde(rename = "bearer_token_file", skip_serializing_if = "Option::is_none")]
    pub(crate) bearer_token: Option<PathBuf>,
}

/// A certificate chain and its private key, PEM; both can be in one file.
#[derive(Serialize)]
pub(crate) struct Tls {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

#[derive(Serialize)]
pub(crate) struct Sip {
    pub(crate) listen: SocketAddr,
    /// The address of Contact and Via, if not `listen`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) advertise: Option<SocketAddr>,
    pub(crate) trusted_proxies: Vec<IpNet>,
    pub(crate) max_calls: usize,
    #[serde(skip)]
    pub(crate) early_media: Option<EarlyMedia>,
}

#[derive(Serialize)]
pub(crate) struct EarlyMedia {
    /// A WAV file, 8 kHz mono.
    pub(crate) file: PathBuf,
    #[serde(serialize_with = "effective::ports")]
    pub(crate) ports: RangeInclusive<u16>,
    /// The address in the SDP answer, if not that of `listen`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<IpAddr>,
}

impl Config {
    /// The entries of a new configuration that a reload cannot bring into effect.
    pub(crate) fn restart_for(&self, new: &Self) -> Vec<&'static str> {
        let sip = |config: &Self| config.sip.as_ref().map(|sip| (sip.listen, sip.advertise, sip.max_calls));
        let changes = [
            ("processes", self.threads != new.threads),
            ("store", self.store != new.store),
            // The SIP side keeps to the wait of its start.
            ("wait", self.wait < new.wait),
            ("http.listen", self.http.listen != new.http.listen),
            ("sip", sip(self) != sip(new)),
        ];
        changes.into_iter().filter_map(|(entry, is_changed)| is_changed.then_some(entry)).collect()
    }
}

/// A configuration and the warnings about its file.
pub(crate) struct Loaded {
    pub(crate) config: Config,
    pub(crate) warnings: Vec<Finding>,
}

/// Reads a configuration file, and sees that the files which it names can be read.
///
/// # Errors
///
/// All faults of the file, with their lines; of faults in the YAML itself, only the first.
pub(crate) fn load(path: &Path) -> Result<Loaded, Errors> {
    Understood::read(path)?.check_files()
}

/// A configuration without faults, whose files nobody has looked at.
pub(crate) struct Understood {
    pub(crate) config: Config,
    report: Report,
    files: Files,
    /// The lines to add if no credentials are left.
    missing: String,
}

impl Understood {
    /// Reads a configuration file.
    ///
    /// # Errors
    ///
    /// Those of [`load`], but for the files that it names.
    pub(crate) fn read(path: &Path) -> Result<Self, Errors> {
        let mut understood = Self::parse(&read(path)?)?;
        let exposed = files::mode(path).is_ok_and(|mode| mode & 0o007 != 0);
        if exposed && understood.config.store.contains('@') {
            let text = "every user of this machine can read the password of `store` here; `chmod o= FILE` mends that";
            understood.report.add(Severity::Warning, None, text);
        }
        Ok(understood)
    }

    /// Reads the text of a configuration file.
    pub(crate) fn parse(text: &str) -> Result<Self, Errors> {
        let file = yaml::parse(text).map_err(|error| Errors(vec![error]))?;
        let Some(pushd) = file.pushd else {
            return Err(fault("there is no block `pushd`; add it at the beginning of a line"));
        };
        let (mut report, mut files) = (Report::default(), Files::default());
        let config = sections::read(&pushd, &mut report, &mut files);
        if report.has_errors() {
            return Err(Errors(report.into_findings()));
        }
        Ok(Self { config, report, files, missing: services::missing(&pushd) })
    }

    /// Sees that the files which the configuration names can be read.
    ///
    /// # Errors
    ///
    /// Each file that cannot be read.
    pub(crate) fn check_files(mut self) -> Result<Loaded, Errors> {
        let unreadable = self.files.check(&mut self.report);
        let is_live = |block: &str| !unreadable.iter().any(|entry| entry.starts_with(block));
        let apns = self.config.apns.is_some() && is_live("apns.");
        let fcm = self.config.fcm.is_some() && is_live("fcm.");
        if !apns && !fcm {
            self.report.add(Severity::Error, None, self.missing);
        }
        let failed = self.report.has_errors();
        let findings = self.report.into_findings();
        if failed { Err(Errors(findings)) } else { Ok(Loaded { config: self.config, warnings: findings }) }
    }
}

fn read(path: &Path) -> Result<Zeroizing<String>, Errors> {
    let mut bytes = Zeroizing::new(Vec::new());
    let read = fs::File::open(path).and_then(|file| file.take(MAX_LEN + 1).read_to_end(&mut bytes));
    read.map_err(|error| fault(format!("the configuration file cannot be read: {error}")))?;
    if bytes.len() as u64 > MAX_LEN {
        return Err(fault(format!("the configuration file has more than {MAX_LEN} bytes")));
    }
    let text = str::from_utf8(&bytes).map_err(|_| fault("the configuration file is not UTF-8"))?;
    Ok(Zeroizing::new(text.into()))
}

/// An error about the whole file.
fn fault(text: impl Into<String>) -> Errors {
    Errors(vec![Finding { severity: Severity::Error, line: None, text: text.into() }])
}

#[cfg(test)]
mod tests;
