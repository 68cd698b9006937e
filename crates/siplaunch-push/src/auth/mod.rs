//! The credentials of a sender: Apple's provider tokens (ES256) and Google's access tokens (RS256).
//!
//! Times are seconds since 1970 and come in as arguments.

mod apple;
mod google;

use std::fmt;

use jsonwebtoken::{EncodingKey, Header, errors::ErrorKind};
use serde::Serialize;
use thiserror::Error;
use zeroize::Zeroizing;

pub use apple::AppleTokens;
pub use google::GoogleTokens;

/// A key that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The file is no PEM, or holds no private key in PKCS#8.
    #[error("the file holds no private key in PEM: use the file as downloaded, with its `BEGIN PRIVATE KEY` line")]
    Pem,
    /// The key is not one of the curve P-256.
    #[error("the key is no P-256 key: use the .p8 file of a key for Apple Push Notifications")]
    NotP256,
    /// The key is not an RSA key of 2048 bits or more.
    #[error("the key is no RSA key of at least 2048 bits: download a new key of the service account")]
    NotRsa,
    /// The key id or the team id is empty or no ASCII letters and digits.
    #[error("key id and team id are letters and digits: copy them from Apple's developer account")]
    Id,
    /// The file is no JSON key of a service account.
    #[error("the file is no JSON key of a service account: download it in the Firebase console")]
    ServiceAccount,
    /// The service account's `token_uri` is no `https` URL.
    #[error("the service account's token_uri is no https URL: download the key again")]
    TokenUri,
}

/// The value of an `authorization` header, and its number: another token has another number.
///
/// `Debug` shows nothing of the token, and its memory is wiped on drop.
pub struct Authorization {
    serial: u64,
    header: Zeroizing<String>,
}

impl Authorization {
    fn new(serial: u64, token: &str) -> Self {
        Self { serial, header: Zeroizing::new(["Bearer ", token].concat()) }
    }

    /// The token's number.
    #[must_use]
    pub fn serial(&self) -> u64 {
        self.serial
    }

    /// The header's value: `Bearer` and the token, visible ASCII.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.header
    }
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Authorization({}, ..)", self.serial)
    }
}

/// Grants a replacement of a refused token once in an interval: a sender whose every token is refused does not ask for
/// tokens all the time.
#[derive(Default)]
struct Replacements {
    last: Option<u64>,
}

impl Replacements {
    fn grant(&mut self, now: u64, interval: u64) -> bool {
        // A time before the last one means that the clock was set back, and says nothing about the interval.
        let granted = self.last.is_none_or(|last| now.checked_sub(last).is_none_or(|age| age >= interval));
        if granted {
            self.last = Some(now);
        }
        granted
    }
}

fn sign(header: &Header, claims: &impl Serialize, key: &EncodingKey) -> Result<Zeroizing<String>, ErrorKind> {
    jsonwebtoken::encode(header, claims, key).map(Zeroizing::new).map_err(jsonwebtoken::errors::Error::into_kind)
}
