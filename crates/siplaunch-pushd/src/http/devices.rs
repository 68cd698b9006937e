use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::{RawQuery, State},
};
use http::{HeaderMap, StatusCode};
use siplaunch_push::Device;

use super::{
    answer::{Failure, Problem},
    app::App,
    body::Fields,
};
use crate::{
    clock::unix_time,
    store::{ShownDevice, StoredDevice, short_id},
};

/// `PUT /devices`: stores a device, and shows it.
pub(super) async fn put(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<ShownDevice>, Failure> {
    let fields = Fields::of_body(&headers, &body)?;
    let device_id = Some(fields.get("device_id")).filter(|id| !id.is_empty());
    let stored = StoredDevice {
        subscriber: fields.get("subscriber").to_owned(),
        device_id: device_id.map(str::to_owned),
        device: device(&fields)?,
        stored_at: unix_time(),
    };
    app.store.put(&stored).await?;
    Ok(Json(stored.into()))
}

/// `GET /devices?subscriber=user@domain`.
pub(super) async fn get(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Json<Vec<ShownDevice>>, Failure> {
    let query = Fields::of_form(query.unwrap_or_default().as_bytes());
    let devices = app.store.devices(subscriber(&query)?).await?;
    Ok(Json(devices.into_iter().map(ShownDevice::from).collect()))
}

/// `DELETE /devices?subscriber=user@domain&id=…`, or with the device in the body as for `PUT`; there, without a
/// subscriber, it is everybody's.
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Failure> {
    let is_deleted = if body.is_empty() {
        let query = Fields::of_form(query.unwrap_or_default().as_bytes());
        let subscriber = subscriber(&query)?;
        let devices = app.store.devices(subscriber).await?;
        match devices.into_iter().find(|stored| short_id(&stored.device) == query.get("id")) {
            Some(stored) => app.store.delete(&stored.device, Some(subscriber)).await?,
            None => false,
        }
    } else {
        let fields = Fields::of_body(&headers, &body)?;
        let is_everybodys = fields.get("subscriber").is_empty();
        let subscriber = if is_everybodys { None } else { Some(subscriber(&fields)?) };
        app.store.delete(&device(&fields)?, subscriber).await?
    };
    if is_deleted {
        Ok(StatusCode::NO_CONTENT)
    } else {
        let text = "there is no such device: GET /devices?subscriber=user@domain shows those of a subscriber";
        Err(Problem(StatusCode::NOT_FOUND, text).into())
    }
}

fn device(fields: &Fields) -> Result<Device, Failure> {
    let [provider, purpose, app, token] = ["provider", "purpose", "app", "token"].map(|name| fields.get(name));
    Ok(Device::from_names(provider, purpose, app, token)?)
}

fn subscriber(fields: &Fields) -> Result<&str, Problem> {
    let subscriber = fields.get("subscriber");
    if subscriber.contains('@') {
        return Ok(subscriber);
    }
    Err(Problem(StatusCode::BAD_REQUEST, "the subscriber is missing or wrong: send subscriber=user@domain"))
}
