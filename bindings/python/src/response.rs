use pyo3::prelude::*;

use crate::{
    error::not_pickled,
    text::{Secret, Text},
};

/// The answer of a launch handler: status, headers and body. Send them unchanged.
///
/// The `Location` of a redirect is a finished header value: keep it out of URL classes and redirect helpers, which would
/// change it. It holds the customer's login, and so does the body of a page: keep both out of logs.
#[pyclass(frozen, module = "siplaunch")]
pub(crate) struct Response(pub(crate) siplaunch::Response);

#[pymethods]
impl Response {
    /// The HTTP status code (`int`).
    #[getter]
    fn status(&self) -> u16 {
        self.0.status()
    }

    /// The headers (`list[tuple[str, str]]`), each name once.
    #[getter]
    fn headers(&self) -> Vec<(String, Secret)> {
        self.0.headers().map(|(name, value)| (name.into(), value.into())).collect()
    }

    /// The body (`str`): HTML, or empty in answer to HEAD.
    #[getter]
    fn body(&self) -> &str {
        self.0.body()
    }

    /// The value of a header (`str | None`). The case of the name does not matter.
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
