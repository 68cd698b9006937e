use pyo3::prelude::*;

use crate::{
    error::not_pickled,
    text::{Secret, Text},
};

/// What a launch handler answers: status, headers and body, to be sent as they are.
///
/// The `Location` of a redirect is a finished header value: send its bytes as they are, and not through a URL class or
/// a redirect helper. It holds the customer's login, as the body of a page does: keep both out of logs.
#[pyclass(frozen, module = "siplaunch")]
pub(crate) struct Response(pub(crate) siplaunch::Response);

#[pymethods]
impl Response {
    /// The HTTP status code (`int`).
    #[getter]
    fn status(&self) -> u16 {
        self.0.status()
    }

    /// The headers in the order to send them (`list[tuple[str, str]]`), each name once.
    #[getter]
    fn headers(&self) -> Vec<(String, Secret)> {
        self.0.headers().map(|(name, value)| (name.into(), value.into())).collect()
    }

    /// The body (`str`): HTML, or nothing in answer to HEAD.
    #[getter]
    fn body(&self) -> &str {
        self.0.body()
    }

    /// The value of one header, in any case (`str | None`).
    fn header(&self, name: Text<'_>) -> Option<&str> {
        self.0.header(name.0)
    }

    fn __repr__(&self) -> String {
        format!("<siplaunch.Response {}>", self.0.status())
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(not_pickled("a Response holds a login"))
    }
}
