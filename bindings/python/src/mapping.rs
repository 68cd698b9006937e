use pyo3::{conversion::FromPyObjectOwned, exceptions::PyTypeError, prelude::*, types::PyDict};

use crate::imports::MAPPING;

/// The items of a mapping of any kind.
pub(crate) struct Items<K, V>(pub(crate) Vec<(K, V)>);

impl<'py, K: FromPyObjectOwned<'py>, V: FromPyObjectOwned<'py>> FromPyObject<'_, 'py> for Items<K, V> {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if !object.is_instance_of::<PyDict>() && !object.is_instance(MAPPING.get(object.py())?)? {
            return Err(PyTypeError::new_err(format!("expected a mapping and not {}", object.get_type().name()?)));
        }
        let mut items = Vec::new();
        for item in object.call_method0("items")?.try_iter()? {
            items.push(item?.extract()?);
        }
        Ok(Self(items))
    }
}
