//! Compares this library's SIP parser with `sipx-sip`'s: both take a message, or both refuse it, but for named reasons.
//!
//! The tests and the fuzz target share this file.

use bytes::Bytes;
use siplaunch_push::sip::{Fault, Message, StartLine};
use sipx_sip::{
    Finding, HeaderError, Limits, Request, TypedHeader,
    error::{LimitKind, ParseError, StartLineError},
    headers::{From, To, Via},
    parse_datagram, validate_request,
};

/// Compares the two.
///
/// # Errors
///
/// A text, if they differ without a reason.
pub(crate) fn agree(bytes: &[u8]) -> Result<(), String> {
    let ours = ours(bytes);
    let theirs = theirs(bytes);
    match (&ours, &theirs) {
        (_, Theirs::Other(_)) => Ok(()),
        // Theirs takes any bytes; a Call-ID is words of visible characters, RFC 3261 section 25.1.
        (Err(Refusal::Fault(Fault::CallId)), _) => Ok(()),
        _ if ours.is_ok() == matches!(theirs, Theirs::Taken) => Ok(()),
        _ => Err(format!("{ours:?}, {theirs:?}: {}", bytes.escape_ascii())),
    }
}

/// Whether the message is a request, so that a test can see that both kinds were compared.
#[allow(dead_code, reason = "the fuzz target does not count")]
pub(crate) fn is_request(bytes: &[u8]) -> Option<bool> {
    Message::parse(bytes).ok().map(|message| matches!(message.start(), StartLine::Request { .. }))
}

#[derive(Debug)]
enum Refusal {
    Malformed,
    Fault(Fault),
}

fn ours(bytes: &[u8]) -> Result<(), Refusal> {
    let message = Message::parse(bytes).map_err(|_| Refusal::Malformed)?;
    message.fault().map_or(Ok(()), |fault| Err(Refusal::Fault(fault)))
}

#[derive(Debug)]
#[allow(dead_code, reason = "what is in there is for a failure's text")]
enum Theirs {
    Taken,
    Refused(String),
    /// A message that the two may take or refuse differently, and why.
    Other(&'static str),
}

fn theirs(bytes: &[u8]) -> Theirs {
    match parse_datagram(Bytes::copy_from_slice(bytes), &Limits::datagram()) {
        Ok(sipx_sip::Message::Request(request)) => validate(&request),
        Ok(sipx_sip::Message::Response(response)) if response.version.is_supported() => Theirs::Taken,
        Ok(sipx_sip::Message::Response(_)) => Theirs::Refused("version".to_owned()),
        Err(ParseError::StartLine(StartLineError::Uri(_))) => Theirs::Other("ours reads no inner parts of URIs"),
        Err(ParseError::Limit { limit: LimitKind::FoldingLines, .. }) => Theirs::Other("ours counts no folds"),
        Err(error) => Theirs::Refused(error.to_string()),
    }
}

fn validate(request: &Request) -> Theirs {
    let mut findings = validate_request(request);
    findings.retain(|finding| match finding {
        Finding::MissingRequiredHeader("Max-Forwards") => false,
        Finding::MalformedRequiredHeader("From") => !is_about_uri::<From>(request),
        Finding::MalformedRequiredHeader("To") => !is_about_uri::<To>(request),
        _ => true,
    });
    if !findings.is_empty() {
        return Theirs::Refused(format!("{findings:?}"));
    }
    if is_about_uri::<From>(request) || is_about_uri::<To>(request) {
        return Theirs::Other("ours reads no inner parts of URIs");
    }
    let Some(Ok(via)) = request.headers.typed::<Via>() else { return Theirs::Taken };
    let is_token =
        |word: &Vec<u8>| word.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-.!%*_+`'~".contains(byte));
    if ![&via.protocol, &via.version, &via.transport].into_iter().all(is_token) {
        return Theirs::Other("theirs takes any bytes as a Via's protocol");
    }
    Theirs::Taken
}

fn is_about_uri<T: TypedHeader>(request: &Request) -> bool {
    matches!(request.headers.typed::<T>(), Some(Err(HeaderError::Uri { .. })))
}
