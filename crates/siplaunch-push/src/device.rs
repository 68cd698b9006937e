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
