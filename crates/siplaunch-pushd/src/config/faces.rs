//! The blocks of the faces: `http`, `sip` and `early_media`.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    ops::RangeInclusive,
};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::{
    EarlyMedia, Http, Sip, Tls,
    files::Files,
    report::{Report, given},
    sections::switch,
    values,
    yaml::{self, Pushd, Text},
};

/// The port in sip:carrier's handbook.
const HTTP_PORT: u16 = 45060;
const SIP_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 5070);
const LOOPBACK: [IpNet; 2] = [
    IpNet::V4(Ipv4Net::new_assert(Ipv4Addr::new(127, 0, 0, 0), 8)),
    IpNet::V6(Ipv6Net::new_assert(Ipv6Addr::LOCALHOST, 128)),
];
const MAX_CALLS: usize = 100_000;
const RTP_PORTS: RangeInclusive<u16> = 40_000..=40_999;

pub(super) fn read_http(pushd: &Pushd, report: &mut Report, files: &mut Files) -> Http {
    let default = yaml::Http::default();
    let http = pushd.http.as_ref().unwrap_or(&default);
    let listen = read_http_listen(pushd, http, report);
    let tls = read_tls(pushd, http, listen, report, files);
    if let Some(text) = given(http.listen.as_ref())
        && !listen.ip().is_loopback()
        && tls.is_none()
    {
        report.warn(text, "other machines reach this address without HTTPS: its bearer token can be read on the way");
    }
    let bearer_token = files.secret("http.bearer_token_file", http.bearer_token_file.as_ref(), report);
    Http { listen, tls, bearer_token }
}

fn read_http_listen(pushd: &Pushd, http: &yaml::Http, report: &mut Report) -> SocketAddr {
    let port = report.value(pushd.port.as_ref(), HTTP_PORT, values::PORT, values::port);
    if let (Some(port), Some(_)) = (given(pushd.port.as_ref()), given(http.listen.as_ref())) {
        report.warn(port, "`listen` in the block `http` replaces this port. Delete this line");
    }
    let default = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    report.value(http.listen.as_ref(), default, values::SOCKET, values::socket)
}

/// The certificate and the key, if the face is HTTPS.
fn read_tls(
    pushd: &Pushd,
    http: &yaml::Http,
    listen: SocketAddr,
    report: &mut Report,
    files: &mut Files,
) -> Option<Tls> {
    let key = files.secret("http.key", http.key.as_ref(), report);
    let certificate = match key {
        Some(_) => files.public("http.certificate", http.certificate.as_ref(), report),
        // The key is in the same file.
        None => files.secret("http.certificate", http.certificate.as_ref(), report),
    };
    let ssl = switch(pushd.ssl.as_ref(), certificate.is_some(), report);
    let entry = given(pushd.ssl.as_ref());
    match (certificate, entry) {
        (Some(certificate), _) if ssl => Some(Tls { key: key.unwrap_or_else(|| certificate.clone()), certificate }),
        (Some(_), Some(entry)) => {
            report.warn(entry, "`http.certificate` is not used; write `ssl: 'yes'` for HTTPS");
            None
        }
        (None, Some(entry)) if ssl => {
            without_certificate(entry, pushd, listen, report);
            None
        }
        _ => None,
    }
}

/// `ssl: 'yes'` without a certificate: plain HTTP does for this machine alone.
fn without_certificate(ssl: &Text, pushd: &Pushd, listen: SocketAddr, report: &mut Report) {
    let block = if pushd.http.is_some() { "`http`:" } else { "`pushd`:\n  http:" };
    let lines = format!(
        "Add to the block {block}
    certificate: /etc/siplaunch-pushd/http.pem
    key: /etc/siplaunch-pushd/http.key"
    );
    if listen.ip().is_loopback() {
        let text = "`ssl` needs a certificate. Until there is one, the daemon serves plain HTTP to this machine alone.";
        report.warn(ssl, format!("{text} {lines}"));
    } else {
        report.error(ssl, format!("`ssl` needs a certificate. {lines}"));
    }
}

pub(super) fn read_sip(pushd: &Pushd, report: &mut Report, files: &mut Files) -> Option<Sip> {
    let default = yaml::Sip::default();
    let sip = pushd.sip.as_ref().unwrap_or(&default);
    if !switch(sip.enable.as_ref(), true, report) {
        if let Some(media) = &pushd.early_media {
            report.warn(media, "`early_media` has no effect without `sip`");
        }
        return None;
    }
    let listen = report.value(sip.listen.as_ref(), SIP_LISTEN, values::SOCKET, values::socket);
    let advertise = report.optional(sip.advertise.as_ref(), values::SOCKET, values::reachable);
    if let Some(text) = given(sip.listen.as_ref())
        && listen.ip().is_unspecified()
        && advertise.is_none()
    {
        report
            .error(text, "`sip.listen` means all interfaces; add `advertise` with the address that the proxy reaches");
    }
    Some(Sip {
        listen,
        advertise,
        trusted_proxies: read_trusted_proxies(sip, report),
        max_calls: report.value(sip.max_calls.as_ref(), MAX_CALLS, values::CALLS, values::calls),
        early_media: read_early_media(pushd, advertise, report, files),
    })
}

fn read_trusted_proxies(sip: &yaml::Sip, report: &mut Report) -> Vec<IpNet> {
    let Some(proxies) = &sip.trusted_proxies else { return LOOPBACK.into() };
    if proxies.value.is_empty() {
        report.error(proxies, "`sip.trusted_proxies` is empty; name the proxies that hand calls over");
    }
    let mut networks = Vec::new();
    for proxy in &proxies.value {
        let network = report.optional(Some(proxy), values::NETWORK, values::network);
        if network.is_some_and(|network| network.prefix_len() == 0) {
            report.warn(proxy, "this network is everyone: whoever reaches the SIP port can wake phones");
        }
        networks.extend(network);
    }
    networks
}

fn read_early_media(
    pushd: &Pushd,
    advertise: Option<SocketAddr>,
    report: &mut Report,
    files: &mut Files,
) -> Option<EarlyMedia> {
    let block = pushd.early_media.as_ref()?;
    let media = &block.value;
    if given(media.file.as_ref()).is_none() {
        report.warn(block, "callers hear their own ringback: `early_media` has no `file`");
    }
    let ports = report.value(media.ports.as_ref(), RTP_PORTS, values::PORTS, values::ports);
    let address = report.optional(media.address.as_ref(), values::ADDRESS, values::address);
    let address = address.or(advertise.map(|advertise| advertise.ip()));
    Some(EarlyMedia { file: files.public("early_media.file", media.file.as_ref(), report)?, ports, address })
}
