use std::borrow::Cow;

use thiserror::Error;

use crate::Verdict;

/// An HTTP/2 request for a push service. `Debug` is not derived: the path and the body hold tokens.
pub struct Request {
    /// The method.
    pub method: &'static str,
    /// The path, from `/` on.
    pub path: String,
    /// Header names in lower case with their values. The authority, the content length and the `authorization` are the
    /// sender's.
    pub headers: Vec<(&'static str, Cow<'static, str>)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What a push service answered.
#[derive(Clone, Copy)]
pub struct Response<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The `retry-after` header.
    pub retry_after: Option<&'a str>,
    /// The body, at most some KiB of it.
    pub body: &'a [u8],
}

/// A push that cannot be put into a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RequestError {
    /// The device belongs to another provider.
    #[error("The device belongs to another provider: send the push to that one.")]
    Provider,
    /// The device's token is not for such pushes.
    #[error("The token is for other pushes: use the device's token for calls or that for messages.")]
    Purpose,
    /// The token is empty, too long, or has a character that no token of the provider has.
    #[error("The token is no token of the provider: store it as the app received it.")]
    Token,
    /// The app's name is empty, too long, or has a character that neither bundle ids nor project ids have.
    #[error("The app is no bundle id (Apple) or project id (Google): correct the device, or set the topic or project.")]
    App,
    /// The id of a message is longer than 64 bytes or has a character that a header cannot hold.
    #[error("The id of the push has more than 64 bytes or a character other than visible ASCII: send a shorter one.")]
    Id,
    /// A field of a message's data has a name with a meaning of its own.
    #[error("A data field has a reserved name: rename it.")]
    DataKey,
    /// The push is larger than the provider takes, even with its texts cut away.
    #[error("The push is larger than the provider takes: send fewer or shorter data fields.")]
    TooLarge,
}

impl RequestError {
    /// What the error means for the push.
    #[must_use]
    pub fn verdict(self) -> Verdict {
        match self {
            Self::Token => Verdict::DropDevice { dead_since: None },
            _ => Verdict::Refused,
        }
    }
}

/// Checks that a name of an app can go into a path or a header: letters, digits and `.-_:`, at most 255 bytes.
pub(crate) fn check_app(app: &str) -> Result<(), RequestError> {
    let valid = |b: u8| b.is_ascii_alphanumeric() || b".-_:".contains(&b);
    if (1..=255).contains(&app.len()) && app.bytes().all(valid) { Ok(()) } else { Err(RequestError::App) }
}
