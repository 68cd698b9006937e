use alloc::{
    format,
    string::{String, ToString as _},
    vec,
    vec::Vec,
};
use core::{fmt, mem};

use qrcodegen_no_heap::{Mask, QrCode as Encoded, QrCodeEcc, Version};
use zeroize::Zeroizing;

use crate::{Error, qr_mask::best_mask, writer::write_once};

/// The light border that a scanner needs, in modules (ISO/IEC 18004 §6.3.8).
const QUIET_ZONE: usize = 4;

/// A QR code (ISO/IEC 18004) of a launch link or any other text: SVG, text for a terminal, and PNG with feature `png`.
///
/// Of the smallest version that holds the text at error correction level M; room that is left over is padded, never
/// spent on a higher level. A text of digits alone is held in numeric mode, one of `0-9 A-Z $ % * + - . / :` and space
/// alone in alphanumeric mode, any other as the bytes of its UTF-8.
///
/// Put the `https` launch link into it, not the app link: phone cameras open the first and mostly ignore the second. It
/// shows its text to whoever can see it, so treat it as you treat the link. It is wiped when dropped; its drawings are
/// yours to wipe.
///
/// ```
/// use siplaunch::QrCode;
///
/// let code = QrCode::new("https://portal.example/p?c=-Ge4i1qbXC9u0rWJkF-V0PORA7th8pqifejy3h6pWTdU7WfmYxgxmbnoT74EXffXUJI")?;
/// assert_eq!((code.version(), code.side()), (6, 41));
/// assert!(code.to_svg().starts_with(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 49 49""#));
/// # Ok::<(), siplaunch::Error>(())
/// ```
#[derive(Clone)]
pub struct QrCode {
    version: u8,
    modules: Zeroizing<Vec<bool>>,
}

impl QrCode {
    /// Encodes a text.
    ///
    /// # Errors
    /// [`Error::QrText`] for more than version 40 holds at level M: 5,596 digits, 3,391 characters of the alphanumeric
    /// mode, 2,331 bytes of any other text.
    pub fn new(text: &str) -> Result<Self, Error> {
        let mut space = Zeroizing::new(vec![0; Version::MAX.buffer_len()]);
        let mut out = Zeroizing::new(vec![0; Version::MAX.buffer_len()]);
        let mask = best_mask(&encode(text, Some(Mask::new(0)), &mut space, &mut out)?);
        let code = encode(text, mask, &mut space, &mut out)?;
        let mut drawn = Self { version: code.version().value(), modules: Zeroizing::default() };
        // Memory that grows would leave copies.
        let len = drawn.side().pow(2);
        drawn.modules.reserve_exact(len);
        for y in 0..code.size() {
            drawn.modules.extend((0..code.size()).map(|x| code.get_module(x, y)));
        }
        Ok(drawn)
    }

    /// The version, 1 to 40.
    #[must_use]
    pub const fn version(&self) -> u8 {
        self.version
    }

    /// The number of modules along each side, without the quiet zone: 21 to 177.
    #[must_use]
    pub const fn side(&self) -> usize {
        17 + 4 * self.version as usize
    }

    /// Whether the module in column `x` and row `y`, both from 0 at the top left, is dark. Outside all is light.
    #[must_use]
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        self.modules.chunks(self.side()).nth(y).and_then(|row| row.get(x)) == Some(&true)
    }

    /// An `<svg>` element to write into a file or an HTML page: black on white, quiet zone included, no size of its own.
    ///
    /// It holds nothing but digits and drawing commands, has no style to clash with a Content-Security-Policy, and no
    /// accessible name: put it into an element that has one, such as `<div role="img" aria-label="QR code">`.
    #[must_use]
    pub fn to_svg(&self) -> String {
        mem::take(&mut write_once(&Svg(self)))
    }

    /// Lines of half blocks for a terminal, quiet zone included; each ends in a newline.
    ///
    /// Light modules are drawn and dark ones left out, as is right where text is light on dark. On a light terminal it
    /// looks inverted, which many scanners, but not all of them, forgive: set light on dark colours around it there.
    #[must_use]
    pub fn to_terminal(&self) -> String {
        let view = self.side() + 2 * QUIET_ZONE;
        let is_light = |x: usize, y: usize| {
            let inside = |at: usize| at.wrapping_sub(QUIET_ZONE);
            y < view && !self.is_dark(inside(x), inside(y))
        };
        let mut text = String::with_capacity((view * '█'.len_utf8() + 1) * view.div_ceil(2));
        for y in (0..view).step_by(2) {
            text.extend((0..view).map(|x| match (is_light(x, y), is_light(x, y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            }));
            text.push('\n');
        }
        text
    }
}

