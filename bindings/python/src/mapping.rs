use pyo3::{conversion::FromPyObjectOwned, prelude::*, types::PyMapping};

/// The items of a mapping of any kind.
pub(crate) struct Items<K, V>(pub(crate) Vec<(K, V)>);

impl<'py, K: FromPyObjectOwned<'py>, V: FromPyObjectOwned<'py>> FromPyObject<'_, 'py> for Items<K, V> {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        object.cast::<PyMapping>()?.items()?.extract().map(Self)
    }
}
