//! Objects of Python's modules that calls need. The package imports them early: nothing can be imported once the
//! interpreter shuts down, and destructors still make links then.

use std::time::UNIX_EPOCH;

use pyo3::{
    prelude::*,
    sync::PyOnceLock,
    types::{PyDelta, PyMapping, PyNone, PyTuple},
};

/// An object of a module.
pub(crate) struct Import {
    module: &'static str,
    name: &'static str,
    value: PyOnceLock<Py<PyAny>>,
}

pub(crate) static ASGI_APP: Import = Import::of("siplaunch._asgi", "AsgiApp");
pub(crate) static COLUMN_ITEMS: Import = Import::of("siplaunch._columns", "items");
pub(crate) static NO_COLUMN: Import = Import::of("siplaunch._columns", "no_column");
pub(crate) static WRONG_CELL: Import = Import::of("siplaunch._columns", "wrong_cell");
pub(crate) static WRONG_COLUMN: Import = Import::of("siplaunch._columns", "wrong_column");
pub(crate) static CREDENTIALS: Import = Import::of("siplaunch", "Credentials");
pub(crate) static EXCEPTION: Import = Import::of("siplaunch._errors", "exception");
pub(crate) static PAGE_ERROR: Import = Import::of("siplaunch._errors", "PageError");
pub(crate) static WSGI_APP: Import = Import::of("siplaunch._wsgi", "WsgiApp");
/// The first mail imports it: Python's own package for mail takes as long as all the rest.
pub(crate) static MESSAGE: Import = Import::of("siplaunch._mail", "message");

impl Import {
    const fn of(module: &'static str, name: &'static str) -> Self {
        Self { module, name, value: PyOnceLock::new() }
    }

    pub(crate) fn get<'py>(&self, py: Python<'py>) -> PyResult<&Bound<'py, PyAny>> {
        self.value.import(py, self.module, self.name)
    }
}

static ALL: [&Import; 9] = [
    &ASGI_APP,
    &COLUMN_ITEMS,
    &CREDENTIALS,
    &EXCEPTION,
    &NO_COLUMN,
    &PAGE_ERROR,
    &WRONG_CELL,
    &WRONG_COLUMN,
    &WSGI_APP,
];

#[pyfunction]
pub(crate) fn import_all(py: Python<'_>) -> PyResult<()> {
    for import in ALL {
        import.get(py)?;
    }
    // PyO3 imports datetime, collections.abc and operator, and panics where it cannot.
    UNIX_EPOCH.into_pyobject(py)?;
    PyDelta::new(py, 0, 0, 0, false)?;
    let _ = PyNone::get(py).cast::<PyMapping>();
    let _ = PyTuple::empty(py).try_iter()?.size_hint();
    Ok(())
}
