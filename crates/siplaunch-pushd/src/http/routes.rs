use std::sync::Arc;

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    middleware::{Next, from_fn, from_fn_with_state},
    response::Response,
    routing::{get, post, put},
};
use http::{HeaderValue, StatusCode, header::CACHE_CONTROL};

use super::{answer::Problem, app::App, auth, body, devices, health, push, registered};
use crate::metrics::RequestLabels;

/// The label of requests that no route answers.
const NO_ROUTE: &str = "none";

pub(super) fn router(app: Arc<App>) -> Router {
    let protected = Router::new()
        .route("/devices", put(devices::put).get(devices::get).delete(devices::delete))
        .route("/registered", post(registered::post))
        .method_not_allowed_fallback(method_not_allowed)
        .route_layer(from_fn_with_state(Arc::clone(&app), auth::require_token));
    Router::new()
        .route("/push", post(push::post))
        .route("/healthz", get(health::healthz))
        .route("/metrics", get(health::metrics))
        .method_not_allowed_fallback(method_not_allowed)
        .merge(protected)
        .fallback(not_found)
        .layer(from_fn(body::read))
        .layer(from_fn_with_state(Arc::clone(&app), finish))
        .with_state(app)
}

async fn not_found() -> Problem {
    Problem(StatusCode::NOT_FOUND, "no such path: use /push, /devices, /registered, /healthz or /metrics")
}

async fn method_not_allowed() -> Problem {
    Problem(StatusCode::METHOD_NOT_ALLOWED, "the path has no such method: see the header Allow")
}

/// Counts the request, and keeps its answer out of caches.
async fn finish(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let routes = ["/push", "/devices", "/registered", "/healthz", "/metrics"];
    let route = routes.into_iter().find(|route| *route == path).unwrap_or(NO_ROUTE);
    let mut response = next.run(request).await;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    app.metrics.http_requests.get_or_create(&RequestLabels { route, status: response.status().as_u16() }).inc();
    response
}
