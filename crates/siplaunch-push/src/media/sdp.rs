use std::{
    net::{IpAddr, SocketAddr},
    str,
};

use super::{Codec, MAX_MEDIA, OfferError};

/// The milliseconds of sound in a packet if the offer has no wish (RFC 3551, section 4.5).
const PACKET_MS: u32 = 20;

/// The lines of a session description (RFC 8866) that an answer depends on.
pub(super) struct Session<'a> {
    /// The first `t=` line.
    pub(super) time: Option<&'a str>,
    pub(super) media: Vec<Media<'a>>,
    defaults: Defaults<'a>,
}

/// The lines that a session has for all its media, and each media can have for itself.
#[derive(Clone, Copy)]
struct Defaults<'a> {
    connection: Option<&'a str>,
    /// Whether the offerer receives.
    receives: bool,
}

impl<'a> Session<'a> {
    pub(super) fn parse(offer: &'a [u8]) -> Result<Self, OfferError> {
        let mut lines = offer.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        if lines.next() != Some(b"v=0") {
            return Err(OfferError::NotSdp);
        }
        let mut session =
            Self { time: None, media: Vec::new(), defaults: Defaults { connection: None, receives: true } };
        for line in lines {
            // Other lines may be in any character set.
            if let [kind @ (b'a' | b'c' | b'm' | b't'), b'=', value @ ..] = line {
                session.take(*kind, str::from_utf8(value).unwrap_or_default())?;
            }
        }
        Ok(session)
    }

    fn take(&mut self, kind: u8, value: &'a str) -> Result<(), OfferError> {
        if kind == b'm' {
            return self.start_media(value);
        }
        match (kind, self.media.last_mut()) {
            (b't', None) if is_time(value) => self.time = self.time.or(Some(value)),
            (b'a', Some(media)) => media.attribute(value),
            (_, media) => media.map_or(&mut self.defaults, |media| &mut media.own).take(kind, value),
        }
        Ok(())
    }

    fn start_media(&mut self, line: &'a str) -> Result<(), OfferError> {
        if self.media.len() == MAX_MEDIA {
            return Err(OfferError::TooLong);
        }
        self.media.push(Media::parse(line, self.defaults).ok_or(OfferError::NotSdp)?);
        Ok(())
    }
}

impl<'a> Defaults<'a> {
    fn take(&mut self, kind: u8, value: &'a str) {
        match (kind, value) {
            (b'c', _) => self.connection = Some(value),
            (b'a', "sendrecv" | "recvonly") => self.receives = true,
            (b'a', "sendonly" | "inactive") => self.receives = false,
            _ => {}
        }
    }
}

/// An `m=` line and the lines that belong to it.
pub(super) struct Media<'a> {
    kind: &'a str,
    port: u16,
    protocol: &'a str,
    /// At least one.
    formats: Vec<&'a str>,
    own: Defaults<'a>,
    packet_ms: Option<u32>,
    max_packet_ms: Option<u32>,
    /// By payload type: RFC 3551's numbers, then those of `a=rtpmap` lines.
    codecs: [Option<Codec>; 128],
}

impl<'a> Media<'a> {
    fn parse(line: &'a str, own: Defaults<'a>) -> Option<Self> {
        let mut words = line.split_ascii_whitespace();
        let (kind, port, protocol) = (words.next()?, words.next()?, words.next()?);
        // A number of ports can follow: `49170/2`.
        let port = port.split('/').next()?.parse().ok()?;
        let formats: Vec<_> = words.collect();
        let mut codecs = [None; 128];
        (codecs[0], codecs[8]) = (Some(Codec::Pcmu), Some(Codec::Pcma));
        let printable = line.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
        (printable && !formats.is_empty()).then_some(Self {
            kind,
            port,
            protocol,
            formats,
            own,
            packet_ms: None,
            max_packet_ms: None,
            codecs,
        })
    }

    fn attribute(&mut self, attribute: &'a str) {
        match attribute.split_once(':') {
            Some(("rtpmap", map)) => self.map(map),
            Some(("ptime", time)) => self.packet_ms = time.parse().ok(),
            Some(("maxptime", time)) => self.max_packet_ms = time.parse().ok(),
            _ => self.own.take(b'a', attribute),
        }
    }

    /// `8 PCMA/8000`, or `8 PCMA/8000/1`.
    fn map(&mut self, map: &str) {
        let Some((payload_type, encoding)) = map.split_once(' ') else { return };
        let Some(codec) = payload_type.parse().ok().and_then(|index: usize| self.codecs.get_mut(index)) else { return };
        let encoding = encoding.strip_suffix("/1").unwrap_or(encoding);
        *codec = [Codec::Pcma, Codec::Pcmu].into_iter().find(|codec| {
            let (name, rate) = encoding.split_once('/').unwrap_or((encoding, ""));
            name.eq_ignore_ascii_case(codec.name()) && rate == "8000"
        });
    }

    /// The receiver, codec and payload type of audio that early media can be sent to.
    pub(super) fn receiver(&self) -> Result<(SocketAddr, Codec, u8), OfferError> {
        let is_plain_audio = self.kind == "audio" && self.protocol == "RTP/AVP" && self.port != 0;
        let codec = self.formats.iter().find_map(|format| self.codec(format)).filter(|_| is_plain_audio);
        let (codec, payload_type) = codec.ok_or(OfferError::NoCodec)?;
        if !self.own.receives {
            return Err(OfferError::NotReceiving);
        }
        let ip = self.own.connection.and_then(address).ok_or(OfferError::Address)?;
        if self.port < 1024 {
            return Err(OfferError::Address);
        }
        Ok((SocketAddr::new(ip, self.port), codec, payload_type))
    }

    fn codec(&self, format: &str) -> Option<(Codec, u8)> {
        // The answer repeats the format: another spelling of the number would be no answer to it.
        let payload_type = format.parse().ok().filter(|number: &u8| number.to_string() == format)?;
        let codec = *self.codecs.get(usize::from(payload_type))?;
        Some((codec?, payload_type))
    }

    /// Milliseconds of sound in a packet.
    pub(super) fn packet_ms(&self) -> u32 {
        self.packet_ms.unwrap_or(PACKET_MS).min(self.max_packet_ms.unwrap_or(u32::MAX)).clamp(10, 60)
    }

    /// The answer's line if this media is refused (RFC 3264, section 6).
    pub(super) fn refusal(&self) -> String {
        let Self { kind, protocol, formats, .. } = self;
        let format = formats.first().copied().unwrap_or("0");
        format!("m={kind} 0 {protocol} {format}\r\n")
    }
}

fn is_time(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| byte == b' ' || byte.is_ascii_digit())
}

/// The address of a `c=` line, if a caller can have it.
fn address(connection: &str) -> Option<IpAddr> {
    let ip = match connection.split_ascii_whitespace().collect::<Vec<_>>()[..] {
        ["IN", "IP4", ip] => IpAddr::V4(ip.parse().ok()?),
        ["IN", "IP6", ip] => IpAddr::V6(ip.parse().ok()?),
        _ => return None,
    };
    is_usable(ip).then_some(ip)
}

fn is_usable(ip: IpAddr) -> bool {
    match ip {
        // Neither this network, multicast, reserved nor broadcast.
        IpAddr::V4(ip) => (1..224).contains(&ip.octets()[0]),
        IpAddr::V6(ip) => !ip.is_multicast() && !ip.is_unspecified() && ip.to_ipv4_mapped().is_none(),
    }
}
