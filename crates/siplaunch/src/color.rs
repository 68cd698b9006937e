//! Colours and their contrast (WCAG 2.2, "relative luminance" and "contrast ratio").

use core::fmt;

/// An sRGB colour, shown as `#rrggbb`.
#[derive(Clone, Copy)]
pub(crate) struct Color([u8; 3]);

/// The blue of pages and mails.
pub(crate) const DEFAULT_ACCENT: Color = Color::new([0x25, 0x63, 0xd0]);

/// WCAG 2.2, 1.4.11: the contrast that shows where a button ends.
pub(crate) const MIN_EDGE_CONTRAST: f32 = 3.0;

impl Color {
    pub(crate) const BLACK: Self = Self([0, 0, 0]);
    pub(crate) const WHITE: Self = Self([255, 255, 255]);

    pub(crate) const fn new(rgb: [u8; 3]) -> Self {
        Self(rgb)
    }

    /// Takes `#` and six hex digits of either case.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (pairs, []) = text.strip_prefix('#')?.as_bytes().as_chunks::<2>() else { return None };
        let pairs: [[u8; 2]; 3] = pairs.try_into().ok()?;
        let mut rgb = [0; 3];
        for (channel, [high, low]) in rgb.iter_mut().zip(pairs) {
            *channel = crate::percent::hex_byte(high, low)?;
        }
        Some(Self(rgb))
    }

    /// Black or white, whichever reads better on this colour: the better of the two always has a contrast of 4.58.
    pub(crate) fn text_on(self) -> Self {
        if self.contrast(Self::WHITE) >= self.contrast(Self::BLACK) { Self::WHITE } else { Self::BLACK }
    }

    /// This colour, darkened or lightened until its contrast to the colour behind it is `wanted`.
    pub(crate) fn edge_on(self, behind: Self, wanted: f32) -> Self {
        let far = behind.text_on();
        let mut shades = (0..=Self::STEPS).map(|step| self.towards(far, step));
        shades.find(|shade| shade.contrast(behind) >= wanted).unwrap_or(far)
    }

    const STEPS: u16 = 32;

    fn towards(self, other: Self, step: u16) -> Self {
        let mut rgb = self.0;
        for (channel, to) in rgb.iter_mut().zip(other.0) {
            let mixed = u16::from(*channel) * (Self::STEPS - step) + u16::from(to) * step;
            *channel = u8::try_from(mixed / Self::STEPS).expect("a mean of two bytes");
        }
        Self(rgb)
    }

    /// From 1 (the same) to 21 (black on white).
    pub(crate) fn contrast(self, other: Self) -> f32 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(self) -> f32 {
        let [red, green, blue] = self.0.map(|channel| {
            let value = f32::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { libm::powf((value + 0.055) / 1.055, 2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("#")?;
        self.0.iter().try_for_each(|channel| write!(f, "{channel:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrasts_are_those_of_wcag() {
        let near = |a: f32, b: f32| (a - b).abs() < 0.005;
        let grey = |value| Color::new([value; 3]);
        assert!(near(Color::WHITE.contrast(Color::BLACK), 21.0));
        assert!(near(Color::WHITE.contrast(grey(0x76)), 4.54));
        assert!(near(grey(0x77).contrast(Color::WHITE), 4.48));
        assert!(near(grey(0x0a).contrast(Color::BLACK), 1.06));
        assert!(near(Color::new([255, 0, 0]).contrast(Color::WHITE), 4.0));
        assert!(near(Color::new([0, 0, 255]).contrast(Color::WHITE), 8.59));
    }

    #[test]
    fn any_colour_has_text_that_can_be_read_and_an_edge_that_can_be_seen() {
        for red in (0..=255).step_by(5) {
            for green in (0..=255).step_by(3) {
                for blue in (0..=255).step_by(15) {
                    let color = Color::new([red, green, blue]);
                    assert!(color.contrast(color.text_on()) >= 4.5, "{color}");
                    for behind in [Color::WHITE, Color::new([0x16, 0x1c, 0x26])] {
                        assert!(color.edge_on(behind, 3.0).contrast(behind) >= 3.0, "{color} on {behind}");
                    }
                }
            }
        }
    }
}
