//! The sockets that streams go out from.

use std::{
    io::{self, ErrorKind},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket},
    ops::RangeInclusive,
};

use socket2::{Domain, Protocol, Socket, Type};
use thiserror::Error;

use crate::config;

/// The most ports that are tried for one call: about a millisecond.
const MAX_TRIES: usize = 1024;

/// Why a stream has no socket.
#[derive(Debug, Error)]
pub(super) enum SocketError {
    #[error("all ports of early_media are in use; widen `ports`")]
    NoPort,
    #[error("the caller's address is loopback, and the SIP face is not")]
    Loopback,
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Opens sockets on the even ports of a range; RFC 3550, section 11, leaves the odd ones to RTCP.
pub(super) struct Sockets {
    ports: Vec<u16>,
    /// The place of the next port: the port that was free for longest comes first.
    next: usize,
    /// The addresses of this host that a caller may know: that of the configuration, that of the SIP face.
    addresses: [Option<IpAddr>; 2],
    loopback: bool,
}

impl Sockets {
    pub(super) fn new(config: &config::EarlyMedia, listen: IpAddr) -> Self {
        Self {
            ports: even(&config.ports),
            next: 0,
            addresses: [config.address, Some(listen).filter(|ip| !ip.is_unspecified())],
            loopback: listen.is_loopback(),
        }
    }

    /// A non-blocking socket that is connected to a receiver, and its address for the answer.
    ///
    /// Callers on this host are heard of only by a SIP face on a loopback address: from elsewhere, such an offer
    /// aims at a service of this host.
    pub(super) fn open(&mut self, receiver: SocketAddr) -> Result<(UdpSocket, SocketAddr), SocketError> {
        if receiver.ip().is_loopback() && !self.loopback {
            return Err(SocketError::Loopback);
        }
        let address = self.address(receiver.ip());
        let any = if receiver.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
        let socket = match self.bind(address.unwrap_or(any)) {
            // The configured address is that of a NAT gateway in front of this host.
            Err(SocketError::Io(error)) if error.kind() == ErrorKind::AddrNotAvailable => self.bind(any)?,
            other => other?,
        };
        socket.connect(receiver)?;
        let local = socket.local_addr()?;
        Ok((socket, SocketAddr::new(address.unwrap_or(local.ip()), local.port())))
    }

    /// The first address that the receiver can reach; without one, the route to it decides.
    fn address(&self, receiver: IpAddr) -> Option<IpAddr> {
        let reaches = |ip: &IpAddr| ip.is_ipv4() == receiver.is_ipv4() && ip.is_loopback() == receiver.is_loopback();
        self.addresses.into_iter().flatten().find(reaches)
    }

    fn bind(&mut self, ip: IpAddr) -> Result<UdpSocket, SocketError> {
        let socket = Socket::new(Domain::for_address(SocketAddr::new(ip, 0)), Type::DGRAM, Some(Protocol::UDP))?;
        socket.set_nonblocking(true)?;
        // Nobody reads what a caller sends all the same; the kernel rounds up to its least.
        socket.set_recv_buffer_size(0)?;
        for _ in 0..self.ports.len().min(MAX_TRIES) {
            let port = self.ports[self.next];
            self.next = (self.next + 1) % self.ports.len();
            match socket.bind(&SocketAddr::new(ip, port).into()) {
                Ok(()) => return Ok(socket.into()),
                Err(error) if error.kind() == ErrorKind::AddrInUse => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(SocketError::NoPort)
    }
}

fn even(ports: &RangeInclusive<u16>) -> Vec<u16> {
    ports.clone().filter(|port| port % 2 == 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The address that a receiver sees in the answer: the configured one first, then the SIP face's.
    fn address(configured: Option<&str>, listen: &str, receiver: &str) -> Option<String> {
        let address = configured.map(|ip| ip.parse().unwrap());
        let config = config::EarlyMedia { file: "sound.wav".into(), ports: 40_000..=40_010, address };
        let sockets = Sockets::new(&config, listen.parse().unwrap());
        sockets.address(receiver.parse().unwrap()).map(|ip| ip.to_string())
    }

    #[test]
    fn the_answers_address_is_one_that_the_receiver_reaches() {
        let nat = Some("198.51.100.1");
        for (configured, listen, receiver, expected) in [
            (None, "192.0.2.1", "203.0.113.5", Some("192.0.2.1")),
            (nat, "192.0.2.1", "203.0.113.5", nat),
            (nat, "0.0.0.0", "203.0.113.5", nat),
            (nat, "127.0.0.1", "127.0.0.1", Some("127.0.0.1")),
            // The route decides.
            (None, "127.0.0.1", "203.0.113.5", None),
            (None, "0.0.0.0", "203.0.113.5", None),
            (nat, "192.0.2.1", "2001:db8::5", None),
            (Some("127.0.0.1"), "0.0.0.0", "203.0.113.5", None),
        ] {
            assert_eq!(
                address(configured, listen, receiver).as_deref(),
                expected,
                "{configured:?} {listen} {receiver}"
            );
        }
    }

    #[test]
    fn a_socket_without_a_configured_address_shows_the_routes() {
        let config = config::EarlyMedia { file: "sound.wav".into(), ports: 40_000..=u16::MAX, address: None };
        let (socket, sender) =
            Sockets::new(&config, Ipv6Addr::LOCALHOST.into()).open("127.0.0.1:9999".parse().unwrap()).unwrap();
        assert_eq!(sender, socket.local_addr().unwrap());
        assert_eq!(sender.ip().to_string(), "127.0.0.1");
    }

    #[test]
    fn a_range_gives_its_even_ports() {
        assert_eq!(even(&(40_001..=40_006)), [40_002, 40_004, 40_006]);
        assert_eq!(even(&(65_533..=65_535)), [65_534]);
    }
}
