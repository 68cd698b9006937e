//! Writing HTML: what comes from outside only ever gets in through [`Escaped`].

use alloc::string::String;
use core::fmt::{self, Write};

use zeroize::Zeroizing;

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

/// The text of a view, in a `String` that never grows: no copy of what is in it stays behind.
pub(crate) fn write_once(view: &impl fmt::Display) -> Zeroizing<String> {
    let mut counter = Counter(0);
    // Neither a counter nor a `String` refuses anything.
    let _ = write!(counter, "{view}");
    let mut text = Zeroizing::new(String::with_capacity(counter.0));
    let _ = write!(*text, "{view}");
    text
}

struct Counter(usize);

impl Write for Counter {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 += text.len();
        Ok(())
    }
}
