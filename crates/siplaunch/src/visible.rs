use core::fmt::{self, Write as _};

/// Text from outside, made safe to show to a person: its `Display` has no character that acts on a terminal, turns the
/// reading order around or cannot be seen.
///
/// Each character of which [`is_unseen`] is true is shown as `\u{HEX}`, with lower-case hex digits, and so is a
/// backslash before `u{`: every escape in the result is one, and all other text stays as it is, in any script.
///
/// A terminal obeys control characters, C1 ones such as U+009B included, and shows the text after U+202E backwards, so a
/// username in a token could pass for another text.
///
/// ```
/// use siplaunch::Visible;
///
/// assert_eq!(Visible("jürgen.o'neil").to_string(), "jürgen.o'neil");
/// assert_eq!(Visible("a\u{9b}2Jb\u{202e}c").to_string(), r"a\u{9b}2Jb\u{202e}c");
/// assert_eq!(Visible(r"DOMAIN\alice, \u{9b}").to_string(), r"DOMAIN\alice, \u{5c}u{9b}");
/// ```
#[derive(Clone, Copy)]
pub struct Visible<'a>(pub &'a str);

impl fmt::Display for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.char_indices().try_for_each(|(at, c)| {
            if is_unseen(c) || self.0[at..].starts_with(r"\u{") {
                write!(f, r"\u{{{:x}}}", u32::from(c))
            } else {
                f.write_char(c)
            }
        })
    }
}

/// Redacted: the text may be a secret.
impl fmt::Debug for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Visible").finish_non_exhaustive()
    }
}

/// Whether a character is invisible, or acts on the terminal: control characters, line and paragraph separators,
/// annotation marks, and all that Unicode calls default-ignorable (bidi controls, zero-width characters, fillers,
/// variation selectors, tags, the byte order mark).
///
/// ```
/// use siplaunch::is_unseen;
///
/// assert!(['\t', '\u{7f}', '\u{85}', '\u{200b}', '\u{2066}', '\u{2028}', '\u{feff}', '\u{e0041}'].map(is_unseen) == [true; 8]);
/// assert!([' ', 'é', 'ש', '電', '☎', '\u{a0}'].map(is_unseen) == [false; 6]);
/// ```
#[must_use]
pub const fn is_unseen(c: char) -> bool {
    matches!(
        c,
        // General category Cc.
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
            // Zl and Zp, and interlinear annotation.
            | '\u{2028}' | '\u{2029}' | '\u{fff9}'..='\u{fffb}'
            // Default_Ignorable_Code_Point.
            | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}
