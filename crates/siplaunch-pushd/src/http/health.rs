use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header::CONTENT_TYPE};
use serde_json::json;

use super::app::App;

/// `GET /healthz`: 200, or 503 with the reasons.
pub(super) async fn healthz(State(app): State<Arc<App>>) -> Response {
    let settings = app.settings();
    let mut reasons = Vec::new();
    if !settings.apns && !settings.fcm {
        reasons.push("no push service is configured: configure pushd.apns or pushd.fcm".to_owned());
    }
    if app.is_stopping() {
        reasons.push("the daemon stops: use another one, or start it again".to_owned());
    } else if !app.takes_orders() {
        reasons.push("a part of the daemon failed: see its log".to_owned());
    }
    if let Err(error) = app.store.page(None, 1).await {
        reasons.push(error.to_string());
    }
    let status = if reasons.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let word = if reasons.is_empty() { "ok" } else { "failing" };
    (status, Json(json!({ "status": word, "reasons": reasons }))).into_response()
}

/// `GET /metrics`, in the text format of `OpenMetrics`.
pub(super) async fn metrics(State(app): State<Arc<App>>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], app.metrics.text())
}
