use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::{
    Device, Message, Provider, Purpose, Push, Request, RequestError,
    payload::{Fields, Payload, fit},
};

/// The largest payload of a call, in bytes.
pub const VOIP_LIMIT: usize = 5 * 1024;

/// The largest payload of a message, in bytes.
pub const MESSAGE_LIMIT: usize = 4 * 1024;

/// The longest `apns-collapse-id`, in bytes.
const COLLAPSE_ID_LIMIT: usize = 64;

/// The request for a push. A display name or a text is cut, at a character, until the payload fits Apple's limit.
///
/// # Errors
/// The push does not fit the device or Apple's limits: see [`RequestError`].
///
/// ```
/// use siplaunch_push::{Call, Device, DeviceToken, Provider, Purpose, Push, apns};
///
/// let device = Device {
///     provider: Provider::Apns,
///     purpose: Purpose::Calls,
///     app: "org.example.phone".into(),
///     token: DeviceToken::new("0f3a".repeat(16)),
/// };
/// let call = Call {
///     id: "8f2c".into(),
///     caller: "4912345".into(),
///     caller_name: "Zoë \"Z\" 📞".into(),
///     callee: "alice".into(),
///     domain: "sip.example.org".into(),
/// };
/// let request = apns::request(&device, &Push::Call(call))?;
/// assert!(request.path.starts_with("/3/device/0f3a"));
/// assert!(request.headers.contains(&("apns-topic", "org.example.phone.voip".into())));
/// # Ok::<(), siplaunch_push::RequestError>(())
/// ```
pub fn request(device: &Device, push: &Push) -> Result<Request, RequestError> {
    if !matches!(device.provider, Provider::Apns | Provider::ApnsSandbox) {
        return Err(RequestError::Provider);
    }
    device.check()?;
    if device.app.is_empty() {
        return Err(RequestError::NoApp);
    }
    let (headers, body) = match (push, device.purpose) {
        (Push::Call(call), Purpose::Calls) => {
            let mut payload = ApnsPayload { aps: Aps::default(), fields: Fields::of_call(call) };
            (call_headers(&device.app), fit(&mut payload, VOIP_LIMIT)?)
        }
        (Push::Message(message), Purpose::Messages) => {
            let mut payload = ApnsPayload { aps: Aps::of_message(message), fields: Fields::of_message(message)? };
            (message_headers(&device.app, message), fit(&mut payload, MESSAGE_LIMIT)?)
        }
        _ => return Err(RequestError::Purpose),
    };
    Ok(Request { method: "POST", path: ["/3/device/", device.token.expose()].concat(), headers, body })
}

type Headers = Vec<(&'static str, Cow<'static, str>)>;

fn call_headers(app: &str) -> Headers {
    vec![
        ("apns-topic", Cow::Owned([app, ".voip"].concat())),
        ("apns-push-type", Cow::Borrowed("voip")),
        ("apns-priority", Cow::Borrowed("10")),
        ("apns-expiration", Cow::Borrowed("0")),
    ]
}

fn message_headers(app: &str, message: &Message) -> Headers {
    // Apple refuses priority 10 for a background push.
    let (push_type, priority) = if message.shows_nothing() { ("background", "5") } else { ("alert", "10") };
    let mut headers = vec![
        ("apns-topic", Cow::Owned(app.to_owned())),
        ("apns-push-type", Cow::Borrowed(push_type)),
        ("apns-priority", Cow::Borrowed(priority)),
    ];
    if !message.id.is_empty() {
        headers.push(("apns-collapse-id", Cow::Owned(collapse_id(&message.id))));
    }
    headers
}

/// The id, or its SHA-256 if the header cannot hold it: two ids that begin alike stay two.
fn collapse_id(id: &str) -> String {
    let fits = id.len() <= COLLAPSE_ID_LIMIT && id.bytes().all(|byte| byte.is_ascii_graphic());
    if fits { id.to_owned() } else { URL_SAFE_NO_PAD.encode(Sha256::digest(id)) }
}

#[derive(Serialize)]
struct ApnsPayload<'a> {
    aps: Aps<'a>,
    #[serde(flatten)]
    fields: Fields<'a>,
}

#[derive(Default, Serialize)]
struct Aps<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    alert: Cow<'a, str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    sound: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    badge: Option<u32>,
    #[serde(rename = "content-available", skip_serializing_if = "Option::is_none")]
    content_available: Option<u8>,
}

impl<'a> Aps<'a> {
    fn of_message(message: &'a Message) -> Self {
        if message.shows_nothing() {
            Self { content_available: Some(1), ..Self::default() }
        } else {
            Self {
                alert: Cow::Borrowed(&message.alert),
                sound: &message.sound,
                badge: message.badge,
                content_available: None,
            }
        }
    }
}

impl<'a> Payload<'a> for ApnsPayload<'a> {
    fn texts(&mut self) -> Vec<&mut Cow<'a, str>> {
        let mut texts = self.fields.texts();
        texts.push(&mut self.aps.alert);
        texts
    }
}
