//! The core's errors as Python exceptions.

use std::error;

use pyo3::{exceptions::PyTypeError, prelude::*};
use siplaunch::{BadSetting, Error};

use crate::imports::{EXCEPTION, PAGE_ERROR};

/// The code of a text that has no UTF-8 form, as in the C ABI. The core never sees such a text.
pub(crate) const NOT_UTF8: u8 = 3;

/// The code of a list of link ids that has anything but ids, as in the C ABI.
pub(crate) const LINK_IDS: u8 = 6;

/// An error of the core, on its way to Python.
pub(crate) struct CoreError {
    code: u8,
    text: String,
}

pub(crate) type Result<T> = std::result::Result<T, CoreError>;

/// From [`Error`], and from errors of the core that name a place in the input too.
impl<E: error::Error + Copy + Into<Error>> From<E> for CoreError {
    fn from(error: E) -> Self {
        Self { code: error.into().code(), text: error.to_string() }
    }
}

impl From<CoreError> for PyErr {
    fn from(CoreError { code, text }: CoreError) -> Self {
        Python::attach(|py| exception(py, code, &text))
    }
}

/// The exception of a code of the core, or of 0 for an error that the core does not know. Its class is in
/// `siplaunch._errors`.
pub(crate) fn exception(py: Python<'_>, code: u8, text: &str) -> PyErr {
    EXCEPTION.get(py).and_then(|new| new.call1((text, code))).map_or_else(|error| error, PyErr::from_value)
}

/// The exception of a page, which has the name of the setting too.
pub(crate) fn page_error(py: Python<'_>, bad: BadSetting) -> PyErr {
    let arguments = (bad.to_string(), bad.error.code(), bad.name);
    PAGE_ERROR.get(py).and_then(|new| new.call1(arguments)).map_or_else(|error| error, PyErr::from_value)
}

/// The error of pickling or copying an object with secrets.
pub(crate) fn not_pickled(why: &str) -> PyErr {
    PyTypeError::new_err(format!("{why} and cannot be pickled or copied: make it in the process that needs it"))
}
