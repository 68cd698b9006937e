use super::{answer::push, via::unfold};

/// The longest text of a dialog, in bytes.
const MAX_TEXT: usize = 4096;

/// The callee's URI and, once the proxy has answered, where further requests go.
///
/// All is one text, one line each: a waiting call holds few pieces of the heap. The lines are the callee, the target, the
/// proxy's tag, and the routes.
pub(super) struct Dialog(Box<[u8]>);

impl Dialog {
    /// No dialog yet, with a callee: a URI without spaces and line ends.
    pub(super) fn new(callee: &str) -> Self {
        Self(callee.as_bytes().into())
    }

    /// The callee's URI.
    pub(super) fn callee(&self) -> &str {
        let line = self.0.split(|byte| *byte == b'\n').next().unwrap_or_default();
        std::str::from_utf8(line).unwrap_or_default()
    }

    /// Whether the proxy has answered.
    pub(super) fn is_open(&self) -> bool {
        self.0.contains(&b'\n')
    }

    /// Keeps where further requests go: to the proxy's Contact, on the way that the proxies recorded. What is too long is
    /// not kept.
    pub(super) fn open(&mut self, contact: Option<&[u8]>, tag: &[u8], routes: &[&[u8]]) {
        let callee = self.callee().as_bytes();
        let mut text = callee.to_vec();
        for line in [contact.unwrap_or(callee), tag].iter().chain(routes) {
            text.push(b'\n');
            unfold(line, &mut text);
        }
        if text.len() <= MAX_TEXT {
            self.0 = text.as_slice().into();
        }
    }

    /// Writes the beginning of a SUBSCRIBE: Request-URI, To and Route.
    pub(super) fn write_opening(&self, out: &mut Vec<u8>) {
        let mut lines = self.0.split(|byte| *byte == b'\n');
        let callee = lines.next().unwrap_or_default();
        let (target, tag) = (lines.next().unwrap_or(callee), lines.next().unwrap_or_default());
        for part in [b"SUBSCRIBE ", target, b" SIP/2.0\r\nTo: <", callee, b">"] {
            out.extend_from_slice(part);
        }
        if !tag.is_empty() {
            out.extend_from_slice(b";tag=");
            out.extend_from_slice(tag);
        }
        out.extend_from_slice(b"\r\n");
        for route in lines {
            push(out, "Route", route);
        }
    }
}
