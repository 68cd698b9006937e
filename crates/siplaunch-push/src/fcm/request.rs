use std::{borrow::Cow, time::Duration};

use serde::Serialize;

use crate::{
    Device, Message, Provider, Purpose, Push, Request, RequestError,
    payload::{Fields, fit, json},
};

/// The largest data of a push as JSON, in bytes. Google counts names and values alone, so that this is below its limit.
pub const DATA_LIMIT: usize = 4 * 1024;

/// The longest time for which Google keeps a push: four weeks.
const LONGEST_TTL: Duration = Duration::from_secs(28 * 24 * 60 * 60);

/// The request for a push. `wait` is how long the call can still be answered; Google keeps the push for so many whole
/// seconds, and a message for its own default of four weeks. A display name or a text is cut, at a character, until
/// the data fit Google's limit.
///
/// # Errors
/// The push does not fit the device or Google's limits: see [`RequestError`].
///
/// ```
/// use std::time::Duration;
///
/// use siplaunch_push::{Device, DeviceToken, Message, Provider, Purpose, Push, fcm};
///
/// let device = Device {
///     provider: Provider::Fcm,
///     purpose: Purpose::Both,
///     app: "example-phone".into(),
///     token: DeviceToken::new("eXaMpLe:APA91b"),
/// };
/// let message = Message { alert: "A message for you".into(), ..Message::default() };
/// let request = fcm::request(&device, &Push::Message(message), Duration::ZERO)?;
/// assert_eq!(request.path, "/v1/projects/example-phone/messages:send");
/// # Ok::<(), siplaunch_push::RequestError>(())
/// ```
pub fn request(device: &Device, push: &Push, wait: Duration) -> Result<Request, RequestError> {
    if device.provider != Provider::Fcm {
        return Err(RequestError::Provider);
    }
    device.check()?;
    if device.app.is_empty() {
        return Err(RequestError::NoApp);
    }
    let token = device.token.expose();
    let (mut data, priority, ttl) = match (push, device.purpose) {
        (Push::Call(call), Purpose::Calls | Purpose::Both) => {
            (Fields::of_call(call), "HIGH", Some(format!("{}s", wait.min(LONGEST_TTL).as_secs())))
        }
        (Push::Message(message), Purpose::Messages | Purpose::Both) => {
            let priority = if message.shows_nothing() { "NORMAL" } else { "HIGH" };
            (message_data(message)?, priority, None)
        }
        _ => return Err(RequestError::Purpose),
    };
    let android = Android { priority, ttl };
    let mut body = json(&Body { message: FcmMessage { token, android: &android, data: &data } });
    // The data are within the whole: their own length is asked for only if the whole is longer.
    if body.len() > DATA_LIMIT {
        fit(&mut data, DATA_LIMIT)?;
        body = json(&Body { message: FcmMessage { token, android: &android, data: &data } });
    }
    Ok(Request {
        method: "POST",
        path: ["/v1/projects/", &device.app, "/messages:send"].concat(),
        headers: vec![("content-type", Cow::Borrowed("application/json"))],
        body,
    })
}

fn message_data(message: &Message) -> Result<Fields<'_>, RequestError> {
    let mut data = Fields::of_message(message)?;
    if !message.shows_nothing() {
        for (name, text) in [("alert", &message.alert), ("sound", &message.sound)] {
            if !text.is_empty() {
                data.push(name, text);
            }
        }
        if let Some(badge) = message.badge {
            data.push("badge", badge.to_string());
        }
    }
    Ok(data)
}

#[derive(Serialize)]
struct Body<'a> {
    message: FcmMessage<'a>,
}

#[derive(Serialize)]
struct FcmMessage<'a> {
    token: &'a str,
    android: &'a Android,
    data: &'a Fields<'a>,
}

#[derive(Serialize)]
struct Android {
    priority: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ttl: Option<String>,
}
