//! Arrow data out of the capsules of the Arrow PyCapsule interface: the only unsafe code of this crate.
#![expect(unsafe_code, reason = "a capsule holds a pointer to a struct of the Arrow C data interface")]

use arrow_array::{
    ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi},
    ffi_stream::FFI_ArrowArrayStream,
};
use arrow_data::ArrayData;
use arrow_schema::ArrowError;
use pyo3::{prelude::*, types::PyCapsule};

/// The array of two capsules from `__arrow_c_array__`. The second capsule is empty afterwards.
pub(super) fn array(
    schema: &Bound<'_, PyCapsule>,
    array: &Bound<'_, PyCapsule>,
) -> PyResult<Result<ArrayData, ArrowError>> {
    let schema = schema.pointer_checked(Some(c"arrow_schema"))?.cast::<FFI_ArrowSchema>();
    let array = array.pointer_checked(Some(c"arrow_array"))?.cast();
    // SAFETY: the interface says that capsules of these names hold these structs, which their capsules keep alive.
    // `from_raw` moves the array out and leaves an empty one.
    let (schema, array) = unsafe { (schema.as_ref(), FFI_ArrowArray::from_raw(array.as_ptr())) };
    if array.is_released() {
        return Ok(Err(ArrowError::CDataInterface("the array is released".into())));
    }
    // SAFETY: the interface says that the schema is the array's.
    Ok(unsafe { from_ffi(array, schema) })
}

/// The stream of a capsule from `__arrow_c_stream__`. The capsule is empty afterwards.
pub(super) fn stream(stream: &Bound<'_, PyCapsule>) -> PyResult<FFI_ArrowArrayStream> {
    let stream = stream.pointer_checked(Some(c"arrow_array_stream"))?.cast();
    // SAFETY: the interface says that a capsule of this name holds this struct. `from_raw` moves it out and leaves an
    // empty one.
    Ok(unsafe { FFI_ArrowArrayStream::from_raw(stream.as_ptr()) })
}