/// Without a mask, the encoder finds the best one, which takes long.
fn encode<'a>(text: &str, mask: Option<Mask>, space: &mut [u8], out: &'a mut [u8]) -> Result<Encoded<'a>, Error> {
    Encoded::encode_text(text, space, out, QrCodeEcc::Medium, Version::MIN, Version::MAX, mask, false)
        .map_err(|_| Error::QrText)
}

/// The SVG, written piece by piece.
struct Svg<'a>(&'a QrCode);

impl fmt::Display for Svg<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let view = self.0.side() + 2 * QUIET_ZONE;
        write!(
            f,
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {view} {view}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{view}v{view}H0z"/><path stroke="#000" d=""##
        )?;
        // Writing a number digit by digit takes longer than all else.
        let numbers = Vec::from_iter((0..view).map(|number| number.to_string()));
        for (y, row) in self.0.modules.chunks_exact(self.0.side()).enumerate() {
            strokes(f, y + QUIET_ZONE, row, &numbers)?;
        }
        f.write_str(r#""/></svg>"#)
    }
}

/// A horizontal stroke for each run of dark modules in a row. `numbers` are the texts of 0 and up.
fn strokes(f: &mut fmt::Formatter<'_>, y: usize, row: &[bool], numbers: &[String]) -> fmt::Result {
    let line = format!(" {y}.5h");
    let mut x = QUIET_ZONE;
    for run in row.chunk_by(|a, b| a == b) {
        if run.first() == Some(&true) {
            ["M", &numbers[x], &line, &numbers[run.len()]].iter().try_for_each(|text| f.write_str(text))?;
        }
        x += run.len();
    }
    Ok(())
}

impl fmt::Debug for QrCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QrCode").field("version", &self.version).finish_non_exhaustive()
    }
}

#[cfg(feature = "png")]
impl QrCode {
    /// The most pixels per module that [`QrCode::to_png`] takes.
    pub const MAX_SCALE: u32 = 64;

    /// The pixels per module where nothing else is asked for: enough for screens and for print.
    pub const DEFAULT_SCALE: u32 = 8;

    /// A PNG image in black and white, quiet zone included, with square modules so many pixels wide.
    ///
    /// # Errors
    /// [`Error::QrScale`] for 0 or more than [`QrCode::MAX_SCALE`] pixels per module.
    ///
    /// ```
    /// let png = siplaunch::QrCode::new("https://portal.example/p")?.to_png(4)?;
    /// assert!(png.starts_with(b"\x89PNG"));
    /// # Ok::<(), siplaunch::Error>(())
    /// ```
    pub fn to_png(&self, pixels_per_module: u32) -> Result<Vec<u8>, Error> {
        if !(1..=Self::MAX_SCALE).contains(&pixels_per_module) {
            return Err(Error::QrScale);
        }
        let scale = pixels_per_module as usize;
        let width = (self.side() + 2 * QUIET_ZONE) * scale;
        let mut pixels = Zeroizing::new(Vec::with_capacity(width.div_ceil(8) * width));
        for y in 0..width {
            self.push_pixels(y, scale, width, &mut pixels);
        }
        Ok(encode_png(width, &pixels).expect("memory takes every image"))
    }

    /// One line of pixels, a bit each, light ones set.
    fn push_pixels(&self, y: usize, scale: usize, width: usize, pixels: &mut Vec<u8>) {
        let module = |pixel: usize| (pixel / scale).wrapping_sub(QUIET_ZONE);
        let is_light = |x: usize| x >= width || !self.is_dark(module(x), module(y));
        pixels.extend(
            (0..width).step_by(8).map(|start| (start..start + 8).fold(0, |byte, x| byte << 1 | u8::from(is_light(x)))),
        );
    }
}

#[cfg(feature = "png")]
fn encode_png(width: usize, pixels: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let width = u32::try_from(width).expect("at most 185 modules of 64 pixels");
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, width);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(out)
}
