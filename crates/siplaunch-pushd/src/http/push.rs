use std::sync::Arc;

use axum::{body::Bytes, extract::State};
use http::{HeaderMap, StatusCode};
use siplaunch_push::Push;

use super::{
    answer::{Failure, Problem},
    app::{App, Order, PushJob},
    body::Fields,
};

/// `POST /push`: 202 once the push is ordered.
pub(super) async fn post(State(app): State<Arc<App>>, headers: HeaderMap, body: Bytes) -> Result<StatusCode, Failure> {
    let id = new_id()?;
    let push = Push::from_fields(Fields::of_body(&headers, &body)?.0, || id)?;
    let mut devices = app.store.devices(&push.subscriber()).await?;
    devices.retain(|stored| push.is_for(stored.device.purpose));
    if devices.is_empty() {
        let text = "the callee has no device for this push: store one with PUT /devices or POST /registered";
        return Err(Problem(StatusCode::NOT_FOUND, text).into());
    }
    let settings = app.settings();
    devices.retain(|stored| settings.has(stored.device.provider));
    if devices.is_empty() {
        let text = "no device of the callee has a configured push service: configure pushd.apns or pushd.fcm";
        return Err(Problem::unavailable(text).into());
    }
    app.order(Order::Push(PushJob { push, devices }))?;
    Ok(StatusCode::ACCEPTED)
}

/// The id of a push whose sender gives none: 128 random bits.
fn new_id() -> Result<String, Problem> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|_| Problem::unavailable("the system has no random numbers: try again later"))?;
    Ok(base16ct::lower::encode_string(&bytes))
}
