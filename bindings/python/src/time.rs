//! Moments and spans of time from Python.

use std::time::{Duration, UNIX_EPOCH};

use pyo3::{
    prelude::*,
    types::{PyDateTime, PyDelta, PyDeltaAccess as _, PyTzInfo},
};
use siplaunch::Error;

use crate::{
    error::{CoreError, exception},
    imports,
};

const DAY: i64 = 86_400;

/// The expiry of a sealed link in Unix seconds, from an aware `datetime`, or from a `timedelta` that begins now.
pub(crate) struct Expires(pub(crate) u64);

impl<'py> FromPyObject<'_, 'py> for Expires {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        imports::datetime(object.py())?;
        let expires = match object.cast::<PyDelta>() {
            Ok(delta) => siplaunch::now().checked_add_signed(seconds(&delta)),
            Err(_) => u64::try_from(unix_seconds(&*object.cast::<PyDateTime>()?)?).ok(),
        };
        expires.map(Self).ok_or_else(|| CoreError::from(Error::Expires).into())
    }
}

/// The time of a request or of an opening in Unix seconds, from an aware `datetime`.
#[derive(Clone, Copy)]
pub(crate) struct Now(u64);

impl Now {
    /// The given time, or else the system's.
    pub(crate) fn or_now(now: Option<Self>) -> u64 {
        now.map_or_else(siplaunch::now, |Self(now)| now)
    }
}

impl<'py> FromPyObject<'_, 'py> for Now {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        imports::datetime(object.py())?;
        // Nothing was sealed before 1970.
        Ok(Self(u64::try_from(unix_seconds(&*object.cast::<PyDateTime>()?)?).unwrap_or(0)))
    }
}

/// Unix seconds as an aware `datetime` in UTC.
pub(crate) fn moment(py: Python<'_>, seconds: u64) -> PyResult<Bound<'_, PyAny>> {
    imports::datetime(py)?;
    (UNIX_EPOCH + Duration::from_secs(seconds)).into_pyobject(py).map(Bound::into_any)
}

fn unix_seconds(datetime: &Bound<'_, PyDateTime>) -> PyResult<i64> {
    let py = datetime.py();
    if datetime.call_method0("utcoffset")?.is_none() {
        return Err(exception(
            py,
            Error::Expires.code(),
            "the datetime has no time zone: add one, as in datetime.now(timezone.utc)",
        ));
    }
    let epoch = PyDateTime::new(py, 1970, 1, 1, 0, 0, 0, 0, Some(&PyTzInfo::utc(py)?.to_owned()))?;
    Ok(seconds(&datetime.sub(epoch)?.cast_into::<PyDelta>()?))
}

/// Whole seconds, rounded down.
fn seconds(delta: &Bound<'_, PyDelta>) -> i64 {
    i64::from(delta.get_days()) * DAY + i64::from(delta.get_seconds())
}
