//! The blocks of the faces: `http`, `sip` and `early_media`.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    ops::RangeInclusive,
};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::{
    EarlyMedia, Http, Sip, Tls,
    report::{Report, given},
    sections::switch,
    values,
    yaml::{self, Pushd},
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

/// The lines that `ssl: 'yes'` needs.
const CERTIFICATE: &str = "HTTPS needs a certificate. Add to the block `pushd`:
  http:
    certificate: /etc/siplaunch-pushd/http.pem
    key: /etc/siplaunch-pushd/http.key";

pub(super) fn read_http(pushd: &Pushd, report: &mut Report) -> Http {
    let default = yaml::Http::default();
    let http = pushd.http.as_ref().unwrap_or(&default);
    let listen = read_http_listen(pushd, http, report);
    let tls = read_tls(pushd, http, listen, report);
    if let Some(text) = given(http.listen.as_ref())
        && !listen.ip().is_loopback()
        && tls.is_none()
    {
        report.warn(text, "other machines reach this address without HTTPS: its bearer token can be read on the way");
    }
    let bearer_token = report.secret_file("bearer_token_file", http.bearer_token_file.as_ref());
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
fn read_tls(pushd: &Pushd, http: &yaml::Http, listen: SocketAddr, report: &mut Report) -> Option<Tls> {
    let certificate = report.secret_file("certificate", http.certificate.as_ref());
    let key = report.secret_file("key", http.key.as_ref());
    let ssl = switch(pushd.ssl.as_ref(), certificate.is_some(), report);
    match (given(pushd.ssl.as_ref()), certificate) {
        (_, Some(certificate)) if ssl => Some(Tls { key: key.unwrap_or_else(|| certificate.clone()), certificate }),
        (Some(ssl), Some(_)) => {
            report.warn(ssl, "the certificate of the block `http` is not used; write `ssl: 'yes'` for HTTPS");
            None
        }
        (Some(text), None) if ssl && listen.ip().is_loopback() => {
            report.warn(text, format!("{CERTIFICATE}\nUntil then the daemon serves plain HTTP to this machine alone"));
            None
        }
        (Some(text), None) if ssl => {
            report.error(text, CERTIFICATE);
            None
        }
        _ => None,
    }
}

pub(super) fn read_sip(pushd: &Pushd, report: &mut Report) -> Option<Sip> {
    let default = yaml::Sip::default();
    let sip = pushd.sip.as_ref().unwrap_or(&default);
    let enabled = switch(sip.enable.as_ref(), true, report);
    let listen = report.value(sip.listen.as_ref(), SIP_LISTEN, values::SOCKET, values::socket);
    let advertise = report.optional(sip.advertise.as_ref(), values::SOCKET, values::reachable);
    if let Some(text) = given(sip.listen.as_ref())
        && listen.ip().is_unspecified()
        && advertise.is_none()
    {
        report
            .error(text, "this address means all interfaces; add `advertise` with the address that the proxy reaches");
    }
    let read = Sip {
        listen,
        advertise,
        trusted_proxies: read_trusted_proxies(sip, report),
        max_calls: report.value(sip.max_calls.as_ref(), MAX_CALLS, values::CALLS, values::calls),
        early_media: pushd.early_media.as_ref().and_then(|media| read_early_media(media, advertise, report)),
    };
    enabled.then_some(read)
}

fn read_trusted_proxies(sip: &yaml::Sip, report: &mut Report) -> Vec<IpNet> {
    let Some(proxies) = &sip.trusted_proxies else { return LOOPBACK.into() };
    let mut networks = Vec::new();
    for proxy in proxies {
        let network = report.optional(Some(proxy), values::NETWORK, values::network);
        if network.is_some_and(|network| network.prefix_len() == 0) {
            report.warn(proxy, "anyone who reaches the SIP port can wake phones; name the proxies alone");
        }
        networks.extend(network);
    }
    networks
}

fn read_early_media(
    media: &yaml::EarlyMedia,
    advertise: Option<SocketAddr>,
    report: &mut Report,
) -> Option<EarlyMedia> {
    let ports = report.value(media.ports.as_ref(), RTP_PORTS, values::PORTS, values::ports);
    let address = report.optional(media.address.as_ref(), values::ADDRESS, values::address);
    let address = address.or(advertise.map(|advertise| advertise.ip()));
    Some(EarlyMedia { file: report.public_file("file", media.file.as_ref())?, ports, address })
}
