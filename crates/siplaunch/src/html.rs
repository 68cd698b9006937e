//! Writing HTML: text from outside only ever gets in through [`Escaped`].

use core::fmt::{self, Write};

/// Shows a value as HTML text, or as the value of an attribute in double quotes.
pub(crate) struct Escaped<T>(pub(crate) T);

impl<T: fmt::Display> fmt::Display for Escaped<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escaper(f), "{}", self.0)
    }
}

struct Escaper<'a, 'b>(&'a mut fmt::Formatter<'b>);

const SPECIAL: [char; 4] = ['&', '<', '>', '"'];

impl Write for Escaper<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        // Encoding all of it at once may make a copy, which nobody wipes.
        for piece in text.split_inclusive(SPECIAL) {
            let (plain, special) = piece.split_at(piece.len() - usize::from(piece.ends_with(SPECIAL)));
            self.0.write_str(plain)?;
            self.0.write_str(&html_escape::encode_double_quoted_attribute(special))?;
        }
        Ok(())
    }
}
