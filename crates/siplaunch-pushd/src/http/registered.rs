use std::sync::Arc;

use axum::{Json, body::Bytes, extract::State};
use http::{HeaderMap, StatusCode};
use serde::Serialize;
use siplaunch_push::{ContactDevice, user_and_host};

use super::{
    answer::{Failure, Problem},
    app::{App, Order},
    body::Fields,
};
use crate::{clock::unix_time, store::StoredDevice};

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
    let (user, host) = user_and_host(fields.get("aor")).ok_or(Problem(
        StatusCode::BAD_REQUEST,
        "the address is missing or wrong: send aor=sip:user@domain, the address of the To header",
    ))?;
    let subscriber = format!("{user}@{host}");
    let mut devices = Vec::new();
    for contact in fields.all("contact") {
        devices.extend(ContactDevice::parse_header(contact)?);
    }
    let default: Option<u64> = fields.get("expires").trim().parse().ok();
    let mut changes = Changes::default();
    // Every contact reaches the store, which keeps a change that failed: the proxy does not repeat a REGISTER.
    let mut result = Ok(());
    for ContactDevice { device, instance, expires } in devices {
        let change = if expires.or(default) == Some(0) {
            let deleted = app.store.delete(&device, Some(&subscriber)).await;
            deleted.map(|deleted| changes.deleted += usize::from(deleted))
        } else {
            let subscriber = subscriber.clone();
            let stored = StoredDevice { subscriber, device_id: instance, device, stored_at: unix_time() };
            app.store.put(&stored).await.map(|()| changes.stored += 1)
        };
        result = result.and(change);
    }
    result?;
    if default != Some(0) || changes.stored > 0 {
        app.order(Order::Registered(subscriber))?;
    }
    Ok(Json(changes))
}
