use std::borrow::Cow;

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Authorization, KeyError, Replacements, sign};
use crate::{Fault, Request, Response, Verdict, answer::retry_after, device::is_app};

const SCOPE: &str = "https://www.googleapis.com/auth/firebase.messaging";

/// The lifetime of an assertion, in seconds: Google's longest.
const ASSERTION_LIFETIME: u64 = 60 * 60;

/// The time before its end at which a token is renewed, in seconds.
const MARGIN: u64 = 5 * 60;

/// The shortest time between two tokens of which Google refused the first, in seconds.
const SHORTEST: u64 = 60;

/// The longest access token, in bytes: Google says 2048.
const TOKEN_LIMIT: usize = 4096;

/// Google's access tokens of a service account: each is good for about an hour, and renewed five minutes before its
/// end.
///
/// The caller sends [`request`](Self::request) when [`is_due`](Self::is_due) says so, and gives the answer to
/// [`renew`](Self::renew). Until then the old token serves while it is valid.
///
/// Source: <https://developers.google.com/identity/protocols/oauth2/service-account#httprest>
pub struct GoogleTokens {
    key: EncodingKey,
    header: Header,
    client_email: String,
    project_id: String,
    token_uri: String,
    current: Option<AccessToken>,
    serial: u64,
    replacements: Replacements,
}

struct AccessToken {
    authorization: Authorization,
    renew_at: u64,
    expires_at: u64,
}

#[derive(Deserialize)]
struct ServiceAccount {
    r#type: String,
    project_id: String,
    private_key_id: Option<String>,
    private_key: Zeroizing<String>,
    client_email: String,
    token_uri: String,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    scope: &'a str,
    aud: &'a str,
    iat: u64,
    exp: u64,
}

#[derive(Deserialize)]
struct TokenResponse {
    access_token: Zeroizing<String>,
    /// Seconds.
    expires_in: u64,
}

impl GoogleTokens {
    /// The tokens of a service account: `json` is the content of the key file from the Firebase console.
    ///
    /// # Errors
    /// [`KeyError::ServiceAccount`], [`KeyError::TokenUri`], [`KeyError::Pem`] or [`KeyError::NotRsa`].
    pub fn new(json: &[u8]) -> Result<Self, KeyError> {
        let account: ServiceAccount = serde_json::from_slice(json).map_err(|_| KeyError::ServiceAccount)?;
        if account.r#type != "service_account" || !is_app(&account.project_id) {
            return Err(KeyError::ServiceAccount);
        }
        if path_of(&account.token_uri).is_none() {
            return Err(KeyError::TokenUri);
        }
        let tokens = Self {
            key: EncodingKey::from_rsa_pem(account.private_key.as_bytes()).map_err(|_| KeyError::Pem)?,
            header: Header { kid: account.private_key_id, ..Header::new(Algorithm::RS256) },
            client_email: account.client_email,
            project_id: account.project_id,
            token_uri: account.token_uri,
            current: None,
            serial: 0,
            replacements: Replacements::default(),
        };
        // A PEM is read without a look at the key in it: only a signature shows that it is good.
        tokens.assertion(0)?;
        Ok(tokens)
    }

    /// The service account's project, for devices that name none.
    #[must_use]
    pub fn project_id(&self) -> &str {
        &self.project_id
    }

    /// The `https` URL to which [`request`](Self::request) goes.
    #[must_use]
    pub fn token_uri(&self) -> &str {
        &self.token_uri
    }

    /// The token for a push at `now`, if there is a valid one.
    #[must_use]
    pub fn authorization(&self, now: u64) -> Option<&Authorization> {
        self.current.as_ref().filter(|token| now < token.expires_at).map(|token| &token.authorization)
    }

    /// Whether a new token is to be fetched: there is none, or it ends within five minutes.
    #[must_use]
    pub fn is_due(&self, now: u64) -> bool {
        self.current.as_ref().is_none_or(|token| now >= token.renew_at)
    }

    /// The request for a new token.
    ///
    /// # Errors
    /// [`KeyError::NotRsa`], which [`GoogleTokens::new`] has ruled out.
    pub fn request(&self, now: u64) -> Result<Request, KeyError> {
        let assertion = self.assertion(now)?;
        let grant = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
        Ok(Request {
            method: "POST",
            path: path_of(&self.token_uri).unwrap_or("/").to_owned(),
            headers: vec![("content-type", Cow::Borrowed("application/x-www-form-urlencoded"))],
            body: [grant, &assertion].concat().into_bytes(),
        })
    }

    /// Takes the answer to [`request`](Self::request), received at `now`.
    ///
    /// # Errors
    /// What a failure means for the pushes: [`Verdict::Retry`], or [`Verdict::Misconfigured`] with [`Fault::Key`].
    pub fn renew(&mut self, response: &Response<'_>, now: u64) -> Result<(), Verdict> {
        match response.status {
            200 => {}
            429 | 500..=599 => return Err(Verdict::Retry { after: retry_after(response, now) }),
            _ => return Err(Verdict::Misconfigured(Fault::Key)),
        }
        let unreadable = Verdict::Retry { after: None };
        let token: TokenResponse = serde_json::from_slice(response.body).map_err(|_| unreadable)?;
        let text = token.access_token.as_str();
        if !(1..=TOKEN_LIMIT).contains(&text.len()) || !text.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(unreadable);
        }
        self.serial += 1;
        self.current = Some(AccessToken {
            authorization: Authorization::new(self.serial, text),
            // Half of the lifetime if that is short: the margin may not make every token due at once.
            renew_at: now.saturating_add(token.expires_in.saturating_sub(MARGIN).max(token.expires_in / 2)),
            expires_at: now.saturating_add(token.expires_in),
        });
        Ok(())
    }

    /// Google refused the token of this number (401). Returns whether the next one is another.
    pub fn refused(&mut self, serial: u64, now: u64) -> bool {
        let is_current = self.current.as_ref().is_some_and(|current| current.authorization.serial() == serial);
        if is_current && !self.replacements.grant(now, SHORTEST) {
            return false;
        }
        if is_current {
            self.current = None;
        }
        true
    }

    fn assertion(&self, iat: u64) -> Result<Zeroizing<String>, KeyError> {
        let claims =
            Claims { iss: &self.client_email, scope: SCOPE, aud: &self.token_uri, iat, exp: iat + ASSERTION_LIFETIME };
        sign(&self.header, &claims, &self.key).map_err(|_| KeyError::NotRsa)
    }
}

/// The path of an `https` URL of visible ASCII.
fn path_of(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://").filter(|rest| rest.bytes().all(|b| b.is_ascii_graphic()))?;
    match rest.find('/') {
        Some(0) => None,
        Some(at) => Some(&rest[at..]),
        None => Some("/").filter(|_| !rest.is_empty()),
    }
}
