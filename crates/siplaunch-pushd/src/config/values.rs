//! The values of entries: numbers, times, addresses, names. Each function refuses with `None`.

use std::{
    net::{IpAddr, SocketAddr},
    ops::RangeInclusive,
    time::Duration,
};

use http::{
    Uri,
    uri::{Authority, Scheme},
};
use ipnet::IpNet;
use serde::{Deserialize as _, de::value::StrDeserializer};
use siplaunch_push::Mode;
use zeroize::Zeroizing;

pub(super) const SWITCH: &str = "this entry needs 'yes' or 'no'";
pub(super) const PORT: &str = "this entry needs a port from 1 to 65535";
pub(super) const THREADS: &str = "this entry needs a number of threads from 1 to 256";
pub(super) const WAIT: &str = "this entry needs a time from 1s to 180s: proxies end calls that ring for longer";
pub(super) const MODE: &str =
    "this entry needs one of `never`, `always`, `no_reg`, `only_push`, `reg_then_push`, `push_then_reg`";
pub(super) const STORE: &str = "this entry needs `sqlite:/PATH/devices.db`, `mysql://USER:PASSWORD@HOST/DATABASE` or \
    `postgres://USER:PASSWORD@HOST/DATABASE`, with %XX for special characters in the password";
pub(super) const SOCKET: &str = "this entry needs an IP address and a port, such as 127.0.0.1:5070 or [::1]:5070";
pub(super) const ADDRESS: &str = "this entry needs an IP address, such as 192.0.2.1";
pub(super) const NETWORK: &str = "this entry needs an IP address or a network, such as 192.0.2.1 or 192.0.2.0/24";
pub(super) const CALLS: &str = "this entry needs a number of calls from 1 to 1000000";
pub(super) const PORTS: &str = "this entry needs two ports from 1024 on with at least one port between them, such as \
    40000-40999";
pub(super) const APPLE_ID: &str = "this entry needs the 10 capital letters and digits that Apple shows beside the key";
pub(super) const TOPIC: &str = "this entry needs the app's bundle id, such as org.example.phone";
pub(super) const ENVIRONMENT: &str = "this entry needs `production` or `sandbox`";
pub(super) const HOST: &str = "this entry needs a host, such as api.push.apple.com, or `https://HOST:PORT`";

/// `'yes'` and `'no'` as in sip:carrier, and YAML's own booleans.
pub(super) fn switch(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" | "on" => Some(true),
        "no" | "false" | "off" => Some(false),
        _ => None,
    }
}

pub(super) fn port(text: &str) -> Option<u16> {
    number(text).filter(|&port| port > 0)
}

pub(super) fn threads(text: &str) -> Option<usize> {
    number(text).filter(|threads| (1..=256).contains(threads))
}

pub(super) fn calls(text: &str) -> Option<usize> {
    number(text).filter(|calls| (1..=1_000_000).contains(calls))
}

/// A time with its unit, or a number of seconds.
pub(super) fn wait(text: &str) -> Option<Duration> {
    let wait = match number(text) {
        Some(seconds) => Duration::from_secs(seconds),
        None => humantime::parse_duration(text).ok()?,
    };
    (Duration::from_secs(1)..=Duration::from_secs(180)).contains(&wait).then_some(wait)
}

pub(super) fn mode(text: &str) -> Option<Mode> {
    Mode::deserialize(StrDeserializer::<serde::de::value::Error>::new(text)).ok()
}

pub(super) fn store(text: &str) -> Option<Zeroizing<String>> {
    let (scheme, rest) = text.split_once(':')?;
    let known = match scheme {
        "sqlite" => rest.trim_start_matches('/').len() > 1 && rest.starts_with('/') && !rest.contains('@'),
        "mysql" | "mariadb" | "postgres" | "postgresql" => is_database(text),
        _ => false,
    };
    known.then(|| Zeroizing::new(text.into()))
}

/// Whether a URL names a host and a database, and has its only `@` before the host: what hides passwords relies on that.
fn is_database(text: &str) -> bool {
    let Ok(uri) = text.parse::<Uri>() else { return false };
    let Some(authority) = uri.authority() else { return false };
    !authority.host().is_empty()
        && has_right_port(authority)
        && uri.path().len() > 1
        && !uri.path_and_query().is_some_and(|rest| rest.as_str().contains('@'))
}

/// An address to listen at.
pub(super) fn socket(text: &str) -> Option<SocketAddr> {
    text.parse().ok().filter(|socket: &SocketAddr| socket.port() > 0)
}

/// An address that others connect to.
pub(super) fn reachable(text: &str) -> Option<SocketAddr> {
    socket(text).filter(|socket| !socket.ip().is_unspecified())
}

pub(super) fn address(text: &str) -> Option<IpAddr> {
    text.parse().ok().filter(|address: &IpAddr| !address.is_unspecified())
}

/// A network, or an address as a network of one.
pub(super) fn network(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

/// Ports for RTP, which takes even ones.
pub(super) fn ports(text: &str) -> Option<RangeInclusive<u16>> {
    let (first, last) = text.split_once('-')?;
    let (first, last): (u16, u16) = (number(first.trim())?, number(last.trim())?);
    (first >= 1024 && last >= first.checked_add(2)?).then_some(first..=last)
}

/// An id of a key or a team.
pub(super) fn apple_id(text: &str) -> Option<String> {
    let known = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    (text.len() == 10 && text.bytes().all(known)).then(|| text.into())
}

/// A bundle id. The suffix of Apple's topic for calls is left out.
pub(super) fn topic(text: &str) -> Option<String> {
    let topic = text.strip_suffix(".voip").unwrap_or(text);
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
    (topic.contains('.') && topic.len() <= 255 && topic.bytes().all(known)).then(|| topic.into())
}

/// Whether it is the sandbox.
pub(super) fn environment(text: &str) -> Option<bool> {
    match text {
        "production" => Some(false),
        "sandbox" | "development" => Some(true),
        _ => None,
    }
}

/// `https://host:port`, of a host or such a URL without a path.
pub(super) fn origin(text: &str) -> Option<String> {
    let url = url(text)?;
    (url.path() == "/" && url.query().is_none()).then(|| url.to_string().trim_end_matches('/').into())
}

/// A URL of HTTPS.
pub(super) fn https(text: &str) -> Option<String> {
    url(text).map(|url| url.to_string())
}

fn url(text: &str) -> Option<Uri> {
    let text = if text.contains("://") { text } else { &format!("https://{text}") };
    let uri: Uri = text.parse().ok()?;
    let authority = uri.authority()?;
    let known = uri.scheme() == Some(&Scheme::HTTPS) && !authority.host().is_empty() && !text.contains('@');
    (known && has_right_port(authority)).then_some(uri)
}

/// Whether there is no port, or one that is a number: the parser takes others.
fn has_right_port(authority: &Authority) -> bool {
    let (_, after_user) = authority.as_str().rsplit_once('@').unwrap_or(("", authority.as_str()));
    after_user.len() == authority.host().len() || authority.port_u16().is_some_and(|port| port > 0)
}

/// A number of ASCII digits alone.
fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
}
