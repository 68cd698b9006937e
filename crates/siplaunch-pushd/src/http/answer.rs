use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde_json::json;
use siplaunch_push::{DeviceError, PushError};

use crate::store::StoreError;

/// A refusal: its status, and a text that says what to do and repeats nothing of the request.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Problem(pub(super) StatusCode, pub(super) &'static str);

impl Problem {
    pub(super) fn unavailable(text: &'static str) -> Self {
        Self(StatusCode::SERVICE_UNAVAILABLE, text)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        refuse(self.0, self.1)
    }
}

/// Why a request failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("{}", .0.1)]
    Problem(Problem),
    #[error(transparent)]
    Push(#[from] PushError),
    #[error(transparent)]
    Device(#[from] DeviceError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::Problem(problem) => problem.0,
            Self::Push(_) | Self::Device(_) | Self::Store(StoreError::Invalid(_) | StoreError::Device(_)) => {
                StatusCode::BAD_REQUEST
            }
            Self::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
        };
        refuse(status, &self.to_string())
    }
}

fn refuse(status: StatusCode, text: &str) -> Response {
    (status, Json(json!({ "error": text }))).into_response()
}
