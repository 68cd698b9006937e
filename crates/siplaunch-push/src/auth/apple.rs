use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Serialize;
use zeroize::Zeroizing;

use super::{Authorization, KeyError, Replacements, sign};

/// The age at which a token is replaced, in seconds: Apple refuses it after an hour.
const LIFETIME: u64 = 50 * 60;

/// The shortest time between two tokens that Apple allows, in seconds.
const SHORTEST: u64 = 20 * 60;

/// Apple's provider tokens of a key: a new one every 50 minutes.
///
/// Apple wants a token used for 20 to 60 minutes. One that Apple calls expired earlier, as after a correction of the
/// clock, is replaced at once, but that again only after 20 minutes.
///
/// Source: <https://developer.apple.com/documentation/usernotifications/establishing-a-token-based-connection-to-apns>
pub struct AppleTokens {
    key: EncodingKey,
    header: Header,
    team_id: String,
    current: Option<(Authorization, u64)>,
    serial: u64,
    replacements: Replacements,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    iat: u64,
}

impl AppleTokens {
    /// The tokens of a key: `pem` is the content of Apple's `.p8` file.
    ///
    /// # Errors
    /// [`KeyError::Pem`], [`KeyError::NotP256`] or [`KeyError::Id`].
    pub fn new(pem: &[u8], key_id: &str, team_id: &str) -> Result<Self, KeyError> {
        let is_id = |id: &str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric());
        if !is_id(key_id) || !is_id(team_id) {
            return Err(KeyError::Id);
        }
        let tokens = Self {
            key: EncodingKey::from_ec_pem(pem).map_err(|_| KeyError::Pem)?,
            header: Header { kid: Some(key_id.to_owned()), ..Header::new(Algorithm::ES256) },
            team_id: team_id.to_owned(),
            current: None,
            serial: 0,
            replacements: Replacements::default(),
        };
        // A PEM is read without a look at the key in it: only a signature shows that it is of the curve.
        tokens.sign(0)?;
        Ok(tokens)
    }

    /// The token for a push at `now`.
    ///
    /// # Errors
    /// [`KeyError::NotP256`], which [`AppleTokens::new`] has ruled out.
    pub fn authorization(&mut self, now: u64) -> Result<&Authorization, KeyError> {
        // A token from the future is one from before the clock was set back: Apple would refuse it.
        if self.current.as_ref().is_some_and(|(_, iat)| now.checked_sub(*iat).is_none_or(|age| age >= LIFETIME)) {
            self.current = None;
        }
        if self.current.is_none() {
            let token = self.sign(now)?;
            self.serial += 1;
            self.current = Some((Authorization::new(self.serial, &token), now));
        }
        self.current.as_ref().map(|(authorization, _)| authorization).ok_or(KeyError::NotP256)
    }

    /// Apple called the token of this number expired. Returns whether the next one is another.
    pub fn expired(&mut self, serial: u64, now: u64) -> bool {
        let is_current = self.current.as_ref().is_some_and(|(current, _)| current.serial() == serial);
        if is_current && !self.replacements.grant(now, SHORTEST) {
            return false;
        }
        if is_current {
            self.current = None;
        }
        true
    }

    fn sign(&self, iat: u64) -> Result<Zeroizing<String>, KeyError> {
        sign(&self.header, &Claims { iss: &self.team_id, iat }, &self.key).map_err(|_| KeyError::NotP256)
    }
}
