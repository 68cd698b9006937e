use std::{io, net::SocketAddr, time::Instant};

use ipnet::IpNet;
use siplaunch_push::sip::{Agent, Peer, Transmit};
use socket2::{Domain, Protocol, Socket, Type};
use tokio::{net::UdpSocket, sync::watch};

use super::tcp::Tcp;

/// The kernel's buffers of the UDP socket: half a second of a burst.
const BUFFER: usize = 8 << 20;
/// The most datagrams of one turn.
const TURN: usize = 64;
/// The longest UDP datagram.
const MAX_DATAGRAM: usize = 65_535;

/// The sockets of the SIP face.
pub(super) struct SipSockets {
    udp: UdpSocket,
    pub(super) tcp: Tcp,
    pub(super) trusted: watch::Sender<Vec<IpNet>>,
    buffer: Box<[u8]>,
}

impl SipSockets {
    pub(super) fn bind(address: SocketAddr, trusted: watch::Sender<Vec<IpNet>>, tcp: Tcp) -> io::Result<Self> {
        let socket = Socket::new(Domain::for_address(address), Type::DGRAM, Some(Protocol::UDP))?;
        socket.set_nonblocking(true)?;
        // The kernel gives less than it is asked for, if its limit is lower.
        socket.set_recv_buffer_size(BUFFER)?;
        socket.set_send_buffer_size(BUFFER)?;
        socket.bind(&address.into())?;
        let udp = UdpSocket::from_std(socket.into())?;
        Ok(Self { udp, tcp, trusted, buffer: vec![0; MAX_DATAGRAM].into() })
    }

    pub(super) async fn readable(&self) {
        // An error shows at the next receive.
        let _ = self.udp.readable().await;
    }

    /// Hands waiting datagrams of trusted proxies to the agent; the number of those of others, which are dropped.
    pub(super) fn receive(&mut self, agent: &mut Agent) -> u64 {
        let mut untrusted = 0;
        for _ in 0..TURN {
            let (len, from) = match self.udp.try_recv_from(&mut self.buffer) {
                Ok(received) => received,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                // An ICMP error of an earlier datagram: its transaction's timers see to it.
                Err(_) => continue,
            };
            if is_trusted(&self.trusted.borrow(), from) {
                agent.receive(Instant::now(), Peer::Udp(from), &self.buffer[..len]);
            } else {
                untrusted += 1;
            }
        }
        untrusted
    }

    /// Sends a message. A full UDP buffer drops it: SIP's retransmissions are for that.
    pub(super) fn send(&mut self, transmit: Transmit) {
        match transmit.to {
            Peer::Udp(to) => {
                let _ = self.udp.try_send_to(&transmit.bytes, to);
            }
            Peer::Tcp(to, connection) => self.tcp.send(to, connection, transmit.bytes),
        }
    }
}

/// Whether an address is one of the trusted proxies. An IPv4 address can come as an IPv6 one.
pub(super) fn is_trusted(trusted: &[IpNet], address: SocketAddr) -> bool {
    let ip = address.ip().to_canonical();
    trusted.iter().any(|net| net.contains(&ip))
}
