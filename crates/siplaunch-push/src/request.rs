use std::borrow::Cow;

use thiserror::Error;

use crate::{DeviceError, Verdict};

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

/// The reason why a push cannot be put into a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RequestError {
    /// A value of the device is wrong.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// The device belongs to another provider.
    #[error("the device belongs to another provider: send the push to that one")]
    Provider,
    /// The device's token is not for such pushes.
    #[error("the token is for other pushes: use the device's token for calls, or that for messages")]
    Purpose,
    /// The device names no app.
    #[error("the device names no app: fill in the bundle id (Apple) or the project id (Google) first")]
    NoApp,
    /// A field of a message's data has a name with a meaning of its own.
    #[error("a data field has a reserved name: rename it")]
    DataKey,
    /// The push is larger than the provider takes, even with its texts cut away.
    #[error("the push is larger than the provider takes: send fewer or shorter data fields")]
    TooLarge,
}

impl RequestError {
    /// What the error means for the push.
    #[must_use]
    pub fn verdict(self) -> Verdict {
        match self {
            Self::Device(DeviceError::Token) => Verdict::DropDevice { dead_since: None },
            _ => Verdict::Refused,
        }
    }
}
