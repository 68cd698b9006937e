//! HTTP as bytes, so that a test sees every byte sent.

use std::{
    io::{BufRead as _, BufReader, Read, Write as _},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use super::{APP_LINK, QUERY};

/// The headers that every answer has once.
pub(crate) const SAFETY_HEADERS: [(&str, &str); 4] = [
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Robots-Tag", "noindex, nofollow"),
];

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Reply {
    /// Reads one reply; `method` decides whether a body follows.
    pub(crate) fn read(input: &mut BufReader<impl Read>, method: &str) -> Self {
        let status = line(input).split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status line");
        let mut reply = Self { status, headers: Vec::new(), body: String::new() };
        loop {
            let line = line(input);
            let Some((name, value)) = line.split_once(": ") else { break };
            reply.headers.push((name.to_owned(), value.to_owned()));
        }
        if method != "HEAD" {
            let mut body = vec![0; reply.header("Content-Length").map_or(0, |len| len.parse().expect("a number"))];
            input.read_exact(&mut body).expect("the whole body");
            reply.body = String::from_utf8(body).expect("UTF-8");
        }
        reply
    }

    /// The value of a header, which may be there once at most.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(candidate, _)| candidate.eq_ignore_ascii_case(name));
        let (_, value) = values.next()?;
        assert!(values.next().is_none(), "{name} more than once");
        Some(value)
    }

    #[track_caller]
    pub(crate) fn assert_safe(&self) {
        for (name, value) in SAFETY_HEADERS {
            assert_eq!(self.header(name), Some(value), "{name} of a {}", self.status);
        }
    }
}

fn line(input: &mut BufReader<impl Read>) -> String {
    let mut line = Vec::new();
    input.read_until(b'\n', &mut line).expect("a line of a reply's header");
    let line = line.strip_suffix(b"\r\n").expect("CR LF at the end of a reply's header line");
    String::from_utf8(line.to_vec()).expect("UTF-8")
}

/// One connection to a server.
pub(crate) struct Client {
    input: BufReader<TcpStream>,
    output: TcpStream,
}

impl Client {
    pub(crate) fn connect(address: SocketAddr) -> Self {
        let output = TcpStream::connect(address).expect("a connection");
        output.set_read_timeout(Some(Duration::from_secs(10))).expect("a timeout");
        Self { input: BufReader::new(output.try_clone().expect("a clone")), output }
    }

    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.output.write_all(bytes.as_ref()).expect("sent");
    }

    pub(crate) fn reply(&mut self, method: &str) -> Reply {
        Reply::read(&mut self.input, method)
    }

    /// The status of the answer to a request without a body, or nothing if the server dies before it has answered.
    pub(crate) fn try_ask(&mut self, head: &str) -> Option<u16> {
        self.output.write_all(head.as_bytes()).ok()?;
        let (mut status, mut len) = (None, 0);
        loop {
            let mut line = String::new();
            self.input.read_line(&mut line).ok()?;
            match line.trim_end().split_once(' ') {
                Some((name, value)) if name.starts_with("HTTP/") => status = value[..3].parse().ok(),
                Some((name, value)) if name.eq_ignore_ascii_case("Content-Length:") => len = value.parse().ok()?,
                Some(_) => {}
                None if line == "\r\n" => break,
                None => return None,
            }
        }
        self.input.read_exact(&mut vec![0; len]).ok()?;
        status
    }

    /// Ends the sending.
    pub(crate) fn shut(&self) {
        // An error means that the server has closed already.
        let _ = self.output.shutdown(std::net::Shutdown::Write);
    }

    /// The bytes until the server closes; an error if it does not close, or resets the connection.
    pub(crate) fn rest(&mut self) -> std::io::Result<Vec<u8>> {
        let mut rest = Vec::new();
        self.input.read_to_end(&mut rest).map(|_| rest)
    }
}

/// A request's header, with a referrer that must not be logged either.
pub(crate) fn head(method: &str, target: &str) -> String {
    format!("{method} {target} HTTP/1.1\r\nHost: portal.example\r\nReferer: http://portal.example/p?{QUERY}\r\n\r\n")
}

/// One request on a new connection.
pub(crate) fn ask(address: SocketAddr, method: &str, target: &str) -> Reply {
    let mut client = Client::connect(address);
    client.send(head(method, target));
    client.reply(method)
}

/// Asserts that a server in front of `siplaunch serve` decodes, cleans or loses nothing of a query.
pub(crate) fn assert_passes_everything_on(ask: impl Fn(&str, &str) -> Reply) {
    let launch = format!("/p?{QUERY}");
    let reply = ask("GET", &launch);
    assert_eq!((reply.status, reply.header("Location")), (302, Some(APP_LINK)));
    reply.assert_safe();
    assert!(reply.body.ends_with("</html>\n"));
    for (query, status) in [
        (QUERY.replace('%', "%25"), 302),
        (QUERY.replace("%2F", "/"), 302),
        (format!("{QUERY}&{QUERY}"), 400),
        (format!("{QUERY}%0d%0aX-Injected:%201"), 400),
        (format!("{QUERY}&x={}", "x".repeat(8192)), 414),
    ] {
        let reply = ask("GET", &format!("/p?{query}"));
        assert_eq!((reply.status, reply.header("X-Injected")), (status, None), "{query}");
        assert_eq!(reply.header("Location"), (status == 302).then_some(APP_LINK));
        reply.assert_safe();
    }
    let reply = ask("HEAD", &launch);
    assert_eq!((reply.status, reply.header("Location")), (302, Some(APP_LINK)));
    let reply = ask("POST", &launch);
    assert_eq!((reply.status, reply.header("Allow")), (405, Some("GET, HEAD")));
}
