use pyo3::{prelude::*, types::PyBytes};
use siplaunch::Error;
use zeroize::Zeroizing;

use crate::{
    error::{Result, not_pickled},
    text::{Secret, Text},
};

/// A QR code of a launch link or any other text, at error correction level M.
///
/// Put the `https` launch link into it, not the app link: phone cameras open the first and mostly ignore the second.
/// Whoever sees the QR code can log in.
///
/// Raises:
///     QrError: a text that is too long. A QR code holds 2,331 bytes of UTF-8.
///
/// >>> code = QrCode("https://portal.example/p")
/// >>> code.version, code.side
/// (2, 25)
/// >>> code.to_svg()[:5], code.to_png()[:4]
/// ('<svg ', b'\x89PNG')
#[pyclass(frozen, module = "siplaunch")]
pub(crate) struct QrCode(siplaunch::QrCode);

#[pymethods]
impl QrCode {
    #[new]
    fn new(text: Text<'_>) -> Result<Self> {
        Ok(Self(siplaunch::QrCode::new(text.0)?))
    }

    /// The version (`int`), 1 to 40.
    #[getter]
    fn version(&self) -> u8 {
        self.0.version()
    }

    /// The number of modules along each side (`int`), without the quiet zone: 21 to 177.
    #[getter]
    fn side(&self) -> usize {
        self.0.side()
    }

    /// An `<svg>` element (`str`), black on white, quiet zone included.
    ///
    /// It has no accessible name: put it into an element with a name, such as `<div role="img" aria-label="QR code">`.
    fn to_svg(&self) -> Secret {
        self.0.to_svg().into()
    }

    /// A PNG image (`bytes`), black on white, quiet zone included.
    ///
    /// Args:
    ///     pixels_per_module (int): the width of a module, 1 to 64 pixels.
    ///
    /// Raises:
    ///     QrError: a number of pixels out of range.
    #[pyo3(
        signature = (pixels_per_module=i64::from(siplaunch::QrCode::DEFAULT_SCALE)),
        text_signature = "($self, pixels_per_module=8)"
    )]
    fn to_png<'py>(&self, py: Python<'py>, pixels_per_module: i64) -> Result<Bound<'py, PyBytes>> {
        let pixels_per_module = pixels_per_module.try_into().map_err(|_| Error::QrScale)?;
        Ok(PyBytes::new(py, &Zeroizing::new(self.0.to_png(pixels_per_module)?)))
    }

    /// Lines of half blocks for a terminal with light text on dark (`str`), quiet zone included.
    fn to_terminal(&self) -> Secret {
        self.0.to_terminal().into()
    }

    fn __repr__(&self) -> String {
        format!("<siplaunch.QrCode version {}>", self.0.version())
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(not_pickled("a QrCode holds a login"))
    }
}
