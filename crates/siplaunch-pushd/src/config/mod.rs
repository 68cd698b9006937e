//! The daemon's configuration: the handbook's `pushd:` block, with entries of today.

use std::{net::SocketAddr, ops::RangeInclusive, path::PathBuf, time::Duration};

use ipnet::IpNet;
use siplaunch_push::Mode;
use zeroize::Zeroizing;

/// The configuration in effect: defaults filled in, files not read yet.
pub(crate) struct Config {
    pub(crate) apns: Option<Apns>,
    pub(crate) fcm: Option<Fcm>,
    pub(crate) http: Http,
    pub(crate) sip: Option<Sip>,
    /// Threads of the daemon (`processes`).
    pub(crate) threads: usize,
    /// The longest wait of a call.
    pub(crate) wait: Duration,
    pub(crate) mode: Mode,
    /// A URL: `sqlite:/var/lib/siplaunch-pushd/devices.db`, `mysql://…`, `postgres://…`. It can hold a password.
    pub(crate) store: Zeroizing<String>,
    /// PEM certificates of authorities to trust, beside the system's.
    pub(crate) ca_file: Option<PathBuf>,
}

pub(crate) struct Apns {
    pub(crate) credentials: ApnsCredentials,
    /// The bundle id for devices that name none, without `.voip`.
    pub(crate) topic: Option<String>,
    /// `https://host:port` for production, and for the sandbox.
    pub(crate) endpoint: String,
    pub(crate) sandbox_endpoint: String,
}

pub(crate) enum ApnsCredentials {
    /// A provider token's key (`.p8`).
    Key { file: PathBuf, key_id: String, team_id: String },
    /// A client certificate (PEM) with its private key, in the same file or another.
    Certificate { file: PathBuf, key: Option<PathBuf> },
}

pub(crate) struct Fcm {
    /// Google's service account, JSON.
    pub(crate) service_account: PathBuf,
    pub(crate) endpoint: String,
    /// The token endpoint, if not the service account's own.
    pub(crate) token_endpoint: Option<String>,
}

pub(crate) struct Http {
    pub(crate) listen: SocketAddr,
    /// The certificate chain and the private key, PEM, for `ssl: 'yes'`.
    pub(crate) tls: Option<(PathBuf, PathBuf)>,
    /// The file of the bearer token for `/devices` and `/registered`; without it they answer 403.
    pub(crate) bearer_token: Option<PathBuf>,
}

pub(crate) struct Sip {
    pub(crate) listen: SocketAddr,
    /// The address of Contact and Via, if not `listen`.
    pub(crate) advertise: Option<SocketAddr>,
    pub(crate) trusted_proxies: Vec<IpNet>,
    pub(crate) max_calls: usize,
    pub(crate) early_media: Option<EarlyMedia>,
}

pub(crate) struct EarlyMedia {
    /// A WAV file, 8 kHz mono.
    pub(crate) file: PathBuf,
    pub(crate) ports: RangeInclusive<u16>,
    /// The address in the SDP answer, if not that of `listen`.
    pub(crate) address: Option<std::net::IpAddr>,
}
