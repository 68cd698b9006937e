use pyo3::prelude::*;
use siplaunch::{ExplainOptions, Portal};

use crate::{brand::Brand, credentials, error::not_pickled, text::Text};

/// Says what a pasted text is, and what is wrong with it (`Explanation`). For support desks.
///
/// It tells a wrong key from a damaged end, and so is a padding oracle by design: never offer it to strangers.
///
/// Args:
///     text (str): a launch link, app link, intent link or token; white space around it is ignored.
///     brand (Brand): whose it should be.
///     param (str): the query parameter that carries the token in a launch link.
///
/// >>> link = "sipphone://yL%2FXvHABm6K8M6CHwl4mh9btH19YVxA1%2Ft%2B%2Ft4vdLD8%3D"
/// >>> explanation = explain(link, Brand.sip_phone())
/// >>> explanation.kind, explanation.is_good
/// ('app link', False)
/// >>> print(explanation.findings[0])
/// the token is percent-escaped: in an app link it must stand as it is
#[pyfunction]
#[pyo3(signature = (text, brand, *, param=Text(Portal::DEFAULT_PARAM)), text_signature = "(text, brand, *, param='c')")]
pub(crate) fn explain(text: Text<'_>, brand: &Brand, param: Text<'_>) -> Explanation {
    Explanation(siplaunch::explain(text.0, ExplainOptions::new(&brand.0).with_param(param.0)))
}

/// What `explain` found out.
#[pyclass(frozen, module = "siplaunch")]
pub(crate) struct Explanation(siplaunch::Explanation);

#[pymethods]
impl Explanation {
    /// What the text is (`str`), such as `launch link`.
    #[getter]
    fn kind(&self) -> String {
        self.0.kind().to_string()
    }

    /// What there is to know about it (`list[Finding]`), in the order in which it was found.
    #[getter]
    fn findings(&self) -> Vec<Finding> {
        self.0.findings().iter().copied().map(Finding).collect()
    }

    /// Whether nothing is wrong with it (`bool`).
    #[getter]
    fn is_good(&self) -> bool {
        self.0.is_good()
    }

    /// The token in canonical form, if there is one once damage is repaired (`str | None`). A secret.
    #[getter]
    fn token(&self) -> Option<&str> {
        self.0.token()
    }

    /// The credentials in the token, if it holds any (`Credentials | None`).
    #[getter]
    fn credentials<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.credentials().map(|credentials| credentials::dataclass(py, credentials)).transpose()
    }

    fn __repr__(&self) -> String {
        format!("<siplaunch.Explanation of a {}>", self.0.kind())
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(not_pickled("an Explanation holds credentials"))
    }
}

/// One thing to know about a pasted text. `str` of it is a sentence that holds nothing of the text.
#[pyclass(frozen, eq, module = "siplaunch")]
#[derive(PartialEq, Eq)]
pub(crate) struct Finding(siplaunch::Finding);

#[pymethods]
impl Finding {
    /// The stable number of this finding (`int`), the same in every language.
    #[getter]
    fn code(&self) -> u8 {
        self.0.code()
    }

    /// Whether this is a fault (`bool`), and not just good to know.
    #[getter]
    fn is_fault(&self) -> bool {
        self.0.is_fault()
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        format!("<siplaunch.Finding {}: {}>", self.code(), self.0)
    }
}
