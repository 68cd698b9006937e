use std::{
    fmt,
    hash::{Hash, Hasher},
};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroizing;

/// The most bytes of an app.
const MAX_APP: usize = 255;
/// The most bytes of a token of Apple's, in hexadecimal digits.
const MAX_APNS_TOKEN: usize = 200;
/// The most bytes of a token of Google's.
const MAX_FCM_TOKEN: usize = 4096;

/// The push service of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Provider {
    /// Apple Push Notification service, production.
    Apns,
    /// Apple Push Notification service for development builds of an app.
    ApnsSandbox,
    /// Firebase Cloud Messaging, HTTP v1.
    Fcm,
}

impl Provider {
    const ALL: [Self; 3] = [Self::Apns, Self::ApnsSandbox, Self::Fcm];

    /// The provider's name in JSON, in metrics and in the device store.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Apns => "apns",
            Self::ApnsSandbox => "apns_sandbox",
            Self::Fcm => "fcm",
        }
    }

    /// The provider of a [`Provider::name`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.name() == name)
    }
}

/// The pushes that a device's token is for.
///
/// Apple gives an app one token for calls (`PushKit`) and another for messages; Google gives one for both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Purpose {
    /// Calls only: an APNs token of `PushKit`, `voip`.
    Calls,
    /// Messages only: an APNs token for remote notifications.
    Messages,
    /// Both: an FCM token.
    Both,
}

impl Purpose {
    const ALL: [Self; 3] = [Self::Calls, Self::Messages, Self::Both];

    /// The purpose's name in JSON and in the device store.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::Messages => "messages",
            Self::Both => "both",
        }
    }

    /// The purpose of a [`Purpose::name`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }
}

/// The token of one app on one phone, a secret: whoever has it and the provider's key can push to the phone.
///
/// `Debug` shows nothing of it, and its memory is wiped on drop.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeviceToken(Zeroizing<String>);

impl DeviceToken {
    /// A token as the provider gave it to the app.
    #[must_use]
    pub fn new(token: impl Into<String>) -> Self {
        Self(Zeroizing::new(token.into()))
    }

    /// The token's text.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Hash for DeviceToken {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.as_str().hash(state);
    }
}

impl fmt::Debug for DeviceToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceToken(..)")
    }
}

/// One app on one phone, as a push service knows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Device {
    /// The push service.
    pub provider: Provider,
    /// The pushes that the token is for.
    pub purpose: Purpose,
    /// APNs: the app's bundle id, without `.voip`. FCM: the project id. Empty if the phone named none.
    pub app: String,
    /// The token.
    pub token: DeviceToken,
}

/// The reason why a device is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DeviceError {
    /// The Contact header is malformed, longer than 32 KiB, or names more than 16 devices.
    #[error("the Contact header is malformed or too long: send one as a phone's REGISTER has it")]
    Contact,
    /// The provider is unknown.
    #[error("the provider is unknown: send apns, apns_sandbox or fcm")]
    Provider,
    /// The purpose is unknown, missing, or none of the provider's.
    #[error("the purpose is wrong: send calls or messages for apns (one token each), and none for fcm")]
    Purpose,
    /// The app is longer than 255 bytes, or has characters that no bundle id or project id has.
    #[error("the app is wrong: send the bundle id for apns, the project id for fcm")]
    App,
    /// The token is empty, too long, or has characters that no token has.
    #[error("the token is wrong: apns has 1 to 200 hexadecimal digits, fcm 1 to 4096 characters without spaces")]
    Token,
}

/// Whether a text can be a bundle id or a project id.
pub(crate) fn is_app(text: &str) -> bool {
    (1..=MAX_APP).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:".contains(&byte))
}

impl Device {
    /// A device with all of its values checked, and a token of Apple's in lower case.
    ///
    /// # Errors
    ///
    /// [`DeviceError`] says which value is wrong.
    pub fn new(provider: Provider, purpose: Purpose, app: &str, token: &str) -> Result<Self, DeviceError> {
        let token = if provider == Provider::Fcm { token.to_owned() } else { token.to_ascii_lowercase() };
        let device = Self { provider, purpose, app: app.to_owned(), token: DeviceToken::new(token) };
        device.check().map(|()| device)
    }

    /// Checks all values: none can change the path or the headers of a request.
    ///
    /// # Errors
    ///
    /// [`DeviceError`] says which value is wrong.
    pub fn check(&self) -> Result<(), DeviceError> {
        let token = self.token.expose();
        let is_token = match self.provider {
            Provider::Fcm => token.len() <= MAX_FCM_TOKEN && token.bytes().all(|byte| byte.is_ascii_graphic()),
            _ => token.len() <= MAX_APNS_TOKEN && token.bytes().all(|byte| byte.is_ascii_hexdigit()),
        };
        if self.provider != Provider::Fcm && self.purpose == Purpose::Both {
            Err(DeviceError::Purpose)
        } else if !self.app.is_empty() && !is_app(&self.app) {
            Err(DeviceError::App)
        } else if token.is_empty() || !is_token {
            Err(DeviceError::Token)
        } else {
            Ok(())
        }
    }

    /// A device from the [`Provider::name`], the [`Purpose::name`], which can be empty for FCM, the app and the token.
    ///
    /// # Errors
    ///
    /// [`DeviceError`] says which value is wrong.
    pub fn from_names(provider: &str, purpose: &str, app: &str, token: &str) -> Result<Self, DeviceError> {
        let provider = Provider::from_name(provider).ok_or(DeviceError::Provider)?;
        let purpose = match purpose {
            "" => Purpose::Both,
            name => Purpose::from_name(name).ok_or(DeviceError::Purpose)?,
        };
        Self::new(provider, purpose, app, token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_that_of_json_and_leads_back() {
        for provider in Provider::ALL {
            assert_eq!(serde_json::to_value(provider).unwrap(), provider.name());
            assert_eq!(Provider::from_name(provider.name()), Some(provider));
        }
        for purpose in Purpose::ALL {
            assert_eq!(serde_json::to_value(purpose).unwrap(), purpose.name());
            assert_eq!(Purpose::from_name(purpose.name()), Some(purpose));
        }
        assert_eq!(Provider::from_name("gcm"), None);
    }

    #[test]
    fn names_make_devices() {
        let device = Device::from_names("apns_sandbox", "calls", "org.example", "0AB").unwrap();
        assert_eq!((device.provider, device.purpose), (Provider::ApnsSandbox, Purpose::Calls));
        assert_eq!((&*device.app, device.token.expose()), ("org.example", "0ab"));
        let device = Device::from_names("fcm", "", "", "aB:c").unwrap();
        assert_eq!((device.purpose, device.token.expose()), (Purpose::Both, "aB:c"));
    }

    #[test]
    fn errors_say_which_value_is_wrong() {
        fn error(provider: &str, purpose: &str, app: &str, token: &str) -> DeviceError {
            Device::from_names(provider, purpose, app, token).unwrap_err()
        }
        assert_eq!(error("gcm", "", "", "a"), DeviceError::Provider);
        assert_eq!(error("apns", "", "", "a"), DeviceError::Purpose);
        assert_eq!(error("fcm", "all", "", "a"), DeviceError::Purpose);
        assert_eq!(error("fcm", "", "a/b", "a"), DeviceError::App);
        assert_eq!(error("fcm", "", &"a".repeat(256), "a"), DeviceError::App);
        assert_eq!(error("apns", "calls", "", "0g"), DeviceError::Token);
        assert_eq!(error("fcm", "", "", "a b"), DeviceError::Token);
    }
}
