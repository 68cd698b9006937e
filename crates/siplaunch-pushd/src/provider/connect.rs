use std::{net::SocketAddr, time::Duration};

use anyhow::{Context as _, bail};
use h2::{PingPong, client};
use http::{Uri, uri::Authority};
use hyper::body::Bytes;
use rustls::pki_types::ServerName;
use tokio::{
    net::{TcpStream, lookup_host},
    time::timeout,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::failure::{Failure, Kind};

/// The time for DNS, TCP, TLS and HTTP/2 together.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// The time for TCP to one address of several.
const ADDRESS_TIMEOUT: Duration = Duration::from_secs(2);

/// The addresses of a name that are tried.
const MAX_ADDRESSES: usize = 4;

/// More than the headers of any answer, in bytes.
const MAX_HEADERS: u32 = 16 * 1024;

/// Where a push service is, and how to reach it.
pub(super) struct Target {
    pub(super) authority: Authority,
    /// The path of the URL, `/` without one.
    pub(super) path: String,
    host: String,
    port: u16,
    server_name: ServerName<'static>,
    tls: TlsConnector,
}

pub(super) struct Opened {
    pub(super) sender: client::SendRequest<Bytes>,
    pub(super) connection: client::Connection<TlsStream<TcpStream>, Bytes>,
    pub(super) pings: PingPong,
}

impl Target {
    /// The target of an `https` URL.
    pub(super) fn new(url: &str, tls: TlsConnector) -> anyhow::Result<Self> {
        let uri: Uri = url.parse().context("an endpoint is no URL: write https://host:port")?;
        let (Some("https"), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            bail!("an endpoint is no https URL: write https://host:port");
        };
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
        Ok(Self {
            authority: authority.clone(),
            path: uri.path().to_owned(),
            port: authority.port_u16().unwrap_or(443),
            server_name: ServerName::try_from(host.clone()).context("an endpoint has no valid host name")?,
            host,
            tls,
        })
    }

    /// Opens a connection on which the service has answered a PING: its SETTINGS, sent before, are known.
    pub(super) async fn open(&self) -> Result<Opened, Failure> {
        timeout(CONNECT_TIMEOUT, self.try_open()).await.unwrap_or_else(|_| Err(Failure::timeout()))
    }

    async fn try_open(&self) -> Result<Opened, Failure> {
        let tcp = self.connect().await?;
        // A push is one small write, and waits for nobody.
        tcp.set_nodelay(true).map_err(|error| Failure::new(Kind::Connect, error))?;
        let tls = self.tls.connect(self.server_name.clone(), tcp).await.map_err(|error| Failure::of_io(&error))?;
        if tls.get_ref().1.alpn_protocol() != Some(b"h2") {
            return Err(Failure::new(Kind::Tls, "the server speaks no HTTP/2"));
        }
        let handshake = client::Builder::new().enable_push(false).max_header_list_size(MAX_HEADERS).handshake(tls);
        let (sender, mut connection) = handshake.await.map_err(|error| Failure::of_h2(&error))?;
        let mut pings = connection.ping_pong().ok_or_else(|| Failure::new(Kind::Reset, "no PING"))?;
        tokio::select! {
            pong = pings.ping(h2::Ping::opaque()) => pong.map_err(|error| Failure::of_h2(&error))?,
            end = &mut connection => return Err(end_of(end)),
        };
        Ok(Opened { sender, connection, pings })
    }

    async fn connect(&self) -> Result<TcpStream, Failure> {
        let addresses = lookup_host((self.host.as_str(), self.port)).await;
        let addresses = addresses.map_err(|error| Failure::new(Kind::Dns, error))?;
        let mut failure = Failure::new(Kind::Dns, "no address");
        for address in addresses.take(MAX_ADDRESSES) {
            match connect_to(address).await {
                Ok(tcp) => return Ok(tcp),
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }
}

async fn connect_to(address: SocketAddr) -> Result<TcpStream, Failure> {
    match timeout(ADDRESS_TIMEOUT, TcpStream::connect(address)).await {
        Ok(tcp) => tcp.map_err(|error| Failure::new(Kind::Connect, error)),
        Err(_) => Err(Failure::timeout()),
    }
}

/// Why a connection ended.
pub(super) fn end_of(end: Result<(), h2::Error>) -> Failure {
    match end {
        Ok(()) => Failure::new(Kind::Reset, "the push service closed the connection"),
        Err(error) => Failure::of_h2(&error),
    }
}
