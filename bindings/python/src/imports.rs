//! Objects of Python's modules. The first call that needs one imports it, so that a process pays only for what it uses.

use std::time::UNIX_EPOCH;

use pyo3::{prelude::*, sync::PyOnceLock, types::PyDelta};

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
pub(crate) static DATACLASS_FIELDS: Import = Import::of("siplaunch._credentials", "DATACLASS_FIELDS");
pub(crate) static EXCEPTION: Import = Import::of("siplaunch._errors", "exception");
pub(crate) static MAPPING: Import = Import::of("collections.abc", "Mapping");
pub(crate) static MESSAGE: Import = Import::of("siplaunch._mail", "message");
pub(crate) static PAGE_ERROR: Import = Import::of("siplaunch._errors", "PageError");
pub(crate) static PARTIAL: Import = Import::of("functools", "partial");
pub(crate) static WSGI_APP: Import = Import::of("siplaunch._wsgi", "WsgiApp");

static ALL: [&Import; 12] = [
    &ASGI_APP,
    &COLUMN_ITEMS,
    &DATACLASS_FIELDS,
    &EXCEPTION,
    &MAPPING,
    &MESSAGE,
    &NO_COLUMN,
    &PAGE_ERROR,
    &PARTIAL,
    &WRONG_CELL,
    &WRONG_COLUMN,
    &WSGI_APP,
];

impl Import {
    const fn of(module: &'static str, name: &'static str) -> Self {
        Self { module, name, value: PyOnceLock::new() }
    }

    pub(crate) fn get<'py>(&self, py: Python<'py>) -> PyResult<&Bound<'py, PyAny>> {
        self.value.import(py, self.module, self.name)
    }
}

/// Imports the types of `datetime`, which PyO3 would panic without.
pub(crate) fn datetime(py: Python<'_>) -> PyResult<()> {
    static IMPORTED: PyOnceLock<()> = PyOnceLock::new();
    let import = || {
        py.import("datetime")?;
        UNIX_EPOCH.into_pyobject(py)?;
        PyDelta::new(py, 0, 0, 0, false).map(drop)
    };
    IMPORTED.get_or_try_init(py, import).copied()
}

/// Keeps what is imported already. The package has it called before the interpreter shuts down: nothing can be imported
/// then, and destructors still make links.
#[pyfunction]
pub(crate) fn keep_imports(py: Python<'_>) -> PyResult<()> {
    let modules = py.import("sys")?.getattr("modules")?;
    for import in ALL {
        if modules.contains(import.module)? {
            import.get(py)?;
        }
    }
    if modules.contains("datetime")? {
        datetime(py)?;
    }
    Ok(())
}
