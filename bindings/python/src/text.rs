//! Text and bytes from Python.

use std::convert::Infallible;

use pyo3::{prelude::*, types::PyString};
use siplaunch::{Language, Link, LinkId};
use zeroize::{Zeroize as _, Zeroizing};

use crate::error::{LINK_IDS, NOT_UTF8, exception};

/// The language of messages that name none.
pub(crate) const ENGLISH: Text<'static> = Text(Language::English.tag());

/// A `str` that has a UTF-8 form. Python's own error for another `str` would hold all of it.
pub(crate) struct Text<'a>(pub(crate) &'a str);

impl<'a, 'py> FromPyObject<'a, 'py> for Text<'a> {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        object.cast::<PyString>()?;
        let no_utf8 = |_| exception(object.py(), NOT_UTF8, "the text has lone surrogates: give Unicode text");
        object.extract::<&str>().map(Self).map_err(no_utf8)
    }
}

/// A text that no object of Python keeps alive.
pub(crate) struct OwnedText(pub(crate) String);

impl<'py> FromPyObject<'_, 'py> for OwnedText {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        object.extract().map(|Text(text)| Self(text.into()))
    }
}

/// The id of a sealed link, from its hex digits.
pub(crate) struct Id(pub(crate) LinkId);

impl<'py> FromPyObject<'_, 'py> for Id {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let no_id = || exception(object.py(), LINK_IDS, "an id of a link must be 32 hex digits");
        LinkId::parse(object.extract::<Text<'_>>()?.0).map(Self).ok_or_else(no_id)
    }
}

/// A query string: `bytes`, or `str` for its UTF-8 form.
pub(crate) struct Query<'a>(pub(crate) &'a [u8]);

impl<'a, 'py> FromPyObject<'a, 'py> for Query<'a> {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        object.extract::<&[u8]>().map(Self).or_else(|_| object.extract().map(|Text(text)| Self(text.as_bytes())))
    }
}

/// A text that lets somebody log in. It is wiped when Python has a copy.
pub(crate) struct Secret(pub(crate) Zeroizing<String>);

impl<T: Into<String>> From<T> for Secret {
    fn from(text: T) -> Self {
        Self(text.into().into())
    }
}

impl<'py> IntoPyObject<'py> for Secret {
    type Target = PyString;
    type Output = Bound<'py, PyString>;
    type Error = Infallible;

    fn into_pyobject(mut self, py: Python<'py>) -> Result<Self::Output, Infallible> {
        let text = PyString::new(py, &self.0);
        // The spare room of a `String` is wiped at once, and its text byte by byte.
        self.0.clear();
        Ok(text)
    }
}

/// The text of a link. Only a long link is written on the heap first.
pub(crate) fn of_link<'py>(py: Python<'py>, link: &Link<'_>) -> PyResult<Bound<'py, PyString>> {
    let mut room = [0; 384];
    let written = link.write_bytes_into(&mut room).map(|len| PyString::from_bytes(py, &room[..len]));
    room[..].zeroize();
    match written {
        Ok(text) => text,
        Err(_) => Ok(PyString::new(py, &Zeroizing::new(String::from(*link)))),
    }
}
