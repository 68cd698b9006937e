use std::sync::Arc;

use axum::{Json, body::Bytes, extract::State};
use http::{HeaderMap, StatusCode};
use serde::Serialize;
use siplaunch_push::{ContactDevice, Device};

use super::{
    answer::{Failure, Problem},
    app::{App, Order},
    body::Fields,
};
use crate::store::{StoreError, StoredDevice, device_hash, now};

/// What a REGISTER request changed.
#[derive(Default, Serialize)]
pub(super) struct Changes {
    stored: usize,
    deleted: usize,
}

/// `POST /registered`, a proxy's hook for REGISTER: stores the devices of the contacts, and deletes those of contacts
/// that unregister.
pub(super) async fn post(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Changes>, Failure> {
    let fields = Fields::of_body(&headers, &body)?;
    let subscriber = subscriber(fields.get("aor")).ok_or(Problem(
        StatusCode::BAD_REQUEST,
        "the address is missing or wrong: send aor=sip:user@domain, the address of the To header",
    ))?;
    let mut devices = Vec::new();
    for contact in fields.all("contact") {
        devices.extend(ContactDevice::parse_header(contact)?);
    }
    let default: Option<u64> = fields.get("expires").trim().parse().ok();
    let mut changes = Changes::default();
    for ContactDevice { device, instance, expires } in devices {
        if expires.or(default) == Some(0) {
            changes.deleted += usize::from(delete(&app, &subscriber, &device).await?);
        } else {
            let subscriber = subscriber.clone();
            app.store.put(&StoredDevice { subscriber, device_id: instance, device, stored_at: now() }).await?;
            changes.stored += 1;
        }
    }
    if default != Some(0) || changes.stored > 0 {
        app.order(Order::Registered(subscriber))?;
    }
    Ok(Json(changes))
}

/// Deletes the subscriber's device; not another subscriber's, who uses the same phone now.
async fn delete(app: &App, subscriber: &str, device: &Device) -> Result<bool, StoreError> {
    let hash = device_hash(device);
    let devices = app.store.devices(subscriber).await?;
    if devices.iter().any(|stored| device_hash(&stored.device) == hash) {
        app.store.delete(device).await
    } else {
        Ok(false)
    }
}

/// `user@domain` of a SIP address, with or without scheme, angle brackets, port and parameters.
fn subscriber(aor: &str) -> Option<String> {
    let aor = aor.split_once('<').map_or(aor, |(_, uri)| uri);
    let aor = aor.split(['>', '?']).next()?.trim();
    let aor = aor.strip_prefix("sips:").or_else(|| aor.strip_prefix("sip:")).unwrap_or(aor);
    let (user, host) = aor.split_once('@')?;
    let host = host.split(';').next()?;
    let host = match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => host,
    };
    (!user.is_empty() && !host.is_empty()).then(|| format!("{user}@{host}"))
}
