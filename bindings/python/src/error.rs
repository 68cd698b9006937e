//! The core's errors as Python exceptions.

use std::error;

use pyo3::{exceptions::PyTypeError, prelude::*};
use siplaunch::Error;

use crate::imports::EXCEPTION;

/// The code of a text that has no UTF-8 form: the core takes no such text, and the C ABI has the same code for it.
pub(crate) const NOT_UTF8: u8 = 3;

/// The code of a list of ids of links that has something else in it, as in the C ABI.
pub(crate) const LINK_IDS: u8 = 6;

/// An error of the core, on its way to Python.
pub(crate) struct CoreError {
    code: u8,
    text: String,
}

pub(crate) type Result<T> = std::result::Result<T, CoreError>;

/// From [`Error`], and from what says more around it.
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

/// The exception of a code of the core, or of 0 where the core has none. The classes are in `siplaunch._errors`.
pub(crate) fn exception(py: Python<'_>, code: u8, text: &str) -> PyErr {
    EXCEPTION.get(py).and_then(|new| new.call1((text, code))).map_or_else(|error| error, PyErr::from_value)
}

/// What pickling and copying meet in place of secrets.
pub(crate) fn not_pickled(why: &str) -> PyErr {
    PyTypeError::new_err(format!("{why}, and is not pickled or copied: make it where it is needed"))
}
