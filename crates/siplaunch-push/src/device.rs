use std::{
    fmt,
    hash::{Hash, Hasher},
};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

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
    /// APNs: the app's bundle id, without `.voip`. FCM: the project id.
    pub app: String,
    /// The token.
    pub token: DeviceToken,
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
}
